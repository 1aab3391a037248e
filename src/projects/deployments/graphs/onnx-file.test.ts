import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  elements,
  endlessIfAsked,
  graphAttribute,
  integersAttribute,
  onnxModel,
  outsideTensor,
  packedAttribute,
  plusOne,
  tensorAttribute,
} from '../../../../test/onnx.ts'
import type { Graph, Node } from '../../../../test/onnx.ts'
import { readOnnxFile } from './onnx-file.ts'
import { writeBytes, writeMessage } from './protobuf.ts'

const value = { name: 'x', element: elements.float, shape: ['N', 1] }
const graph = (...nodes: Node[]): Graph => ({ nodes, inputs: [value], outputs: [{ ...value, name: 'y' }] })
const identity: Node = { op: 'Identity', inputs: ['x'], outputs: ['y'] }
const custom: Node = { ...identity, op: 'Shell', domain: 'com.example' }

/** A function that the file defines for the operator Shell of com.example. */
const functionOf = (node: Uint8Array) =>
  writeMessage(25, [writeBytes(1, 'Shell'), writeBytes(10, 'com.example'), writeBytes(7, node)])
const standardNode = writeBytes(4, 'Identity')

test('a file of standard operators is taken as it is', () => {
  const bytes = plusOne()
  assert.deepEqual(readOnnxFile(bytes), { producer: 'tests', bytes })
  const endless = endlessIfAsked()
  assert.equal(readOnnxFile(endless).bytes, endless)
})

const nested = { op: 'If', inputs: ['x'], outputs: ['y'], attributes: [graphAttribute('then_branch', graph(custom))] }
const refusals: [string, Uint8Array, RegExp][] = [
  ['an operator of another domain', onnxModel(graph(custom)), /the operator Shell of "com.example"/],
  ['such an operator inside a branch', onnxModel(graph(nested)), /the operator Shell/],
  [
    'such an operator inside a function',
    onnxModel(graph(custom), [functionOf(writeBytes(7, 'org.other'))]),
    /of "org.other"/,
  ],
  [
    'a weight kept in another file',
    onnxModel({ ...graph(identity), initializers: [outsideTensor('w')] }),
    /tensors in another file/,
  ],
  [
    'a constant kept in another file',
    onnxModel(
      graph({ op: 'Constant', inputs: [], outputs: ['y'], attributes: [tensorAttribute('value', outsideTensor('w'))] }),
    ),
    /tensors in another file/,
  ],
  [
    'a weight of a training graph kept in another file',
    onnxModel(graph(identity), [writeMessage(20, [writeMessage(1, [writeBytes(5, outsideTensor('w'))])])]),
    /another file/,
  ],
  ['graphs nested without end', onnxModel(nest(40)), /nested deeper than 32/],
  ['a text', new TextEncoder().encode('hello'), /not an ONNX file/],
  ['nothing', new Uint8Array(), /holds no graph/],
  ['a file cut short', plusOne().subarray(0, 60), /not an ONNX file/],
  ['a number without end', Uint8Array.from({ length: 12 }, () => 0xff), /not an ONNX file/],
]
for (const [what, bytes, reason] of refusals) {
  test(`${what} is refused`, () => {
    assert.throws(() => readOnnxFile(bytes), { code: 'bad_request', message: reason })
  })
}

function nest(depth: number): Graph {
  if (depth === 0) return graph(identity)
  return graph({
    op: 'If',
    inputs: ['x'],
    outputs: ['y'],
    attributes: [graphAttribute('then_branch', nest(depth - 1))],
  })
}

test('an operator that the file itself defines by standard ones is taken', () => {
  assert.equal(readOnnxFile(onnxModel(graph(custom), [functionOf(standardNode)])).producer, 'tests')
})

test('class labels are read from the classifier, packed or not', () => {
  const classifier = (attribute: Uint8Array) =>
    readOnnxFile(
      onnxModel(graph({ ...identity, op: 'LinearClassifier', domain: 'ai.onnx.ml', attributes: [attribute] })),
    )
  assert.deepEqual(classifier(integersAttribute('classlabels_ints', [3, -1])).classLabels, [3, -1])
  assert.deepEqual(classifier(packedAttribute('classlabels_ints', [0, 1, 2])).classLabels, [0, 1, 2])
})
