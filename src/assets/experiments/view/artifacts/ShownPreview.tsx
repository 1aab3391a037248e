import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { Loaded } from '../../../../web/parts/Loaded.tsx'
import { Callout } from '../../../../web/parts/Panel.tsx'
import { useProject } from '../../../../web/project.ts'
import { artifacts } from '../../../../web/text/artifacts.ts'
import { useText } from '../../../../web/text/text.ts'
import { artifactHref } from '../runs.look.ts'
import { endingOf, foreignScripts } from './artifacts.look.ts'
import css from './artifacts.module.css'
import { useHead, useWhole, type FileRef } from './useFile.ts'

/** A page or a drawing that somebody logged: it may run scripts, in an origin of its own and without network. */
export function PageFrame({ file }: { file: FileRef }) {
  const text = useText(artifacts)
  const { slug } = useProject()
  const head = useHead(file)
  const wanted = foreignScripts(head.data?.lines.join('\n') ?? '')
  return (
    <>
      {wanted.length > 0 && (
        <Callout icon={<IconAlertTriangle size={16} aria-hidden />}>{text.foreign(wanted.join(', '))}</Callout>
      )}
      <iframe
        className={css['frame']}
        sandbox="allow-scripts"
        title={file.path}
        src={artifactHref({ slug, owner: file.owner, path: file.path }, 'shown')}
        referrerPolicy="no-referrer"
      />
    </>
  )
}

/** The browser's own viewer, which runs apart from every page and takes no frame with a sandbox. */
export function PdfFrame({ file }: { file: FileRef }) {
  const { slug } = useProject()
  return (
    // eslint-disable-next-line react/iframe-missing-sandbox -- no browser shows a PDF in a sandbox
    <iframe
      className={css['frame']}
      title={file.path}
      src={artifactHref({ slug, owner: file.owner, path: file.path }, 'shown')}
      referrerPolicy="no-referrer"
    />
  )
}

const types: Record<string, string> = { jpg: 'jpeg', ico: 'x-icon' }

/** Users' bytes come without a type that a browser would run; as an image they cannot. */
export function ImagePreview({ file }: { file: FileRef }) {
  const ending = endingOf(file.path)
  const query = useWhole(file, bytes => new Blob([new Uint8Array(bytes)], { type: `image/${types[ending] ?? ending}` }))
  return <Loaded query={query}>{blob => <BlobImage blob={blob} alt={file.path} />}</Loaded>
}

function BlobImage({ blob, alt }: { blob: Blob; alt: string }) {
  const place = useRef<HTMLImageElement>(null)
  useEffect(() => {
    if (!place.current) return
    const url = URL.createObjectURL(blob)
    place.current.src = url
    return () => URL.revokeObjectURL(url)
  }, [blob])
  return <img ref={place} className={css['image']} alt={alt} decoding="async" />
}
