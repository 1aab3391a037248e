import { useNavigate, useSearch } from '@tanstack/react-router'
import { Panel } from '../../../web/parts/Panel.tsx'
import { modelPage } from '../../../web/text/modelPage.ts'
import { models } from '../../../web/text/models.ts'
import { useText } from '../../../web/text/text.ts'
import { ArtifactsPanel } from '../../experiments/view/artifacts/ArtifactsPanel.tsx'
import type { ModelVersionDetail } from '../models.schema.ts'

const from = '/projects/$slug/models/$name/$version'

/** The files of the version where the run or the logged model keeps them, each to be looked at. */
export function FilesPanel({ version: { place, files } }: { version: ModelVersionDetail }) {
  const text = useText(models)
  const words = useText(modelPage)
  const { file } = useSearch({ from })
  const navigate = useNavigate({ from })
  if (!place || files.length === 0) return <Panel title={text.files}>{words.filesElsewhere}</Panel>
  return (
    <ArtifactsPanel
      owner={place.owner}
      below={place.path}
      title={text.files}
      file={file}
      onFile={path => void navigate({ search: { tab: 'files', file: path }, replace: true, resetScroll: false })}
    />
  )
}
