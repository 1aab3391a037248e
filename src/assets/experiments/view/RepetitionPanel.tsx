import { useQuery } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Go } from '../../../web/parts/Go.tsx'
import { KeyValue } from '../../../web/parts/KeyValue.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { Status, type StatusKind } from '../../../web/parts/Status.tsx'
import { useProject } from '../../../web/project.ts'
import { runs } from '../../../web/text/runs.ts'
import { useText } from '../../../web/text/text.ts'
import { launchRoutes, type Repetition } from '../launches/launches.schema.ts'

const statusOf: Record<Repetition['state'], StatusKind> = {
  running: 'running',
  equal: 'done',
  different: 'warning',
  failed: 'failed',
  'not-a-re-run': 'idle',
}

/** Where a run repeats another one: whether it came out equal, metric by metric. */
export function RepetitionPanel({ id }: { id: string }) {
  const text = useText(runs)
  const format = useFormat()
  const { slug } = useProject()
  const { data } = useQuery({
    queryKey: ['project', slug, 'repetition', id],
    queryFn: ({ signal }) => api(launchRoutes).repetition({ project: slug, run: id }, { signal }),
  })
  if (!data || data.rerunOf === null) return null
  return (
    <Panel title={text.repetition}>
      <p>
        <Status is={statusOf[data.state]}>{text.repeated[data.state]}</Status>
      </p>
      <p>
        {text.repeats} <Go href={`/projects/${slug}/runs/${data.rerunOf}`}>{data.rerunOf.slice(0, 12)}</Go>
      </p>
      <KeyValue
        layout="spread"
        items={data.metrics.map(({ name, before, after, isEqual }) => ({
          label: name,
          value: isEqual ? format.num(after) : `${format.num(before)} → ${format.num(after)}`,
        }))}
      />
    </Panel>
  )
}
