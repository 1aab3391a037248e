import { NativeSelect } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { Evaluation, EvaluationResult } from '../../../projects/evaluations/evaluations.schema.ts'
import { useFormat } from '../../../web/format.ts'
import { Go } from '../../../web/parts/Go.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Callout, Panel, Stack } from '../../../web/parts/Panel.tsx'
import { extent, padded } from '../../../web/parts/scale.ts'
import { Segmented } from '../../../web/parts/Segmented.tsx'
import { Status, type StatusKind } from '../../../web/parts/Status.tsx'
import { TalkButton } from '../../../web/parts/TalkButton.tsx'
import { Duration } from '../../../web/parts/Time.tsx'
import { placeOf } from '../../../web/places.ts'
import { useProject } from '../../../web/project.ts'
import { models } from '../../../web/text/models.ts'
import { parts } from '../../../web/text/parts.ts'
import { useText } from '../../../web/text/text.ts'
import { useLineage } from '../../catalog/lineage/LineagePanel.tsx'
import type { ModelVersionDetail } from '../models.schema.ts'
import { EvaluateButton } from './EvaluateButton.tsx'
import { JudgedTable, type JudgedRow } from './JudgedTable.tsx'
import css from './model.module.css'
import { useMetricName } from './useMetricName.ts'
import { useEvaluations } from './useVersion.ts'

const statusOf: Record<EvaluationResult['verdict'], StatusKind> = {
  better: 'done',
  no_better: 'waiting',
  worse: 'warning',
}

/** Whether this version is better than what it was held against: in words, by figure, by slice. */
export function EvaluationPanel({ version }: { version: ModelVersionDetail }) {
  const query = useEvaluations(version)
  return (
    <Loaded query={query}>
      {evaluations => {
        const done = newestByBaseline(evaluations)
        const newest = evaluations[0]
        return (
          <>
            {newest?.result === null && <Unfinished evaluation={newest} />}
            {done.length > 0 && <Results version={version} done={done} />}
            {done.length === 0 && newest?.state !== 'running' && <None version={version} />}
          </>
        )
      }}
    </Loaded>
  )
}

type Done = Evaluation & { result: EvaluationResult }

/** What counts for a promotion comes first: against a constant guess, then against other models. */
function newestByBaseline(evaluations: readonly Evaluation[]): Done[] {
  const done = evaluations.flatMap(one => (one.result === null ? [] : [{ ...one, result: one.result }]))
  const first = [...Map.groupBy(done, one => one.against).values()].flatMap(([newest]) => newest ?? [])
  return first.toSorted((a, b) => Number(a.against !== null) - Number(b.against !== null))
}

/** One evaluation at a time; where there are several, what they were held against is the choice. */
function Results({ version, done }: { version: ModelVersionDetail; done: readonly Done[] }) {
  const text = useText(models)
  const [chosen, setChosen] = useState('')
  const shown = done.find(one => one.id === chosen) ?? done[0]
  if (!shown) return null
  const choice = done.length > 1 && (
    <Segmented
      label={text.heldAgainst}
      options={done.map(({ id, against }) => ({ value: id, label: nameOfBaseline(against) ?? text.constantGuess }))}
      value={shown.id}
      onChange={setChosen}
    />
  )
  return <Result key={shown.id} version={version} evaluation={shown} choice={choice} />
}

function None({ version }: { version: ModelVersionDetail }) {
  const text = useText(models)
  return (
    <Panel title={text.evaluation} aside={<EvaluateButton version={version} />}>
      <p>{text.evaluationNone}</p>
    </Panel>
  )
}

function Unfinished({ evaluation: { state, error, runId, createdAt } }: { evaluation: Evaluation }) {
  const text = useText(models)
  const { slug } = useProject()
  return (
    <Panel
      title={text.evaluation}
      aside={runId !== null && <Go href={placeOf(slug, { kind: 'run', id: runId }) ?? ''}>{text.evaluationFollow}</Go>}
    >
      <div role="status">
        {state === 'failed' ? (
          <Stack>
            <Status is="failed">{text.evaluationFailed}</Status>
            <Callout tone="failed">{error}</Callout>
          </Stack>
        ) : (
          <Status is="running">
            {text.evaluationRunning}, <Duration from={createdAt} />
          </Status>
        )}
      </div>
    </Panel>
  )
}

type ResultProps = { version: ModelVersionDetail; evaluation: Done; choice: ReactNode }

