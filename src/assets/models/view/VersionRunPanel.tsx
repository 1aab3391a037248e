import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { attemptRoutes } from '../../../backbone/engines/attempts/attempts.schema.ts'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Cannot } from '../../../web/parts/Cannot.tsx'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { KeyValue } from '../../../web/parts/KeyValue.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { Status, type StatusKind } from '../../../web/parts/Status.tsx'
import { placeOf } from '../../../web/places.ts'
import { useProject } from '../../../web/project.ts'
import { models } from '../../../web/text/models.ts'
import { runs } from '../../../web/text/runs.ts'
import { useText } from '../../../web/text/text.ts'
import { launchRoutes, type Repetition } from '../../experiments/launches/launches.schema.ts'

/** The run that made this version, and whether making it again comes out equal. */
export function VersionRunPanel({ runId }: { runId: string | null }) {
  const text = useText(models)
  return <Panel title={text.run}>{runId === null ? text.runNone : <Run id={runId} />}</Panel>
}

function Run({ id }: { id: string }) {
  const text = useText(models)
  const { slug } = useProject()
  const { rerunOwn } = useText(runs)
  const attempts = useQuery({
    queryKey: ['project', slug, 'attempts', 'of', id],
    queryFn: ({ signal }) => api(attemptRoutes).list({ project: slug, subject: id, limit: 1 }, { signal }),
  })
  const isOwn = attempts.data?.attempts.length === 0
  const rerun = useMutation({ mutationFn: () => api(launchRoutes).rerun({ project: slug, run: id }) })
  return (
    <Stack>
      <RunLink id={id} />
      <RightTo right="run:write" action={text.rerunAction}>
        <div>
          {isOwn ? (
            <Cannot action={text.rerunAction} because={rerunOwn} />
          ) : (
            <Button leftSection={<IconRefresh />} loading={rerun.isPending} onClick={() => rerun.mutate()}>
              {text.rerun}
            </Button>
          )}
        </div>
      </RightTo>
      {rerun.error && <ErrorPanel error={rerun.error} />}
      {rerun.data && <Outcome id={rerun.data.runId} />}
    </Stack>
  )
}

function RunLink({ id }: { id: string }) {
  const { slug } = useProject()
  return <Go href={placeOf(slug, { kind: 'run', id }) ?? ''}>{id.slice(0, 12)}</Go>
}

const statusOf: Record<Repetition['state'], StatusKind> = {
  running: 'running',
  equal: 'done',
  different: 'warning',
  failed: 'failed',
  'not-a-re-run': 'idle',
}

/** The re-run, beside what it repeats once it has ended. */
function Outcome({ id }: { id: string }) {
  const text = useText(models)
  const format = useFormat()
  const { slug } = useProject()
  const query = useQuery({
    queryKey: ['project', slug, 'repetition', id],
    queryFn: ({ signal }) => api(launchRoutes).repetition({ project: slug, run: id }, { signal }),
  })
  return (
    <Loaded query={query}>
      {({ state, metrics }) => (
        <div role="status">
          <Stack>
            <Status is={statusOf[state]}>{text.repeated[state]}</Status>
            <span>
              {text.rerunOf} <RunLink id={id} />
            </span>
            <KeyValue
              layout="spread"
              items={metrics.map(({ name, before, after, isEqual }) => ({
                label: name,
                value: isEqual ? format.num(after) : text.was(format.num(before), format.num(after)),
              }))}
            />
          </Stack>
        </div>
      )}
    </Loaded>
  )
}
