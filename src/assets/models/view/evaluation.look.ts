import {
  taskMetrics,
  type EvaluationPlan,
  type EvaluationTask,
} from '../../../projects/evaluations/evaluations.schema.ts'
import type { DatasetColumn } from '../../datasets/analytics/tables.schema.ts'
import type { ColumnProfile } from '../../datasets/analytics/profiles.schema.ts'

/** What a person chooses before an evaluation begins; texts as they were typed. */
export type EvaluationWish = {
  label: string
  /** empty: the column itself is the label */
  op: '' | '>' | '>=' | '<' | '<=' | '==' | '!='
  value: string
  timeColumn: string
  lastPercent: string
  metrics: readonly string[]
  slices: readonly string[]
  /** empty: a constant guess; else a version of the same model */
  baseline: string
}

const numeric = new Set(['integer', 'float', 'decimal'])
const temporal = new Set(['timestamp', 'date'])
const isNumeric = ({ type }: DatasetColumn) => numeric.has(type)

export const isTime = ({ type }: DatasetColumn) => temporal.has(type)

/** What was not an input of the model may be what it foretells; where rows lie in time is what splits them. */
export function firstWish(
  columns: readonly DatasetColumn[],
  { inputs, isCall }: { inputs: ReadonlySet<string>; isCall: boolean },
): EvaluationWish {
  const time = columns.find(isTime)?.name ?? ''
  const others = columns.filter(column => column.name !== time && !inputs.has(column.name))
  const label = others.find(({ type }) => type === 'boolean') ?? others.find(isNumeric) ?? others[0] ?? columns[0]
  const wish: EvaluationWish = {
    label: label?.name ?? '',
    op: !label || label.type === 'boolean' ? '' : isNumeric(label) ? (isCall ? '>' : '') : '==',
    value: '',
    timeColumn: time,
    lastPercent: '20',
    metrics: [],
    slices: columns
      .filter(column => inputs.has(column.name))
      .map(column => column.name)
      .slice(0, 3),
    baseline: '',
  }
  return { ...wish, metrics: taskMetrics[taskOf(wish, columns)] }
}

/** What was chosen the last time. */
export const wishOf = ({ label, timeColumn, testFraction, metrics }: EvaluationPlan): Partial<EvaluationWish> => ({
  label: label.column,
  op: label.op ?? '',
  value: String(label.value ?? ''),
  timeColumn,
  lastPercent: String(Math.round(testFraction * 100)),
  ...(metrics && { metrics }),
})

/** A yes or no is judged as a chance, a number as a number. */
export function taskOf({ label, op }: EvaluationWish, columns: readonly DatasetColumn[]): EvaluationTask {
  const column = columns.find(({ name }) => name === label)
  return op !== '' || column?.type === 'boolean' ? 'classification' : 'regression'
}

type About = { columns: readonly DatasetColumn[]; profiles: readonly ColumnProfile[]; model: string }

export function planOf(wish: EvaluationWish, { columns, profiles, model }: About): EvaluationPlan {
  const label = columns.find(({ name }) => name === wish.label)
  return {
    task: taskOf(wish, columns),
    label: {
      column: wish.label,
      ...(wish.op !== '' && { op: wish.op, value: label && isNumeric(label) ? Number(wish.value) : wish.value }),
    },
    timeColumn: wish.timeColumn,
    testFraction: Number(wish.lastPercent) / 100,
    metrics: [...wish.metrics],
    baseline:
      wish.baseline === '' ? { kind: 'constant' } : { kind: 'model', model: `models:/${model}/${wish.baseline}` },
    slices: wish.slices.flatMap(name => {
      const column = columns.find(one => one.name === name)
      return column ? [sliceOf(column, profiles)] : []
    }),
  }
}

/** Numbers with many values are cut at their quarters, anything else by its most frequent values. */
function sliceOf(column: DatasetColumn, profiles: readonly ColumnProfile[]) {
  const { name } = column
  const profile = profiles.find(one => one.name === name)
  const quarters = [25, 50, 75].map(at => profile?.percentiles?.values[at])
  const edges = [...new Set(quarters.filter(edge => edge !== undefined))]
  const isCut = isNumeric(column) && edges.length > 0 && (profile?.distinct?.count ?? 0) > 8
  return isCut ? { name, column: name, edges } : { name, column: name, top: 5 }
}
