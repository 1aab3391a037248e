import { z } from 'zod'
import type { Blobs } from '../../../backbone/storage/blobs.ts'

const Values = z.array(z.unknown())

/** What came in: a table by columns, tensors as nested lists, or tensors of the Open Inference Protocol as texts. */
const Input = z.union([
  z.object({ kind: z.literal('frame'), frame: z.object({ names: z.array(z.string()), columns: z.array(Values) }) }),
  z.object({ kind: z.literal('tensor'), data: z.unknown() }),
  z.object({ kind: z.literal('tensors'), data: z.record(z.string(), z.unknown()) }),
  z.record(z.string(), Values),
])

const Output = z.union([
  z.object({
    predictions: z.union([Values, z.record(z.string(), z.unknown())]),
    probabilities: z.array(z.array(z.number())).optional(),
  }),
  z.record(z.string(), Values),
])

const Line = z.object({
  at: z.number(),
  ms: z.number().optional(),
  input: Input.optional(),
  output: Output.optional(),
  error: z.string().optional(),
})

/** One request as it was kept, row by row. */
export type LogLine = {
  at: number
  ms: number | undefined
  rows: number
  inputs: Record<string, unknown>[]
  outputs: unknown[]
  /** per row, of every class */
  chances: number[][]
  error: string | undefined
}

/** the end of a batch is read, so that one of large requests costs no more than one of small ones */
const mostBytes = 512 * 1024

/** The requests of a batch in the order in which they came; those before the part that is read are left out. */
export async function readLines(blobs: Blobs, digest: string): Promise<LogLine[]> {
  if (!(await blobs.has(digest))) return []
  const size = await blobs.size(digest)
  const from = Math.max(0, size - mostBytes)
  const text = await new Response(blobs.open(digest, { from, to: size - 1 })).text()
  const lines = text.split('\n').filter(line => line !== '')
  return lines.slice(from > 0 ? 1 : 0).map(line => toLine(Line.parse(JSON.parse(line))))
}

function toLine({ at, ms, input, output, error }: z.infer<typeof Line>): LogLine {
  const inputs = input ? rowsOf(input) : []
  const outputs = output ? outputsOf(output) : []
  const chances = output && isPredictions(output) ? (output.probabilities ?? []) : []
  return { at, ms, inputs, outputs, chances, error, rows: Math.max(inputs.length, outputs.length) }
}

function rowsOf(input: z.infer<typeof Input>): Record<string, unknown>[] {
  if (isFrame(input))
    return inRows(Object.fromEntries(input.frame.names.map((name, at) => [name, input.frame.columns[at] ?? []])))
  if (isNested(input)) return [{ data: input.data }]
  return inRows(input)
}

type Frame = Extract<z.infer<typeof Input>, { frame: unknown }>
type Nested = Extract<z.infer<typeof Input>, { data: unknown }>

const isFrame = (input: z.infer<typeof Input>): input is Frame => input['kind'] === 'frame'
const isNested = (input: z.infer<typeof Input>): input is Nested => typeof input['kind'] === 'string'

/** Columns of one length are a table; tensors of several lengths stay one thing. */
function inRows(columns: Record<string, unknown[]>): Record<string, unknown>[] {
  const lengths = new Set(Object.values(columns).map(values => values.length))
  const [rows = 0] = lengths
  if (lengths.size !== 1) return [columns]
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[row]])),
  )
}

type Predicted = Extract<z.infer<typeof Output>, { predictions: unknown }>
const isPredictions = (output: z.infer<typeof Output>): output is Predicted => 'predictions' in output

function outputsOf(output: z.infer<typeof Output>): unknown[] {
  const said = isPredictions(output) ? output.predictions : output
  if (Array.isArray(said)) return said
  const lists = Object.entries(said).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))
  const [only] = lists
  if (only && lists.length === 1) return only[1]
  return inRows(Object.fromEntries(lists))
}
