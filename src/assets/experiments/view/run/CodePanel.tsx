import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { snapshotRoutes, type Snapshot } from '../../../../backbone/storage/snapshots/snapshots.schema.ts'
import { api } from '../../../../web/api.ts'
import { useFormat } from '../../../../web/format.ts'
import { Chip } from '../../../../web/parts/Chip.tsx'
import { CopyButton } from '../../../../web/parts/CodeBlock.tsx'
import { Loaded } from '../../../../web/parts/Loaded.tsx'
import { Panel } from '../../../../web/parts/Panel.tsx'
import { useProject } from '../../../../web/project.ts'
import { runPage } from '../../../../web/text/runPage.ts'
import { useText } from '../../../../web/text/text.ts'
import { Lines } from '../artifacts/TextPreview.tsx'
import css from './runPage.module.css'

const mostBytes = 512 * 1024

/** The code as it was when the run began: every file, the commit, and whether it had changed since. */
export function CodePanel({ digest }: { digest: string }) {
  const text = useText(runPage)
  const { slug } = useProject()
  const query = useQuery({
    queryKey: ['project', slug, 'snapshot', digest],
    queryFn: ({ signal }) => api(snapshotRoutes).get({ project: slug, digest }, { signal }),
    staleTime: Infinity,
  })
  return (
    <Loaded query={query}>
      {snapshot => (
        <Panel title={text.code} note={<Origin snapshot={snapshot} />}>
          <Files snapshot={snapshot} />
        </Panel>
      )}
    </Loaded>
  )
}

function Origin({ snapshot: { git, digest } }: { snapshot: Snapshot }) {
  const text = useText(runPage)
  if (!git) return <code title={digest}>{digest.replace('sha256:', '').slice(0, 12)}</code>
  return (
    <>
      <code title={git.commit}>{git.commit.slice(0, 10)}</code>
      <CopyButton value={git.commit} what={text.commit} />{' '}
      <Chip tone={git.isDirty ? 'bronze' : 'outline'}>{git.isDirty ? text.uncommitted : text.clean}</Chip>
    </>
  )
}

function Files({ snapshot }: { snapshot: Snapshot }) {
  const text = useText(runPage)
  const format = useFormat()
  const [path, setPath] = useState<string>()
  const { files } = snapshot
  const file = files.find(one => one.path === path) ?? files.find(({ size }) => size <= mostBytes)
  return (
    <div className={css['code']}>
      <ul aria-label={text.codeFiles}>
        {files.map(one => (
          <li key={one.path}>
            <button type="button" aria-pressed={one === file} onClick={() => setPath(one.path)}>
              <span>{one.path}</span>
              <small>{format.bytes(one.size)}</small>
            </button>
          </li>
        ))}
      </ul>
      {file && <Source key={file.path} digest={snapshot.digest} file={file} />}
    </div>
  )
}

function Source({ digest, file }: { digest: string; file: Snapshot['files'][number] }) {
  const text = useText(runPage)
  const { slug } = useProject()
  const isSmall = file.size <= mostBytes
  const query = useQuery({
    queryKey: ['project', slug, 'snapshot', digest, file.path],
    queryFn: async ({ signal }) => {
      const answer = await api(snapshotRoutes).file({ project: slug, digest, path: file.path }, { signal })
      const isText = answer.headers.get('content-type')?.startsWith('text/plain') === true
      return isText ? { lines: (await answer.text()).replace(/\n$/, '').split('\n') } : { lines: undefined }
    },
    enabled: isSmall,
    staleTime: Infinity,
  })
  if (!isSmall) return <p>{text.codeLarge}</p>
  return (
    <Loaded query={query}>
      {({ lines }) => (lines ? <Lines label={file.path} lines={lines} /> : <p>{text.codeBinary}</p>)}
    </Loaded>
  )
}
