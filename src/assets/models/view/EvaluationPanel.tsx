import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { Evaluation, EvaluationResult } from '../../../projects/evaluations/evaluations.schema.ts'
import { useFormat } from '../../../web/format.ts'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { extent, padded } from '../../../web/parts/scale.ts'
import { Status, type StatusKind } from '../../../web/parts/Status.tsx'
import { models } from '../../../web/text/models.ts'
import { useText } from '../../../web/text/text.ts'
import { useLineage } from '../../catalog/lineage/LineagePanel.tsx'
import type { ModelVersion } from '../models.schema.ts'
import { JudgedTable, type JudgedRow } from './JudgedTable.tsx'
import css from './model.module.css'
import { useEvaluations } from './useVersion.ts'

const statusOf: Record<EvaluationResult['verdict'], StatusKind> = {
  better: 'done',
  no_better: 'waiting',
  worse: 'warning',
}

/** Whether this version is better than what it was held against: in words, by figure, by slice. */
export function EvaluationPanel({ version }: { version: ModelVersion }) {
  const text = useText(models)
  const query = useEvaluations(version)
  return (
    <Loaded query={query}>
      {evaluations => {
        const done = evaluations.find(one => one.result !== null)
        const newest = evaluations[0]
        return (
          <>
            {newest?.result === null && (
              <Panel title={text.evaluation}>
                <Status is={newest.state === 'failed' ? 'failed' : 'running'}>
                  {newest.error ?? text.evaluationRunning}
                </Status>
              </Panel>
            )}
            {done?.result && <Result version={version} evaluation={done} result={done.result} />}
            {!newest && <Panel title={text.evaluation}>{text.evaluationNone}</Panel>}
          </>
        )
      }}
    </Loaded>
  )
}

type ResultProps = { version: ModelVersion; evaluation: Evaluation; result: EvaluationResult }

function Result({ version, evaluation: { against, dataset }, result }: ResultProps) {
  const text = useText(models)
  const format = useFormat()
  const thing = { kind: 'model' as const, id: version.assetId, version: String(version.version) }
  const node = useLineage(thing).data?.nodes.find(one => one.kind === 'dataset' && one.id === dataset.id)
  const baseline = against ?? result.metrics[0]?.baseline.name ?? text.baseline
  return (
    <>
      <Panel
        title={text.evaluation}
        note={text.evaluationNote(node?.name ?? text.data, dataset.version, format.num(result.n))}
        aside={<Status is={statusOf[result.verdict]}>{text.verdict[result.verdict](baseline)}</Status>}
        flush
      >
        {result.laterThanTraining !== null && (
          <p className={css['inset']}>{result.laterThanTraining ? text.later : text.notLater}</p>
        )}
        <JudgedTable
          label={text.evaluation}
          first={text.metric}
          rows={result.metrics.map(judged => ({
            name: judged.unit ? `${judged.name}, ${judged.unit}` : judged.name,
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

/** One figure at a time, all slices on one scale, so that they can be compared. */
/** A slice is its column's name and the value it was cut by. */
const nameSlice = (slice: EvaluationResult['slices'][number]) => ({
  ...slice,
  name: slice.value === undefined ? slice.name : `${slice.name}: ${String(slice.value)}`,
})

function Slices({ result }: { result: EvaluationResult }) {
  const text = useText(models)
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
      title={text.slicesOf(chosen)}
      flush
      aside={
        <NativeSelect
          aria-label={text.metric}
          value={chosen}
          data={names}
          onChange={event => setChosen(event.target.value)}
        />
      }
    >
      <JudgedTable label={text.slicesOf(chosen)} first={text.slice} rows={rows} />
      {result.slicesLeftOut.length > 0 && (
        <p className={css['inset']}>
          {text.leftOut} {result.slicesLeftOut.map(({ reason }) => reason).join('; ')}
        </p>
      )}
    </Panel>
  )
}
