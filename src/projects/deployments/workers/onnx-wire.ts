import { z } from 'zod'
import { bytesOf, bytesPerElement, isTensorType, sizeOf, unpackBytes } from '../signatures/tensor.ts'
import type { Tensor, TensorSpec, TensorType, Tensors } from '../signatures/tensor.ts'

/**
 * What the server and its ONNX process say to one another over pipes. A message is two little-endian 32 bit lengths
 * (header, numbers), the header as JSON, and the numbers of all its tensors as they lie in memory. Structured clone
 * was tried: it takes 30 µs for ten one-row tensors, this takes a few.
 */

const mostBytes = 2 ** 31 - 1
const prefixBytes = 8

/** name, type, dimensions, and the texts themselves if the tensor holds texts */
const TensorHeader = z.tuple([
  z.string(),
  z.custom<TensorType>(value => typeof value === 'string' && isTensorType(value)),
  z.array(z.int().nonnegative()),
  z.array(z.string()).optional(),
])
type TensorHeader = z.infer<typeof TensorHeader>
const Call = z.array(TensorHeader)
const Spec = z.object({
  name: z.string(),
  type: z.custom<TensorType>(value => typeof value === 'string' && isTensorType(value)),
  shape: z.array(z.int()),
}) satisfies z.ZodType<TensorSpec>

const Question = z.discriminatedUnion('op', [
  z.object({ op: z.literal('hello') }),
  z.object({ op: z.literal('load'), id: z.string(), path: z.string() }),
  z.object({ op: z.literal('unload'), id: z.string() }),
  z.object({ op: z.literal('run'), id: z.string(), calls: z.array(Call) }),
])
const Answer = z.discriminatedUnion('op', [
  z.object({ op: z.literal('done') }),
  z.object({
    op: z.literal('failed'),
    code: z.enum(['bad_request', 'unavailable']),
    message: z.string(),
    hint: z.string().optional(),
  }),
  z.object({
    op: z.literal('loaded'),
    inputs: z.array(Spec),
    outputs: z.array(Spec),
    classLabels: z.array(z.union([z.string(), z.number()])).optional(),
  }),
  z.object({ op: z.literal('ran'), calls: z.array(z.union([Call, z.object({ error: z.string() })])) }),
])

type QuestionHeader = z.infer<typeof Question>
type AnswerHeader = z.infer<typeof Answer>
export type Outcome = Tensors | { error: string }
export type OnnxQuestion = Exclude<QuestionHeader, { op: 'run' }> | { op: 'run'; id: string; calls: Tensors[] }
export type OnnxAnswer = Exclude<AnswerHeader, { op: 'ran' }> | { op: 'ran'; calls: Outcome[] }

export function writeQuestion(question: OnnxQuestion): Buffer {
  if (question.op !== 'run') return writeMessage(question, [])
  return writeMessage({ ...question, calls: question.calls.map(headersOf) }, question.calls)
}

export function writeAnswer(answer: OnnxAnswer): Buffer {
  if (answer.op !== 'ran') return writeMessage(answer, [])
  const calls = answer.calls.map(call => (isError(call) ? call : headersOf(call)))
  return writeMessage(
    { ...answer, calls },
    answer.calls.flatMap(call => (isError(call) ? [] : [call])),
  )
}

export const isError = (call: Outcome): call is { error: string } => typeof call['error'] === 'string'

const headersOf = (tensors: Tensors): TensorHeader[] =>
  Object.entries(tensors).map(([name, { type, dims, data }]) =>
    Array.isArray(data) ? [name, type, dims, data] : [name, type, dims],
  )

function writeMessage(header: QuestionHeader | AnswerHeader, calls: Tensors[]): Buffer {
  const json = Buffer.from(JSON.stringify(header))
  const parts = calls
    .flatMap(call => Object.values(call))
    .flatMap(({ data }) => (Array.isArray(data) ? [] : [bytesOf(data)]))
  const prefix = Buffer.allocUnsafe(prefixBytes)
  prefix.writeUInt32LE(json.length, 0)
  prefix.writeUInt32LE(
    parts.reduce((total, part) => total + part.length, 0),
    4,
  )
  return Buffer.concat([prefix, json, ...parts])
}

type Message = { header: string; numbers: Uint8Array }

/** Collects chunks until a message is whole, without copying a large message more than once. */
function messageReader(): (chunk: Buffer) => Message[] {
  let chunks: Buffer[] = []
  let held = 0
  return chunk => {
    chunks.push(chunk)
    held += chunk.length
    const messages: Message[] = []
    for (;;) {
      const needed = lengthOf(chunks, held)
      if (needed === undefined || held < needed) return messages
      const whole = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
      messages.push(splitMessage(whole.subarray(0, needed)))
      chunks = held > needed ? [whole.subarray(needed)] : []
      held -= needed
    }
  }
}

function lengthOf(chunks: Buffer[], held: number): number | undefined {
  if (held < prefixBytes) return undefined
  const [first] = chunks
  const prefix = first && first.length >= prefixBytes ? first : Buffer.concat(chunks)
  const length = prefixBytes + prefix.readUInt32LE(0) + prefix.readUInt32LE(4)
  if (length > mostBytes) throw new Error('a message is larger than 2 GB')
  return length
}

function splitMessage(message: Buffer): Message {
  const numbersAt = prefixBytes + message.readUInt32LE(0)
  return { header: message.toString('utf8', prefixBytes, numbersAt), numbers: message.subarray(numbersAt) }
}

const mostRemembered = 64
const longestRemembered = 2_048

/** Headers repeat, batch after batch: a short one is read once. Whoever gets it must not change it. */
function headerReader<Header>(schema: z.ZodType<Header>): (header: string) => Header {
  const known = new Map<string, Header>()
  return text => {
    const found = known.get(text)
    if (found) return found
    const header = schema.parse(JSON.parse(text))
    if (known.size >= mostRemembered) known.clear()
    if (text.length <= longestRemembered) known.set(text, header)
    return header
  }
}

export function questionReader(): (chunk: Buffer) => OnnxQuestion[] {
  const read = messageReader()
  const readHeader = headerReader(Question)
  return chunk =>
    read(chunk).map(({ header, numbers }) => {
      const question = readHeader(header)
      const at = { offset: 0 }
      return question.op === 'run'
        ? { ...question, calls: question.calls.map(call => tensorsOf(call, numbers, at)) }
        : question
    })
}

export function answerReader(): (chunk: Buffer) => OnnxAnswer[] {
  const read = messageReader()
  const readHeader = headerReader(Answer)
  return chunk =>
    read(chunk).map(({ header, numbers }) => {
      const answer = readHeader(header)
      const at = { offset: 0 }
      if (answer.op !== 'ran') return answer
      return { ...answer, calls: answer.calls.map(call => (Array.isArray(call) ? tensorsOf(call, numbers, at) : call)) }
    })
}

function tensorsOf(call: TensorHeader[], numbers: Uint8Array, at: { offset: number }): Tensors {
  return Object.fromEntries(call.map(header => [header[0], tensorOf(header, numbers, at)]))
}

function tensorOf([name, type, dims, texts]: TensorHeader, numbers: Uint8Array, at: { offset: number }): Tensor {
  if (type === 'string') return { type, dims, data: texts ?? [] }
  const end = at.offset + sizeOf(dims) * bytesPerElement(type)
  if (end > numbers.length) throw new Error(`the tensor ${name} is longer than its message`)
  const data = unpackBytes(type, numbers.subarray(at.offset, end))
  at.offset = end
  return { type, dims, data }
}
