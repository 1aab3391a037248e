import { joinBytes, writeBytes, writeMessage, writeVarint } from '../src/projects/deployments/graphs/protobuf.ts'

/** Small ONNX files for tests, written field by field (the numbers are those of onnx.proto3). */

export const elements = { float: 1, int64: 7, bool: 9 }

export type Value = { name: string; element: number; shape: (number | string)[] }
export type Node = {
  op: string
  inputs: string[]
  outputs: string[]
  domain?: string
  /** encoded attributes */
  attributes?: Uint8Array[]
}
export type Graph = { nodes: Node[]; inputs: Value[]; outputs: Value[]; initializers?: Uint8Array[] }

export function onnxModel(graph: Graph, extra: Uint8Array[] = []): Uint8Array {
  return joinBytes([
    writeVarint(1, 8),
    writeBytes(2, 'tests'),
    writeBytes(7, graphBytes(graph)),
    writeMessage(8, [writeVarint(2, 17)]),
    writeMessage(8, [writeBytes(1, 'ai.onnx.ml'), writeVarint(2, 3)]),
    ...extra,
  ])
}

function graphBytes({ nodes, inputs, outputs, initializers = [] }: Graph): Uint8Array {
  return joinBytes([
    ...nodes.map(node => writeBytes(1, nodeBytes(node))),
    writeBytes(2, 'graph'),
    ...initializers.map(tensor => writeBytes(5, tensor)),
    ...inputs.map(value => writeBytes(11, valueBytes(value))),
    ...outputs.map(value => writeBytes(12, valueBytes(value))),
  ])
}

function nodeBytes({ op, inputs, outputs, domain = '', attributes = [] }: Node): Uint8Array {
  return joinBytes([
    ...inputs.map(name => writeBytes(1, name)),
    ...outputs.map(name => writeBytes(2, name)),
    writeBytes(4, op),
    ...attributes.map(attribute => writeBytes(5, attribute)),
    ...(domain ? [writeBytes(7, domain)] : []),
  ])
}

function valueBytes({ name, element, shape }: Value): Uint8Array {
  const dims = shape.map(dim => writeMessage(1, [typeof dim === 'number' ? writeVarint(1, dim) : writeBytes(2, dim)]))
  const tensor = writeMessage(1, [writeVarint(1, element), writeMessage(2, dims)])
  return joinBytes([writeBytes(1, name), writeMessage(2, [tensor])])
}

const attributeTypes = { int: 2, tensor: 4, graph: 5, ints: 7, strings: 8 }

export const graphAttribute = (name: string, graph: Graph) =>
  joinBytes([writeBytes(1, name), writeBytes(6, graphBytes(graph)), writeVarint(20, attributeTypes.graph)])

export const tensorAttribute = (name: string, tensor: Uint8Array) =>
  joinBytes([writeBytes(1, name), writeBytes(5, tensor), writeVarint(20, attributeTypes.tensor)])

export const integersAttribute = (name: string, values: number[]) =>
  joinBytes([writeBytes(1, name), ...values.map(value => writeVarint(8, value)), writeVarint(20, attributeTypes.ints)])

const integerAttribute = (name: string, value: number) =>
  joinBytes([writeBytes(1, name), writeVarint(3, value), writeVarint(20, attributeTypes.int)])

/** Attributes that packed their integers into one field, as some writers do. */
export const packedAttribute = (name: string, values: number[]) =>
  joinBytes([writeBytes(1, name), writeBytes(8, Uint8Array.from(values)), writeVarint(20, attributeTypes.ints)])

export function floatTensor(name: string, dims: number[], values: number[]): Uint8Array {
  const data = new Uint8Array(Float32Array.from(values).buffer)
  return joinBytes([
    ...dims.map(dim => writeVarint(1, dim)),
    writeVarint(2, elements.float),
    writeBytes(8, name),
    writeBytes(9, data),
  ])
}

/** A tensor whose numbers are in the file `weights.bin` beside the model. */
export const outsideTensor = (name: string) =>
  joinBytes([
    writeVarint(1, 1),
    writeVarint(2, elements.float),
    writeBytes(8, name),
    writeMessage(13, [writeBytes(1, 'location'), writeBytes(2, 'weights.bin')]),
    writeVarint(14, 1),
  ])

const column = (name: string): Value => ({ name, element: elements.float, shape: ['N', 1] })

/** y = x + 1, row by row. */
export const plusOne = () =>
  onnxModel({
    nodes: [{ op: 'Add', inputs: ['x', 'one'], outputs: ['y'] }],
    inputs: [column('x')],
    outputs: [column('y')],
    initializers: [floatTensor('one', [1], [1])],
  })

/** y = x - mean of all rows of the call, so rows influence one another. */
export const minusMean = () =>
  onnxModel({
    nodes: [
      { op: 'ReduceMean', inputs: ['x'], outputs: ['mean'], attributes: [integersAttribute('axes', [0])] },
      { op: 'Sub', inputs: ['x', 'mean'], outputs: ['y'] },
    ],
    inputs: [column('x')],
    outputs: [column('y')],
  })

/** A logistic regression over columns c0, c1, ..., an input each. */
export function logistic(columns: number): Uint8Array {
  const names = Array.from({ length: columns }, (_, at) => `c${at}`)
  return onnxModel({
    nodes: [
      { op: 'Concat', inputs: names, outputs: ['all'], attributes: [integerAttribute('axis', 1)] },
      { op: 'Gemm', inputs: ['all', 'weights', 'bias'], outputs: ['sum'] },
      { op: 'Sigmoid', inputs: ['sum'], outputs: ['chance'] },
    ],
    inputs: names.map(column),
    outputs: [column('chance')],
    initializers: [
      floatTensor(
        'weights',
        [columns, 1],
        names.map((_, at) => at / columns - 0.5),
      ),
      floatTensor('bias', [1], [0.1]),
    ],
  })
}

/** A loop that goes on for ever if `go` is true, and gives x if it is false. */
export const endlessIfAsked = () => onnxModel(endlessGraph())

function endlessGraph(): Graph {
  const go: Value = { name: 'go', element: elements.bool, shape: [] }
  const body: Graph = {
    nodes: [
      { op: 'Identity', inputs: ['before'], outputs: ['after'] },
      { op: 'Identity', inputs: ['value'], outputs: ['same'] },
    ],
    inputs: [{ name: 'round', element: elements.int64, shape: [] }, { ...go, name: 'before' }, column('value')],
    outputs: [{ ...go, name: 'after' }, column('same')],
  }
  return {
    nodes: [{ op: 'Loop', inputs: ['', 'go', 'x'], outputs: ['y'], attributes: [graphAttribute('body', body)] }],
    inputs: [go, column('x')],
    outputs: [column('y')],
  }
}

/** As many numbers as the input says. */
export const memoryEater = () =>
  onnxModel({
    nodes: [{ op: 'ConstantOfShape', inputs: ['count'], outputs: ['y'] }],
    inputs: [{ name: 'count', element: elements.int64, shape: [1] }],
    outputs: [{ name: 'y', element: elements.float, shape: ['N'] }],
  })
