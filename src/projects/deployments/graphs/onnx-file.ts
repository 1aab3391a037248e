import { AppError } from '../../../kernel/errors.ts'
import { joinBytes, readFields, toSigned, toText, writeBytes, writeMessage, writeVarint } from './protobuf.ts'
import type { Field } from './protobuf.ts'

/** Field numbers of onnx.proto3, the ones needed here. */
const fieldOf = {
  model: { producer: 2, graph: 7, opset: 8, training: 20, function: 25 },
  opset: { domain: 1, version: 2 },
  training: { initialization: 1, algorithm: 2 },
  function: { name: 1, node: 7, domain: 10, attribute: 11 },
  graph: { node: 1, initializer: 5, output: 12, valueInfo: 13, sparse: 15 },
  node: { input: 1, output: 2, name: 3, op: 4, attribute: 5, domain: 7 },
  attribute: { name: 1, tensor: 5, graph: 6, ints: 8, strings: 9, tensors: 10, graphs: 11, sparse: 22, sparses: 23 },
  sparse: { values: 1, indices: 2 },
  tensor: { externalData: 13, location: 14 },
  valueInfo: { name: 1, type: 2 },
}

const standardDomains = new Set(['', 'ai.onnx', 'ai.onnx.ml'])
const deepestGraph = 32
const elementTypes = { float: 1 }
const identityOpset = 13

export type ClassLabel = string | number

export type OnnxFile = {
  producer: string
  /** the classes in the order of the probability columns, where the file names them */
  classLabels?: ClassLabel[]
  /** the file to load: equal to the one given but for ZipMap nodes, which pass their probabilities on as a tensor */
  bytes: Uint8Array
}

type ZipMap = { input: string; output: string; labels: ClassLabel[] }

/**
 * Reads an ONNX file as untrusted input, before any runtime sees it.
 * Refuses (`bad_request`) operators outside the ONNX standard and tensors kept in other files; a function that the
 * file itself defines may carry any domain, its body is held to the same rules.
 */
export function readOnnxFile(bytes: Uint8Array): OnnxFile {
  const fields = [...readFields(bytes)]
  if (!fields.some(field => field.number === fieldOf.model.graph && field.bytes)) {
    throw new AppError('bad_request', 'This is not an ONNX file: it holds no graph')
  }
  const scan: Scan = { functions: functionNames(fields), zipMaps: [], labels: [] }
  for (const field of fields) scanModelField(field, scan)
  const labels = scan.zipMaps[0]?.labels ?? scan.labels
  return {
    producer: toText(fields.find(field => field.number === fieldOf.model.producer)?.bytes),
    ...(labels.length > 0 ? { classLabels: labels } : {}),
    bytes: scan.zipMaps.length > 0 ? cutZipMaps(bytes, scan.zipMaps) : bytes,
  }
}

type Scan = {
  /** `domain:name` of every function the file defines */
  functions: Set<string>
  zipMaps: ZipMap[]
  labels: ClassLabel[]
}

function functionNames(model: Field[]): Set<string> {
  const names = new Set<string>()
  for (const field of model) {
    if (field.number !== fieldOf.model.function || !field.bytes) continue
    names.add(`${textOf(field.bytes, fieldOf.function.domain)}:${textOf(field.bytes, fieldOf.function.name)}`)
  }
  return names
}

function scanModelField(field: Field, scan: Scan): void {
  const { number, bytes } = field
  if (!bytes) return
  if (number === fieldOf.model.graph) scanGraph(bytes, scan, 0)
  if (number === fieldOf.model.function) scanFunction(bytes, scan)
  if (number === fieldOf.model.training) {
    for (const part of nested(bytes, fieldOf.training.initialization, fieldOf.training.algorithm))
      scanGraph(part, scan, 1)
  }
}

function scanFunction(bytes: Uint8Array, scan: Scan): void {
  for (const node of nested(bytes, fieldOf.function.node)) scanNode(node, scan, 1)
  for (const attribute of nested(bytes, fieldOf.function.attribute)) scanAttribute(attribute, scan, 1)
}

function scanGraph(bytes: Uint8Array, scan: Scan, depth: number): void {
  if (depth > deepestGraph) throw refused(`its graphs are nested deeper than ${deepestGraph}`)
  for (const node of nested(bytes, fieldOf.graph.node)) scanNode(node, scan, depth)
  for (const tensor of nested(bytes, fieldOf.graph.initializer)) scanTensor(tensor)
  for (const sparse of nested(bytes, fieldOf.graph.sparse)) scanSparse(sparse)
}

function scanNode(bytes: Uint8Array, scan: Scan, depth: number): void {
  const domain = textOf(bytes, fieldOf.node.domain)
  const op = textOf(bytes, fieldOf.node.op)
  if (!standardDomains.has(domain) && !scan.functions.has(`${domain}:${op}`)) {
    throw refused(`it uses the operator ${op} of "${domain}", which is not part of the ONNX standard`)
  }
  const labels: ClassLabel[] = []
  for (const attribute of nested(bytes, fieldOf.node.attribute)) labels.push(...scanAttribute(attribute, scan, depth))
  if (depth > 0) return
  if (op === 'ZipMap') scan.zipMaps.push(zipMapOf(bytes, labels))
  else if (labels.length > 0) scan.labels = labels
}

/** Gives the class labels when the attribute holds them. One pass: the attributes of a forest hold millions of fields. */
function scanAttribute(bytes: Uint8Array, scan: Scan, depth: number): ClassLabel[] {
  const of = fieldOf.attribute
  const labels: ClassLabel[] = []
  let holdsLabels = false
  for (const field of readFields(bytes)) {
    // classlabels_strings, classlabels_int64s or classlabels_ints, depending on the operator
    if (field.number === of.name) holdsLabels = toText(field.bytes).startsWith('classlabels_')
    else if (holdsLabels) labels.push(...labelsOfField(field))
    else if (field.bytes) scanNested(field.number, field.bytes, { scan, depth })
  }
  return labels
}

