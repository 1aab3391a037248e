import { z } from 'zod'
import { AppError, messageOf } from '../../kernel/errors.ts'
import { parseJson, writeJson } from '../../projects/deployments/signatures/exact-json.ts'
import { toValues } from '../../projects/deployments/signatures/predictions.ts'
import { bytesPerElement, sizeOf } from '../../projects/deployments/signatures/tensor.ts'
import type { Tensor, TensorSpec, Tensors } from '../../projects/deployments/signatures/tensor.ts'
import { decodeText, tensorFromBytes, tensorFromJson, tensorToBytes, toDatatype, toTensorType } from './oip-tensors.ts'

/**
 * The Open Inference Protocol, version 2, over REST, with the binary tensor extension. Error texts follow Triton's,
 * because its clients show them. Unknown members of a request are left alone; what would change the answer and is not
 * supported (sequences, shared memory, classification) is refused.
 */

const mostTensors = 10_000
const longestId = 1_024

const Parameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.bigint()])).nullish()
const Input = z.object({
  name: z.string(),
  shape: z.array(z.union([z.number(), z.bigint().transform(Number)])),
  datatype: z.string(),
  parameters: Parameters,
  data: z.unknown().optional(),
})
const Output = z.object({ name: z.string(), parameters: Parameters })
const Infer = z.object({
  id: z.union([z.string().max(longestId), z.number()]).nullish(),
  parameters: Parameters,
  inputs: z.array(Input).min(1).max(mostTensors),
  outputs: z.array(Output).max(mostTensors).nullish(),
})

export type WantedOutput = { name: string; isBinary: boolean }

export type InferRequest = {
  id?: string
  /** in the order of the request */
  inputs: Tensors
  /** nothing: all outputs */
  outputs?: WantedOutput[]
  /** for outputs that the request does not name */
  allBinary: boolean
  /** what the client gives the server; the protocol counts in microseconds */
  timeoutMs?: number
  parameters: Record<string, string | number | boolean>
}

export type InferBody = {
  body: Uint8Array
  /** the header `Inference-Header-Content-Length` */
  headerLength: string | undefined
}

/** The inputs of the model are needed for a raw request (header length 0), which carries no description. */
export function parseInferRequest({ body, headerLength }: InferBody, inputs: TensorSpec[]): InferRequest {
  const length = toHeaderLength(headerLength, body.length)
  if (length === 0 && headerLength !== undefined) return rawRequest(body, inputs)
  const parsed = Infer.safeParse(readJson(body.subarray(0, length)))
  if (!parsed.success)
    throw new AppError('bad_request', `failed to parse the request JSON buffer: ${z.prettifyError(parsed.error)}`)
  const { id, inputs: sent, outputs } = parsed.data
  const parameters = plainParameters(parsed.data.parameters)
  refuseUnsupported(parameters)
  const allBinary = parameters['binary_data_output'] === true
  const timeout = Number(parameters['timeout'] ?? 0)
  return {
    ...(id === null || id === undefined ? {} : { id: String(id) }),
    inputs: readInputs(sent, body.subarray(length)),
    ...(outputs && outputs.length > 0 ? { outputs: wantedOutputs(outputs, allBinary) } : {}),
    allBinary,
    ...(timeout > 0 ? { timeoutMs: Math.ceil(timeout / 1_000) } : {}),
    parameters,
  }
}

function toHeaderLength(header: string | undefined, bodyLength: number): number {
  if (header === undefined) return bodyLength
  const length = /^\d{1,15}$/.test(header.trim()) ? Number(header) : Number.NaN
  if (length <= bodyLength) return length
  throw new AppError(
    'bad_request',
    `invalid value '${header}' of the header Inference-Header-Content-Length: the request body has ${bodyLength} bytes`,
  )
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw new AppError('bad_request', `failed to parse the request JSON buffer: ${messageOf(error)}`)
  }
}

type SentParameters = z.infer<typeof Parameters>

const plainParameters = (sent: SentParameters) =>
  Object.fromEntries(
    Object.entries(sent ?? {}).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
  )

function refuseUnsupported(parameters: Record<string, unknown>): void {
  const { sequence_id: sequence, classification, shared_memory_region: region } = parameters
  if (sequence !== undefined && sequence !== 0 && sequence !== '')
    throw unsupported('sequence_id', 'models keep no state between requests')
  if (region !== undefined) throw unsupported('shared_memory_region', 'shared memory is not offered')
  if (classification !== undefined && classification !== 0)
    throw unsupported('classification', 'ask for the probabilities instead')
}

const unsupported = (name: string, why: string) =>
  new AppError('bad_request', `the parameter '${name}' is not supported: ${why}`)

function readInputs(sent: z.infer<typeof Input>[], binary: Uint8Array): Tensors {
  const inputs = new Map<string, Tensor>()
  let at = 0
  for (const { name, shape, datatype, data, parameters } of sent) {
    if (inputs.has(name)) throw new AppError('bad_request', `input '${name}' already exists in request`)
    const options = plainParameters(parameters)
    refuseUnsupported(options)
    const head = { name, shape, type: toTensorType(datatype, name) }
    const size = options['binary_data_size']
    if (size === undefined) inputs.set(name, tensorFromJson(head, data))
    else {
      const bytes = takeBinary(binary, { name, at, size })
      inputs.set(name, tensorFromBytes(head, bytes))
      at += bytes.length
    }
  }
  if (at < binary.length)
    throw new AppError(
      'bad_request',
      `unexpected additional input data: ${binary.length - at} bytes belong to no input`,
    )
  return Object.fromEntries(inputs)
}

