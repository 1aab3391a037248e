import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { send } from '../../../web/api.ts'
import { Panel } from '../../../web/parts/Panel.tsx'
import { useProject } from '../../../web/project.ts'
import { runs } from '../../../web/text/runs.ts'
import { useText } from '../../../web/text/text.ts'
import type { RunDetail } from '../experiments.schema.ts'
import css from './run.module.css'
import { artifactHref } from './runs.look.ts'

const types: Record<string, string> = { png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp' }
const typeOf = (path: string) => types[path.split('.').at(-1)?.toLowerCase() ?? '']
const mostBytes = 4_000_000
const most = 6

/** The pictures that a run left, to be looked at; anything else is downloaded. */
export function PlotsPanel({ run }: { run: RunDetail }) {
  const text = useText(runs)
  const plots = run.artifacts.filter(({ path, size }) => typeOf(path) && size <= mostBytes).slice(0, most)
  if (plots.length === 0) return null
  return (
    <Panel title={text.plots} note={text.plotsNote}>
      <div className={css['plots']}>
        {plots.map(({ path }) => (
          <Plot key={path} run={run.id} path={path} />
        ))}
      </div>
    </Panel>
  )
}

function Plot({ run, path }: { run: string; path: string }) {
  const { slug } = useProject()
  const href = artifactHref({ slug, owner: run, path })
  const query = useQuery({
    queryKey: ['artifact', href],
    queryFn: async ({ signal }) => {
      const answer = await send(new Request(new URL(href, location.origin), { signal }))
      // users' bytes come without a type; as a picture they cannot run
      return new Blob([await answer.arrayBuffer()], { type: typeOf(path) ?? '' })
    },
    staleTime: Infinity,
  })
  const place = useRef<HTMLImageElement>(null)
  useEffect(() => {
    if (!query.data || !place.current) return
    const url = URL.createObjectURL(query.data)
    place.current.src = url
    return () => URL.revokeObjectURL(url)
  }, [query.data])
  return (
    <figure className={css['plot']}>
      <img ref={place} alt={path} />
      <figcaption>
        <a href={href} download>
          {path}
        </a>
      </figcaption>
    </figure>
  )
}
