import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { evaluationRoutes, taskMetrics } from '../../../projects/evaluations/evaluations.schema.ts'
import { api } from '../../../web/api.ts'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { Callout } from '../../../web/parts/Panel.tsx'
import { SkeletonRows } from '../../../web/parts/Skeleton.tsx'
import { useProject } from '../../../web/project.ts'
import { models } from '../../../web/text/models.ts'
import { useText } from '../../../web/text/text.ts'
import { useLineage } from '../../catalog/lineage/LineagePanel.tsx'
import { datasetRoutes, type DatasetVersion } from '../../datasets/datasets.schema.ts'
import type { ModelVersionDetail } from '../models.schema.ts'
import { firstWish, isTime, planOf, taskOf, wishOf, type EvaluationWish } from './evaluation.look.ts'
import { firstRowOf } from '../example.schema.ts'
import css from './model.module.css'
import { useMetricName } from './useMetricName.ts'
import { useEvaluations } from './useVersion.ts'

type EvaluateDialogProps = { version: ModelVersionDetail; onClose: () => void }

/** Judges a version on rows of a dataset; everything has a first answer, from the signature and the dataset's columns. */
export function EvaluateDialog({ version, onClose }: EvaluateDialogProps) {
  const text = useText(models).evaluate
  const { slug } = useProject()
  const { datasets, trainedOn } = useDatasets(version)
  const [chosen, setChosen] = useState<string | undefined>()
  const dataset = chosen ?? trainedOn ?? datasets?.[0]?.name
  const data = useDataset(dataset, datasets?.find(one => one.name === dataset)?.latest?.version)
  const [changes, setChanges] = useState<Partial<EvaluationWish>>({})
  const former = useEvaluations(version).data?.find(one => one.dataset.id === data?.assetId)?.plan
  const first = data && firstWish(data.columns, { inputs: inputsOf(version), isCall: saysYesOrNo(version) })
  const wish = first && { ...first, ...(former && wishOf(former)), ...changes }
  const send = async () => {
    if (!data || !wish) return
    const plan = planOf(wish, { columns: data.columns, profiles: data.profile?.columns ?? [], model: version.model })
    await api(evaluationRoutes).start({
      project: slug,
      model: version.model,
      version: version.version,
      dataset: { name: data.name, version: data.version },
      plan,
    })
  }
  const isReady = wish !== undefined && wish.timeColumn !== '' && wish.metrics.length > 0
  return (
    <FormDialog
      title={text.title(version.model, version.version)}
      submit={text.start}
      send={send}
      onClose={onClose}
      isReady={isReady}
    >
      <p>{text.lede}</p>
      {datasets?.length === 0 && <Callout tone="bronze">{text.noData}</Callout>}
      {dataset !== undefined && datasets && (
        <NativeSelect
          label={text.dataset}
          description={text.datasetNote}
          value={dataset}
          data={datasets.map(({ name, latest }) => ({ value: name, label: `${name} v${latest?.version ?? 0}` }))}
          onChange={event => {
            setChosen(event.target.value)
            setChanges({})
          }}
        />
      )}
      {data && wish ? (
        <Fields data={data} wish={wish} version={version} onChange={part => setChanges({ ...changes, ...part })} />
      ) : (
        dataset !== undefined && <SkeletonRows />
      )}
    </FormDialog>
  )
}

/** A model whose answer is no measured number tells yes from no. */
const saysYesOrNo = ({ mlmodel }: ModelVersionDetail) =>
  /^ *outputs:.*"(d?type)": "(bool|boolean|string|long|int64|integer)"/m.test(mlmodel ?? '')

const inputsOf = ({ inputExample }: ModelVersionDetail) => new Set(firstRowOf(inputExample).keys())

/** The datasets of the project with rows, and the one that the version learned from. */
function useDatasets({ assetId, version, runId }: ModelVersionDetail) {
  const { slug } = useProject()
  const list = useQuery({
    queryKey: ['project', slug, 'datasets', 'all'],
    queryFn: ({ signal }) => api(datasetRoutes).list({ project: slug, limit: 500 }, { signal }),
  })
  const lineage = useLineage({ kind: 'model', id: assetId, version: String(version) })
  const datasets = list.data?.datasets.filter(one => one.latest !== null)
  const graph = lineage.data
  const run = graph?.nodes.find(node => node.kind === 'run' && node.id === runId)?.key
  const used = new Set(graph?.edges.filter(edge => edge.from === run).map(edge => edge.to))
  const trainedOn = graph?.nodes.find(node => node.kind === 'dataset' && used.has(node.key))?.name ?? undefined
  return { datasets, trainedOn: datasets?.find(one => one.name === trainedOn)?.name }
}