function takeBinary(binary: Uint8Array, { name, at, size }: { name: string; at: number; size: unknown }): Uint8Array {
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw new AppError(
      'bad_request',
      `the parameter 'binary_data_size' of input '${name}' must be a whole number of bytes`,
    )
  }
  if (at + size > binary.length) {
    throw new AppError(
      'bad_request',
      `unexpected end of binary data: input '${name}' needs ${size} bytes, ${binary.length - at} are left`,
    )
  }
  return binary.subarray(at, at + size)
}

function wantedOutputs(outputs: z.infer<typeof Output>[], allBinary: boolean): WantedOutput[] {
  const names = new Set<string>()
  return outputs.map(({ name, parameters }) => {
    if (names.has(name)) throw new AppError('bad_request', `output '${name}' already requested`)
    names.add(name)
    const options = plainParameters(parameters)
    refuseUnsupported(options)
    const { binary_data: isBinary = allBinary } = options
    return { name, isBinary: isBinary === true }
  })
}

/** The whole body is the only input of the model; its one variable dimension follows from the size. */
function rawRequest(body: Uint8Array, inputs: TensorSpec[]): InferRequest {
  const [input, ...others] = inputs
  if (!input || others.length > 0)
    throw new AppError('bad_request', `raw request: the model must have exactly 1 input, it has ${inputs.length}`)
  return { inputs: { [input.name]: rawTensor(input, body) }, allBinary: true, parameters: {} }
}

function rawTensor({ name, type, shape }: TensorSpec, body: Uint8Array): Tensor {
  const fixed = shape.filter(dim => dim >= 0)
  if (type === 'string') {
    if (sizeOf(fixed) !== 1) throw new AppError('bad_request', `raw request: input '${name}' must have one element`)
    return { type, dims: shape.map(() => 1), data: [decodeText(body, name)] }
  }
  if (shape.length - fixed.length > 1)
    throw new AppError('bad_request', `raw request: input '${name}' has more than one variable dimension`)
  const rows = body.length / (sizeOf(fixed) * bytesPerElement(type))
  return tensorFromBytes({ name, type, shape: shape.map(dim => (dim < 0 ? Math.floor(rows) : dim)) }, body)
}

export type InferReply = { body: Uint8Array | string; headers: Record<string, string> }
export type Answered = { model: string; version?: string; outputs: Tensors }

/** Outputs in the order asked for, each in the form asked for. */
export function writeInferReply({ model, version, outputs }: Answered, request: InferRequest): InferReply {
  const wanted = request.outputs ?? Object.keys(outputs).map(name => ({ name, isBinary: request.allBinary }))
  const written = wanted.map(output => writeOutput(output, outputs[output.name], model))
  const json = writeJson({
    model_name: model,
    ...(version === undefined ? {} : { model_version: version }),
    ...(request.id === undefined ? {} : { id: request.id }),
    outputs: written.map(({ head }) => head),
  })
  const binary = written.flatMap(({ bytes }) => bytes ?? [])
  if (binary.length === 0) return { body: json, headers: { 'content-type': 'application/json' } }
  const header = Buffer.from(json)
  return {
    body: Buffer.concat([header, ...binary]),
    headers: { 'content-type': 'application/octet-stream', 'inference-header-content-length': `${header.length}` },
  }
}

function writeOutput(
  { name, isBinary }: WantedOutput,
  tensor: Tensor | undefined,
  model: string,
): { head: object; bytes?: Uint8Array } {
  if (!tensor) throw new AppError('bad_request', `unexpected inference output '${name}' for model '${model}'`)
  const head = { name, datatype: toDatatype(tensor.type), shape: tensor.dims }
  if (isBinary) {
    const bytes = tensorToBytes(tensor)
    return { head: { ...head, parameters: { binary_data_size: bytes.length } }, bytes }
  }
  if (tensor.type === 'float16')
    throw new AppError('bad_request', `FP16 has no JSON form: ask for output '${name}' as binary data`)
  return { head: { ...head, data: toValues(tensor) } }
}

/** What the server says of itself; `live` and `ready` in one body, because clients read either key. */
export const serverMetadata = (version: string) => ({
  name: 'trireme',
  version,
  extensions: ['binary_tensor_data', 'model_repository'],
})
export const health = { live: true, ready: true }

export type ServedModel = {
  name: string
  versions: string[]
  platform: string
  inputs: TensorSpec[]
  outputs: TensorSpec[]
}

export const modelMetadata = ({ name, versions, platform, inputs, outputs }: ServedModel) => ({
  name,
  versions,
  platform,
  inputs: inputs.map(describe),
  outputs: outputs.map(describe),
})

const describe = ({ name, type, shape }: TensorSpec) => ({ name, datatype: toDatatype(type), shape })

export const unknownModel = (name: string) =>
  new AppError('not_found', `Request for unknown model: '${name}' is not found`)

/** Every failure is `{"error": text}`; a client that came too early or too often learns when to come again. */
export function inferFailure(error: AppError): { status: number; headers: Record<string, string>; body: string } {
  const retry = error.code === 'unavailable' || error.code === 'too_many' ? { 'retry-after': '1' } : undefined
  const text = error.hint === undefined ? error.message : `${error.message}. ${error.hint}`
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', ...retry },
    body: writeJson({ error: text }),
  }
}
