import type { ClassLabel } from '../graphs/onnx-file.ts'
import { exactNumber } from './exact-json.ts'
import type { Schema } from './signature.ts'
import { halfToNumber, isFloatType, sizeOf } from './tensor.ts'
import type { Tensor, TensorSpec, Tensors } from './tensor.ts'

/**
 * What the outputs of an ONNX graph mean. `one`: a single output is the prediction, as scikit-learn's `predict` gives
 * it. `all`: every output by name, as MLflow's own ONNX flavor gives them.
 */
export type PredictionPlan = {
  style: 'one' | 'all'
  prediction: string
  /** a prediction per row is a list, as in the signature, rather than a single value */
  isList: boolean
  probabilities?: string
  classLabels?: ClassLabel[]
}

export type Predictions = {
  /** what `/invocations` answers, ready for JSON */
  predictions: unknown[] | Record<string, unknown>
  /** per row, in the order of `classes` */
  probabilities?: number[][]
  classes?: ClassLabel[]
}

export type PredictionFacts = {
  /** the outputs of the signature */
  schema?: Schema
  classLabels?: ClassLabel[]
  /** the flavor behind `python_function`: `mlflow.onnx` answers all outputs */
  loader?: string
}

export function planPredictions(outputs: TensorSpec[], facts: PredictionFacts): PredictionPlan {
  const { schema, classLabels, loader } = facts
  const [first] = outputs
  const probabilities = outputs.find(output => output !== first && isProbability(output, classLabels))
  const isClassifier = probabilities !== undefined
  const one = schema ? loader !== 'mlflow.onnx' : outputs.length === 1 || isClassifier
  const isList = expectsList(schema)
  const prediction = isList && probabilities && first && first.shape.length < 2 ? probabilities : first
  return {
    style: one ? 'one' : 'all',
    prediction: prediction?.name ?? '',
    isList,
    ...(probabilities ? { probabilities: probabilities.name } : {}),
    ...(classLabels ? { classLabels } : {}),
  }
}

const isProbability = ({ name, type, shape }: TensorSpec, labels: ClassLabel[] | undefined) =>
  isFloatType(type) &&
  shape.length === 2 &&
  (labels ? shape[1] === labels.length || shape[1] === -1 : /prob/i.test(name))

function expectsList(schema: Schema | undefined): boolean {
  if (!schema) return false
  if (schema.kind === 'columns') return schema.columns.length > 1
  return (schema.tensors[0]?.shape.length ?? 0) > 1
}

export function decodeOutputs(outputs: Tensors, plan: PredictionPlan): Predictions {
  const probabilities = plan.probabilities === undefined ? undefined : outputs[plan.probabilities]
  return {
    predictions: plan.style === 'one' ? onePrediction(outputs, plan) : allOutputs(outputs),
    ...(probabilities ? { probabilities: toRows(probabilities) } : {}),
    ...(probabilities && plan.classLabels ? { classes: plan.classLabels } : {}),
  }
}

function onePrediction(outputs: Tensors, { prediction, isList }: PredictionPlan): unknown[] {
  const tensor = outputs[prediction]
  if (!tensor) return []
  const perRow = sizeOf(tensor.dims.slice(1))
  return perRow === 1 && !isList ? toValues(tensor) : toNested(tensor)
}

const allOutputs = (outputs: Tensors) =>
  Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, toNested(tensor)]))

/** Row-major values as JSON can write them: 64 bit integers with all digits, NaN as null. */
export function toValues({ type, data }: Tensor): unknown[] {
  const items: ArrayLike<string | number | bigint> = data
  if (type === 'bool') return Array.from(items, value => value !== 0)
  if (type === 'float16') return Array.from(items, value => halfToNumber(Number(value)))
  return Array.from(items, value => (typeof value === 'bigint' ? exactNumber(value) : value))
}

/** Values nested as the dimensions say; a tensor without dimensions is a list of one. */
export function toNested(tensor: Tensor): unknown[] {
  const inner = tensor.dims.slice(1)
  return inner.reduceRight<unknown[]>((items, dim) => chunk(items, dim), toValues(tensor))
}

function chunk(items: unknown[], size: number): unknown[][] {
  if (size === 0) return []
  return Array.from({ length: items.length / size }, (_, index) => items.slice(index * size, (index + 1) * size))
}

function toRows({ dims, data }: Tensor): number[][] {
  const width = dims[1] ?? 1
  return Array.from({ length: dims[0] ?? 0 }, (_, row) =>
    Array.from({ length: width }, (_, at) => Number(data[row * width + at])),
  )
}
