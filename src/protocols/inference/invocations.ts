import { AppError, messageOf } from '../../kernel/errors.ts'
import { parseJson, writeJson } from '../../projects/deployments/signatures/exact-json.ts'
import type { ModelInput } from '../../projects/deployments/signatures/feeds.ts'
import { schemaError } from '../../projects/deployments/signatures/frame.ts'
import type { Frame } from '../../projects/deployments/signatures/frame.ts'
import type { Schema } from '../../projects/deployments/signatures/signature.ts'
import { parseCsv } from './csv.ts'
import {
  inputOfColumns,
  inputOfInstances,
  inputOfList,
  isObject,
  recordsFrame,
  splitFrame,
} from './invocation-frames.ts'

/** MLflow's scoring protocol: `POST /invocations`, in its formats, with its errors. Compared with mlflow 3.17. */

export type InvocationRequest = { contentType: string | undefined; body: Uint8Array }

export type Invocation = {
  input: ModelInput
  params: Record<string, unknown> | undefined
  /** the data as MLflow's JSON names it, for a Python model to read by itself */
  payload: Record<string, unknown>
  /** sent without an envelope (`messages`, `prompt`, `input`), and answered without one */
  isUnwrapped: boolean
}

const formats = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const
const wanted = `The input must be a JSON dictionary with exactly one of the input fields {${formats.map(name => `'${name}'`).join(', ')}}`
const unwrappedKeys = ['messages', 'prompt', 'input']
const contentTypes = ['text/csv', 'application/json']

/** The schema decides what lists mean; without one they are tensors. Throws `bad_request` and `unsupported_media`. */
export function parseInvocation({ contentType, body }: InvocationRequest, schema: Schema | undefined): Invocation {
  if (mediaType(contentType) === 'application/json') return parseJsonInvocation(body, schema)
  const names = new Set(schema?.kind === 'columns' ? schema.columns.map(({ name }) => name) : [])
  const frame = parseCsv(decodeText(body), name => names.has(name))
  return {
    input: { kind: 'frame', frame },
    params: undefined,
    payload: { dataframe_split: splitOf(frame) },
    isUnwrapped: false,
  }
}

function mediaType(contentType = 'application/x-www-form-urlencoded'): string {
  if (contentTypes.includes(contentType)) return contentType
  const [type = '', ...parameters] = contentType.split(';').map(part => part.trim())
  const values = new Map(parameters.map(parameter => [parameter.split('=')[0] ?? '', parameter.split('=')[1] ?? '']))
  if ((values.get('charset') ?? 'utf-8').toLowerCase() !== 'utf-8') {
    throw new AppError('unsupported_media', 'The scoring server only supports UTF-8')
  }
  const unexpected = [...values.keys()].filter(name => name !== 'charset')
  if (unexpected.length > 0)
    throw new AppError('unsupported_media', `Unrecognized content type parameters: ${unexpected.join(', ')}.`)
  if (contentTypes.includes(type)) return type
  const supported = contentTypes.map(known => `'${known}'`).join(', ')
  throw new AppError(
    'unsupported_media',
    `This predictor only supports the following content types: Types: [${supported}]. Got '${contentType}'.`,
  )
}

const strict = new TextDecoder('utf-8', { fatal: true })

function decodeText(body: Uint8Array): string {
  try {
    return strict.decode(body)
  } catch (error) {
    throw new AppError(
      'bad_request',
      `Invalid input. Ensure that input is a valid UTF-8 encoded string. Error: '${messageOf(error)}'`,
    )
  }
}

function parseJsonInvocation(body: Uint8Array, schema: Schema | undefined): Invocation {
  const sent = readJson(decodeText(body))
  if (!isObject(sent)) {
    const got = Array.isArray(sent) ? 'a list' : `unexpected input type '${typeof sent}'`
    throw new AppError('bad_request', `Invalid input. ${wanted}. Received ${got}.`)
  }
  if (unwrappedKeys.some(key => Object.hasOwn(sent, key))) {
    return { input: { kind: 'tensors', data: sent }, params: undefined, payload: sent, isUnwrapped: true }
  }
  const given = formats.filter(name => Object.hasOwn(sent, name))
  const [format] = given
  if (!format || given.length > 1) {
    const list = given.map(name => `'${name}'`).join(', ')
    throw new AppError('bad_request', `${wanted}. Received dictionary with input fields: [${list}].`)
  }
  const { params } = sent
  return {
    input: readers[format](sent[format], schema),
    params: isObject(params) ? params : undefined,
    payload: { [format]: sent[format] },
    isUnwrapped: false,
  }
}

function readJson(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    throw new AppError(
      'bad_request',
      `Invalid input. Ensure that input is a valid JSON formatted string. Error: '${messageOf(error)}'`,
    )
  }
}

const readers: Record<(typeof formats)[number], (data: unknown, schema: Schema | undefined) => ModelInput> = {
  dataframe_split: data => ({ kind: 'frame', frame: splitFrame(data) }),
  dataframe_records: data => ({ kind: 'frame', frame: recordsFrame(data) }),
  instances: (data, schema) =>
    Array.isArray(data) && isObject(data[0]) ? inputOfInstances(data, schema) : readers.inputs(data, schema),
  inputs: (data, schema) => {
    if (isObject(data)) return inputOfColumns(data, schema)
    if (Array.isArray(data) && data.length > 0 && data.every(isObject))
      return { kind: 'frame', frame: recordsFrame(data) }
    return inputOfList(data, schema)
  },
}

const splitOf = ({ names, columns, rows }: Frame) => ({
  columns: names,
  data: Array.from({ length: rows }, (_, row) => columns.map(values => values[row])),
})

/** The body of a reply. Predictions may hold what `exactNumber` gives. */
export const writeInvocation = (predictions: unknown, { isUnwrapped }: Pick<Invocation, 'isUnwrapped'>) =>
  writeJson(isUnwrapped ? predictions : { predictions })

export type InvocationFailure = { status: number; contentType: string; body: string }

const errorCodeOf = new Map([
  [401, 'UNAUTHENTICATED'],
  [403, 'PERMISSION_DENIED'],
  [404, 'RESOURCE_DOES_NOT_EXIST'],
  [409, 'RESOURCE_CONFLICT'],
  [429, 'REQUEST_LIMIT_EXCEEDED'],
  [500, 'INTERNAL_ERROR'],
  [503, 'TEMPORARILY_UNAVAILABLE'],
  [504, 'DEADLINE_EXCEEDED'],
])

/** A failure in MLflow's words: JSON with an error code, but plain text for a content type that is not served. */
export function invocationFailure(error: AppError): InvocationFailure {
  if (error.code === 'unsupported_media')
    return { status: 415, contentType: 'text/plain; charset=utf-8', body: error.message }
  const reason = isObject(error.details) ? error.details['reason'] : undefined
  const status = reason === 'deadline' ? 504 : error.status
  const isSchema = reason === schemaError.details.reason
  const code = isSchema ? 'INVALID_PARAMETER_VALUE' : (errorCodeOf.get(status) ?? 'BAD_REQUEST')
  const more = isSchema ? { sqlstate: 'KAM01', error_class: 'SCHEMA_ENFORCEMENT_FAILED' } : {}
  return {
    status,
    contentType: 'application/json',
    body: writeJson({ error_code: code, message: error.message, ...more }),
  }
}
