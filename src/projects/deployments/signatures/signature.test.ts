import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMlModel } from './signature.ts'

const columns = `flavors:
  onnx: {data: model.onnx}
  python_function:
    loader_module: mlflow.sklearn
mlflow_version: 3.17.2
signature:
  inputs: '[{"type": "string", "name": "carrier", "required": true}, {"type": "double", "name":
    "distance", "required": false}, {"type": "array", "items": {"type": "double"}, "name": "history"}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
  params: '[{"name": "threshold", "type": "double", "default": 0.5, "shape": null}]'
`

test('flavors, columns, tensors and parameters of a signature are read', () => {
  assert.deepEqual(readMlModel(columns), {
    flavors: { onnx: { data: 'model.onnx' }, python_function: { loader_module: 'mlflow.sklearn' } },
    mlflowVersion: '3.17.2',
    signature: {
      inputs: {
        kind: 'columns',
        columns: [
          { name: 'carrier', type: 'string', required: true },
          { name: 'distance', type: 'double', required: false },
          { name: 'history', type: 'complex', required: true },
        ],
      },
      outputs: { kind: 'tensors', tensors: [{ dtype: 'int64', shape: [-1] }] },
      params: ['threshold'],
    },
  })
})

test('a model without a signature is read', () => {
  assert.deepEqual(readMlModel('flavors:\n  sklearn: null\nsignature: null\n'), { flavors: { sklearn: {} } })
})

test('a file that is not an MLmodel file is refused with the reason', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x]\n${'bcdefgh'.replaceAll(/./g, (letter: string) => {
    const before = String.fromCharCode((letter.codePointAt(0) ?? 0) - 1)
    return `${letter}: &${letter} [${`*${before},`.repeat(8)}]\n`
  })}`
  const refusals: [string, RegExp][] = [
    ['- a', /expected object/],
    [bomb, /alias/i],
    ['x'.repeat(1024 * 1024 + 1), /larger than/],
    ['flavors: {a: [}', /cannot be read/],
    ['signature: {inputs: "[nonsense"}', /signature is not JSON/],
    ['signature: {inputs: "[]"}', /signature is not MLflow's/],
    [
      `signature: {inputs: '[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-7]}}]'}`,
      /A tensor needs a dtype and a shape/,
    ],
  ]
  for (const [text, reason] of refusals)
    assert.throws(() => readMlModel(text), { code: 'bad_request', message: reason })
})

test('a tag that asks Python to build an object stays plain data', () => {
  const model = readMlModel('flavors:\n  x: {a: !!python/object/apply:os.system ["true"]}\n')
  assert.deepEqual(model.flavors, { x: { a: ['true'] } })
})
