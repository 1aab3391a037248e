import { parse } from 'yaml'
import { z } from 'zod'
import { AppError, messageOf } from '../../../kernel/errors.ts'

/** The `MLmodel` file that MLflow writes beside a model, and the signature in it. */

const mostBytes = 1024 * 1024
const mostAliases = 100

export const columnTypes = ['boolean', 'integer', 'long', 'float', 'double', 'string', 'binary', 'datetime'] as const
export type ColumnType = (typeof columnTypes)[number]

/** `complex` stands for MLflow's arrays, objects, maps and vectors, which only a Python model takes. */
export type ColumnSpec = { name?: string; type: ColumnType | 'complex'; required: boolean }
/** `dtype` is numpy's name; -1 in the shape varies. */
export type ArraySpec = { name?: string; dtype: string; shape: number[] }
export type Schema = { kind: 'columns'; columns: ColumnSpec[] } | { kind: 'tensors'; tensors: ArraySpec[] }
export type Signature = { inputs?: Schema; outputs?: Schema; params: string[] }

export type MlModel = {
  /** by name, such as `python_function`, `onnx`, `sklearn` */
  flavors: Record<string, Record<string, unknown>>
  signature?: Signature
  mlflowVersion?: string
}

const name = z.string().nullish()
const columnOnly = 'A tensor needs a dtype and a shape, and cannot stand among columns'
const Column = z.object({
  type: z.string().refine(type => type !== 'tensor', columnOnly),
  name,
  required: z.boolean().nullish(),
  optional: z.boolean().nullish(),
})
const NumpyTensor = z.object({
  type: z.literal('tensor'),
  name,
  'tensor-spec': z.object({ dtype: z.string(), shape: z.array(z.int().min(-1)) }),
})
const Columns = z.array(Column).min(1)
const NumpyTensors = z.array(NumpyTensor).min(1)
const Param = z.object({ name: z.string() })
const SignatureText = z.object({
  inputs: z.string().nullish(),
  outputs: z.string().nullish(),
  params: z.string().nullish(),
})
const MlModelText = z.object({
  flavors: z.record(z.string(), z.record(z.string(), z.unknown()).nullable()).default({}),
  signature: SignatureText.nullish(),
  mlflow_version: z.string().nullish(),
})

/** Throws `bad_request` for a file that is not an MLmodel file; nothing in it is executed or followed. */
export function readMlModel(text: string): MlModel {
  if (Buffer.byteLength(text) > mostBytes) throw unreadable(`it is larger than ${mostBytes} bytes`)
  const found = MlModelText.safeParse(readYaml(text))
  if (!found.success) throw unreadable(z.prettifyError(found.error))
  const { flavors, signature, mlflow_version: mlflowVersion } = found.data
  return {
    flavors: Object.fromEntries(Object.entries(flavors).map(([flavor, settings]) => [flavor, settings ?? {}])),
    ...(signature ? { signature: readSignature(signature) } : {}),
    ...(mlflowVersion ? { mlflowVersion } : {}),
  }
}

function readYaml(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: mostAliases, logLevel: 'silent' })
  } catch (error) {
    throw unreadable(messageOf(error))
  }
}

/** The signature as MLflow keeps it: each part a JSON text. */
export function readSignature(parts: z.infer<typeof SignatureText>): Signature {
  const inputs = parts.inputs ? readSchema(parts.inputs) : undefined
  const outputs = parts.outputs ? readSchema(parts.outputs) : undefined
  return {
    ...(inputs ? { inputs } : {}),
    ...(outputs ? { outputs } : {}),
    params: parts.params ? readParams(parts.params) : [],
  }
}

function readSchema(text: string): Schema {
  const specs = readSignatureJson(text)
  const tensors = NumpyTensors.safeParse(specs)
  if (tensors.success) return { kind: 'tensors', tensors: tensors.data.map(toArraySpec) }
  const columns = Columns.safeParse(specs)
  if (!columns.success) throw unreadable(`its signature is not MLflow's: ${z.prettifyError(columns.error)}`)
  return { kind: 'columns', columns: columns.data.map(toColumnSpec) }
}

const toArraySpec = (spec: z.infer<typeof NumpyTensor>): ArraySpec => ({ ...named(spec), ...spec['tensor-spec'] })

const toColumnSpec = (spec: z.infer<typeof Column>): ColumnSpec => ({
  ...named(spec),
  type: isColumnType(spec.type) ? spec.type : 'complex',
  required: spec.required ?? !spec.optional,
})

const named = (spec: { name?: string | null | undefined }) => (spec.name ? { name: spec.name } : {})

const isColumnType = (type: string): type is ColumnType => columnTypes.some(known => known === type)

function readParams(text: string): string[] {
  const params = z.array(Param).safeParse(readSignatureJson(text))
  if (!params.success)
    throw unreadable(`the parameters of its signature are not MLflow's: ${z.prettifyError(params.error)}`)
  return params.data.map(param => param.name)
}

function readSignatureJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw unreadable(`its signature is not JSON: ${messageOf(error)}`)
  }
}

const unreadable = (why: string) =>
  new AppError('bad_request', `The MLmodel file cannot be read: ${why}`, {
    hint: 'Log the model again with mlflow, which writes this file',
  })
