import { useFormat } from '../../../../web/format.ts'
import { Loaded } from '../../../../web/parts/Loaded.tsx'
import { Panel } from '../../../../web/parts/Panel.tsx'
import { Skeleton } from '../../../../web/parts/Skeleton.tsx'
import { artifacts } from '../../../../web/text/artifacts.ts'
import { useText } from '../../../../web/text/text.ts'
import { ArtifactTree, useFolder } from './ArtifactTree.tsx'
import { FilePreview } from './FilePreview.tsx'
import { isInviting } from './artifacts.look.ts'
import css from './artifacts.module.css'

type ArtifactsPanelProps = {
  /** a run or a logged model */
  owner: string
  title: string
  /** only what lies below this folder */
  below?: string
  /** the file that the address names */
  file: string | undefined
  onFile: (path: string) => void
}

/** The files of a run or a model: folders at the left, the chosen file beside them. */
export function ArtifactsPanel({ owner, title, below = '', file, onFile }: ArtifactsPanelProps) {
  const text = useText(artifacts)
  const format = useFormat()
  const root = useFolder(owner, below)
  return (
    <Loaded query={root} skeleton={<Skeleton height={120} />}>
      {({ pages }) => {
        const [first] = pages
        if (!first || first.files === 0) return null
        const entries = pages.flatMap(page => page.entries)
        const chosen = file ?? entries.find(entry => !entry.isFolder && isInviting(entry))?.path
        return (
          <Panel title={title} note={text.summary(first.files, format.bytes(first.size))}>
            <div className={css['files']}>
              <ArtifactTree owner={owner} below={below} chosen={chosen} onChoose={({ path }) => onFile(path)} />
              {chosen === undefined ? (
                <p className={css['hint']}>{text.choose}</p>
              ) : (
                <Chosen key={chosen} owner={owner} path={chosen} />
              )}
            </div>
          </Panel>
        )
      }}
    </Loaded>
  )
}

/** The size stands in the listing of the file's folder. */
function Chosen({ owner, path }: { owner: string; path: string }) {
  const text = useText(artifacts)
  const folder = useFolder(owner, path.slice(0, Math.max(0, path.lastIndexOf('/'))))
  return (
    <Loaded query={folder}>
      {({ pages }) => {
        const entry = pages.flatMap(page => page.entries).find(one => one.path === path && !one.isFolder)
        if (!entry) return <p className={css['hint']}>{text.gone(path)}</p>
        return <FilePreview file={{ owner, path, size: entry.size }} />
      }}
    </Loaded>
  )
}