type Nesting = { scan: Scan; depth: number }

function scanNested(number: number, bytes: Uint8Array, { scan, depth }: Nesting): void {
  const of = fieldOf.attribute
  if (number === of.graph || number === of.graphs) scanGraph(bytes, scan, depth + 1)
  if (number === of.tensor || number === of.tensors) scanTensor(bytes)
  if (number === of.sparse || number === of.sparses) scanSparse(bytes)
}

function scanSparse(bytes: Uint8Array): void {
  for (const tensor of nested(bytes, fieldOf.sparse.values, fieldOf.sparse.indices)) scanTensor(tensor)
}

function scanTensor(bytes: Uint8Array): void {
  for (const field of readFields(bytes)) {
    const outside =
      field.number === fieldOf.tensor.externalData || (field.number === fieldOf.tensor.location && field.varint !== 0n)
    if (outside) throw refused('it keeps tensors in another file')
  }
}

const refused = (why: string) =>
  new AppError('bad_request', `This ONNX file cannot be served: ${why}`, {
    hint: 'Export it as one file, with standard operators (domains ai.onnx and ai.onnx.ml) only',
  })

function labelsOfField(field: Field): ClassLabel[] {
  if (field.number === fieldOf.attribute.strings) return [toText(field.bytes)]
  if (field.number !== fieldOf.attribute.ints) return []
  return field.bytes ? unpack(field.bytes) : [Number(toSigned(field.varint))]
}

/** Writers may pack repeated integers into one field; prefixing each with a tag makes them readable as fields. */
function unpack(packed: Uint8Array): number[] {
  const values: number[] = []
  let rest = packed
  while (rest.length > 0) {
    const end = rest.findIndex(byte => byte < 0x80) + 1
    if (end === 0) break
    const [field] = readFields(joinBytes([Uint8Array.of(1 << 3), rest.subarray(0, end)]))
    values.push(Number(toSigned(field?.varint)))
    rest = rest.subarray(end)
  }
  return values
}

function zipMapOf(node: Uint8Array, labels: ClassLabel[]): ZipMap {
  return { input: textOf(node, fieldOf.node.input), output: textOf(node, fieldOf.node.output), labels }
}

/**
 * A ZipMap turns a tensor of probabilities into a sequence of maps, which the runtime cannot hand out.
 * In its place stands an Identity of the same output name, so the output is the tensor itself.
 */
function cutZipMaps(model: Uint8Array, zipMaps: ZipMap[]): Uint8Array {
  const fields = [...readFields(model)]
  const parts = fields.map(field =>
    field.number === fieldOf.model.graph && field.bytes
      ? writeMessage(fieldOf.model.graph, cutFrom(field.bytes, zipMaps))
      : model.subarray(field.from, field.to),
  )
  const hasDefaultOpset = fields.some(
    ({ number, bytes }) => number === fieldOf.model.opset && bytes && textOf(bytes, fieldOf.opset.domain) === '',
  )
  if (!hasDefaultOpset)
    parts.push(writeMessage(fieldOf.model.opset, [writeVarint(fieldOf.opset.version, identityOpset)]))
  return joinBytes(parts)
}

const cutFrom = (graph: Uint8Array, zipMaps: ZipMap[]) =>
  [...readFields(graph)].map(field => replacementFor(field, zipMaps) ?? graph.subarray(field.from, field.to))

/** What stands in a field's place; nothing when the field stays as it is. */
function replacementFor({ number, bytes }: Field, zipMaps: ZipMap[]): Uint8Array | undefined {
  if (!bytes) return undefined
  if (number === fieldOf.graph.node) return identityFor(bytes, zipMaps)
  if (number !== fieldOf.graph.output && number !== fieldOf.graph.valueInfo) return undefined
  const zipMap = zipMaps.find(({ output }) => output === textOf(bytes, fieldOf.valueInfo.name))
  if (!zipMap) return undefined
  return number === fieldOf.graph.output ? probabilityOutput(zipMap) : new Uint8Array()
}

function identityFor(node: Uint8Array, zipMaps: ZipMap[]): Uint8Array | undefined {
  const of = fieldOf.node
  if (textOf(node, of.op) !== 'ZipMap') return undefined
  const zipMap = zipMaps.find(({ output }) => output === textOf(node, of.output))
  if (!zipMap) return undefined
  return writeMessage(fieldOf.graph.node, [
    writeBytes(of.input, zipMap.input),
    writeBytes(of.output, zipMap.output),
    writeBytes(of.op, 'Identity'),
  ])
}

function probabilityOutput({ output, labels }: ZipMap): Uint8Array {
  const rows = writeMessage(1, [writeBytes(2, 'N')])
  const classes = writeMessage(1, [writeVarint(1, labels.length)])
  const tensor = writeMessage(1, [writeVarint(1, elementTypes.float), writeMessage(2, [rows, classes])])
  return writeMessage(fieldOf.graph.output, [
    writeBytes(fieldOf.valueInfo.name, output),
    writeMessage(fieldOf.valueInfo.type, [tensor]),
  ])
}

function* nested(message: Uint8Array, ...numbers: number[]): Generator<Uint8Array> {
  for (const field of readFields(message)) {
    if (field.bytes && numbers.includes(field.number)) yield field.bytes
  }
}

/** The last one wins, as in every reader of the format. */
function textOf(message: Uint8Array, number: number): string {
  let value: Uint8Array | undefined
  for (const field of readFields(message)) if (field.number === number) value = field.bytes
  return toText(value)
}
