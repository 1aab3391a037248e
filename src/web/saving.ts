import { messageOf } from '../kernel/errors.ts'
import { errorOf } from '../sdk/client.ts'
import { send } from './api.ts'
import { saveFile } from './parts/saveChart.ts'
import { currentWorld } from './world.ts'

/**
 * A link cannot say which organisation is looked at, so in the simulated one the page fetches the file behind a link and
 * hands it to the reader. In one's own organisation links do it themselves.
 */
export function saveBehindLinks(tell: (failure: string | undefined) => void): () => void {
  // with any button and key: a new tab would ask one's own organisation just the same
  const onClick = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const isMenu = event.button > 1
    if (!link || isMenu || event.defaultPrevented || currentWorld() === undefined || !isFile(link)) return
    event.preventDefault()
    tell(undefined)
    save(link).catch((error: unknown) => tell(messageOf(error)))
  }
  const kinds = ['click', 'auxclick'] as const
  for (const kind of kinds) document.addEventListener(kind, onClick)
  return () => {
    for (const kind of kinds) document.removeEventListener(kind, onClick)
  }
}

/** What the server sends, and nothing that the page made itself. */
const isFile = ({ origin, pathname }: HTMLAnchorElement) => origin === location.origin && pathname.startsWith('/api/')

async function save(link: HTMLAnchorElement): Promise<void> {
  const answer = await send(new Request(link.href))
  if (!answer.ok) throw await errorOf(answer)
  saveFile(link.download || nameIn(answer) || link.pathname.split('/').at(-1) || 'file', await answer.blob())
}

/** As `Content-Disposition` says it (RFC 6266), the form for any language first. */
function nameIn(answer: Response): string | undefined {
  const said = answer.headers.get('content-disposition') ?? ''
  const encoded = /filename\*=utf-8''([^;]+)/i.exec(said)?.[1]
  return encoded === undefined ? /filename="?([^";]+)"?/i.exec(said)?.[1] : decodeURIComponent(encoded)
}
