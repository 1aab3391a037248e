import { AppError } from '../../../kernel/errors.ts'
import { planFeeds } from '../signatures/feeds.ts'
import type { Predictions } from '../signatures/predictions.ts'
import type { ColumnSpec, ColumnType, Signature } from '../signatures/signature.ts'
import { packNumbers, type Tensor, type TensorSpec, type Tensors, type TensorType } from '../signatures/tensor.ts'
import type { Ask, TensorForm } from './form.ts'

const tensorTypes: Partial<Record<ColumnType | 'complex', TensorType>> = {
  boolean: 'bool',
  integer: 'int32',
  long: 'int64',
  float: 'float32',
  double: 'float64',
  string: 'string',
}

/** A tensor per column of the signature, one value a row, and the predictions as one tensor `predict`. */
export function tensorFormOf(
  signature: Signature | undefined,
  predict: (ask: Ask) => Promise<Predictions>,
): TensorForm | undefined {
  if (signature?.inputs?.kind !== 'columns') return undefined
  const inputs = signature.inputs.columns.flatMap(specOf)
  if (inputs.length < signature.inputs.columns.length) return undefined
  return {
    platform: 'mlflow_python_function',
    inputs,
    outputs: [{ name: 'predict', type: outputType(signature), shape: [-1] }],
    feeds: planFeeds(signature.inputs, inputs),
    async run(tensors) {
      const { predictions } = await predict({ input: { kind: 'frame', frame: frameOf(tensors) } })
      return { predict: tensorOf(predictions) }
    },
  }
}

function specOf({ name, type }: ColumnSpec): TensorSpec[] {
  const tensor = tensorTypes[type]
  return name === undefined || tensor === undefined ? [] : [{ name, type: tensor, shape: [-1] }]
}

function outputType({ outputs }: Signature): TensorType {
  const [only] = outputs?.kind === 'columns' ? outputs.columns : []
  const type = only && tensorTypes[only.type]
  return type === 'bool' || type === 'string' ? type : 'float64'
}

function frameOf(tensors: Tensors) {
  const columns = Object.values(tensors).map(({ type, data }) => {
    const items: ArrayLike<string | number | bigint> = data
    return Array.from(items, value => (type === 'bool' ? value !== 0 : value))
  })
  return { names: Object.keys(tensors), columns, rows: columns[0]?.length ?? 0 }
}

function tensorOf(predictions: Predictions['predictions']): Tensor {
  if (!Array.isArray(predictions) || predictions.some(value => typeof value === 'object' && value !== null))
    throw new AppError('bad_request', 'This model does not answer with one value a row, which a tensor could hold', {
      hint: "Use the endpoint's address for MLflow's protocol",
    })
  const dims = [predictions.length]
  if (predictions.every(value => typeof value === 'boolean'))
    return { type: 'bool', dims, data: packNumbers('bool', predictions.map(Number)) }
  if (predictions.some(value => typeof value === 'string'))
    return { type: 'string', dims, data: predictions.map(String) }
  return {
    type: 'float64',
    dims,
    data: packNumbers(
      'float64',
      predictions.map(value => Number(value ?? Number.NaN)),
    ),
  }
}