function useDataset(name: string | undefined, version: number | undefined) {
  const { slug } = useProject()
  const query = useQuery({
    queryKey: ['project', slug, 'dataset', name, version],
    queryFn: ({ signal }) =>
      api(datasetRoutes).get({ project: slug, name: name ?? '', version: version ?? 1 }, { signal }),
    enabled: name !== undefined && version !== undefined,
  })
  return query.data
}

type FieldsProps = {
  data: DatasetVersion
  wish: EvaluationWish
  version: ModelVersionDetail
  onChange: (part: Partial<EvaluationWish>) => void
}

const comparisons = ['', '>', '>=', '<', '<=', '==', '!='] as const
const isComparison = (value: string): value is EvaluationWish['op'] => comparisons.some(one => one === value)

function Fields({ data, wish, version, onChange }: FieldsProps) {
  const text = useText(models).evaluate
  const names = data.columns.map(({ name }) => name)
  const times = data.columns.filter(isTime).map(({ name }) => name)
  const relabel = (part: Partial<EvaluationWish>) => {
    const task = taskOf({ ...wish, ...part }, data.columns)
    onChange({ ...part, ...(task !== taskOf(wish, data.columns) && { metrics: taskMetrics[task] }) })
  }
  return (
    <>
      <div className={css['label']}>
        <NativeSelect
          label={text.label}
          value={wish.label}
          data={names}
          onChange={event => relabel({ label: event.target.value })}
        />
        <NativeSelect
          label={text.op}
          value={wish.op}
          data={comparisons.map(value => ({ value, label: value || text.asItIs }))}
          onChange={event => isComparison(event.target.value) && relabel({ op: event.target.value })}
        />
        <TextInput
          label={text.value}
          required={wish.op !== ''}
          withAsterisk={false}
          disabled={wish.op === ''}
          value={wish.value}
          onChange={event => onChange({ value: event.target.value })}
        />
      </div>
      {times.length === 0 && <Callout tone="bronze">{text.noTime(data.name)}</Callout>}
      <div className={css['label']}>
        <NativeSelect
          label={text.time}
          value={wish.timeColumn}
          data={times}
          onChange={event => onChange({ timeColumn: event.target.value })}
        />
        <TextInput
          label={text.last}
          type="number"
          min={1}
          max={99}
          value={wish.lastPercent}
          onChange={event => onChange({ lastPercent: event.target.value })}
        />
        <NativeSelect
          label={text.against}
          value={wish.baseline}
          data={[
            { value: '', label: text.constant },
            ...earlier(version.version).map(value => ({ value, label: `v${value}` })),
          ]}
          onChange={event => onChange({ baseline: event.target.value })}
        />
      </div>
      <Choices data={data} wish={wish} onChange={onChange} />
    </>
  )
}

/** Versions before this one, the nearest first. */
const earlier = (version: number) => Array.from({ length: Math.min(20, version - 1) }, (_, at) => `${version - 1 - at}`)

function Choices({ data, wish, onChange }: Omit<FieldsProps, 'version'>) {
  const text = useText(models).evaluate
  const metricName = useMetricName()
  const sliceable = data.columns.filter(({ name }) => name !== wish.label && name !== wish.timeColumn)
  return (
    <>
      <Checkbox.Group
        label={text.metrics}
        description={text.metricsNote}
        value={[...wish.metrics]}
        onChange={metrics => onChange({ metrics })}
      >
        <div className={css['choices']}>
          {taskMetrics[taskOf(wish, data.columns)].map(name => (
            <Checkbox key={name} value={name} label={metricName(name)} />
          ))}
        </div>
      </Checkbox.Group>
      <Checkbox.Group
        label={text.slices}
        description={text.slicesNote}
        value={[...wish.slices]}
        onChange={slices => onChange({ slices })}
      >
        <div className={css['choices']}>
          {sliceable.map(({ name }) => (
            <Checkbox key={name} value={name} label={name} />
          ))}
        </div>
      </Checkbox.Group>
    </>
  )
}