function Result({ version, evaluation: { id, against, dataset, result }, choice }: ResultProps) {
  const text = useText(models)
  const format = useFormat()
  const metricName = useMetricName()
  const { chart } = useText(parts)
  const thing = { kind: 'model' as const, id: version.assetId, version: String(version.version) }
  const node = useLineage(thing).data?.nodes.find(one => one.kind === 'dataset' && one.id === dataset.id)
  const baseline = nameOfBaseline(against) ?? text.constantGuess
  return (
    <>
      <Panel
        title={text.evaluation}
        note={text.evaluationNote(node?.name ?? text.data, dataset.version, format.num(result.n))}
        aside={
          <>
            <TalkButton kind="evaluation" id={id} name={text.evaluationOf(version.model, version.version)} />
            <EvaluateButton version={version} />
          </>
        }
        flush
      >
        <div className={css['inset']}>
          {choice}
          <Reading result={result} baseline={baseline} />
          {result.laterThanTraining !== null && (
            <p className={css['thin']}>{result.laterThanTraining ? text.later : text.notLater}</p>
          )}
        </div>
        <JudgedTable
          label={text.evaluation}
          first={text.metric}
          rows={result.metrics.map(judged => ({
            name: metricName(judged.name),
            note: [judged.unit, chart[judged.direction]].filter(Boolean).join(', '),
            n: judged.n,
            judged,
            scale: padded(extent([judged.difference.low, judged.difference.high, 0])),
          }))}
        />
      </Panel>
      {result.slices.length > 0 && <Slices result={result} />}
    </>
  )
}

/** `models:/flight-delay/1` is read as flight-delay v1; a constant guess has no name. */
function nameOfBaseline(against: string | null): string | undefined {
  const [, model, version] = /^models:\/(.+)\/(\d+)$/.exec(against ?? '') ?? []
  return model && version ? `${model} v${version}` : (against ?? undefined)
}

/** The answer for whoever decides: is it better, and could that be chance? */
function Reading({ result, baseline }: { result: EvaluationResult; baseline: string }) {
  const text = useText(models)
  const format = useFormat()
  const metricName = useMetricName()
  const [first] = result.metrics
  const { low, high } = first?.difference ?? {}
  if (!first || typeof low !== 'number' || typeof high !== 'number')
    return <Status is={statusOf[result.verdict]}>{text.verdict[result.verdict](baseline)}</Status>
  const told = { metric: metricName(first.name), baseline, range: format.interval([low, high], 3) }
  return <Status is={statusOf[result.verdict]}>{text.reading[result.verdict](told)}</Status>
}

/** A slice is its column's name and the value it was cut by. */
const nameSlice = <T extends Pick<Slice, 'name' | 'value'>>(slice: T): T => ({
  ...slice,
  name: slice.value === undefined ? slice.name : `${slice.name}: ${String(slice.value)}`,
})

type Slice = EvaluationResult['slices'][number]

/** One figure at a time, all slices on one scale, so that they can be compared. */
function Slices({ result }: { result: EvaluationResult }) {
  const text = useText(models)
  const metricName = useMetricName()
  const names = result.metrics.map(metric => metric.name)
  const [chosen, setChosen] = useState(names[0] ?? '')
  const all = [{ name: text.all, n: result.n, metrics: result.metrics }, ...result.slices.map(nameSlice)]
  const found = all.flatMap(slice =>
    slice.metrics.filter(metric => metric.name === chosen).map(judged => ({ name: slice.name, n: slice.n, judged })),
  )
  const scale = padded(extent([0, ...found.flatMap(({ judged: { difference } }) => [difference.low, difference.high])]))
  const rows: JudgedRow[] = found.map(row => ({ ...row, scale }))
  return (
    <Panel
      title={text.slicesOf(metricName(chosen))}
      flush
      aside={
        <NativeSelect
          aria-label={text.metric}
          value={chosen}
          data={names.map(value => ({ value, label: metricName(value) }))}
          onChange={event => setChosen(event.target.value)}
        />
      }
    >
      <JudgedTable label={text.slicesOf(metricName(chosen))} first={text.slice} rows={rows} />
      {result.slicesLeftOut.length > 0 && (
        <p className={css['inset']}>
          {text.leftOut} {result.slicesLeftOut.map(one => `${nameSlice(one).name} (${one.reason})`).join('; ')}
        </p>
      )}
    </Panel>
  )
}
