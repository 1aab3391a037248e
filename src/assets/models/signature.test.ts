import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signatureOf } from './view/signature.look.ts'

test('a signature is read out of the MLmodel file as MLflow folds and quotes it', () => {
  const mlmodel = `flavors:
  sklearn: {}
signature:
  inputs: '[{"type": "double", "name": "pilot''s
    distance", "required": true}, {"type": "string", "name": "carrier", "required":
    false}, {"type": "array", "items": {"type": "object", "properties": {"leg": {"type": "long", "required": true}}}, "name": "legs"}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 2]}}]'
  params: '[{"name": "top", "type": "integer", "default": 3, "shape": null}]'
utc_time_created: '2026-11-30'
`
  const plain = { isRequired: true, shape: '', preset: '' }
  assert.deepEqual(signatureOf(mlmodel), {
    inputs: [
      { ...plain, name: "pilot's distance", type: 'double' },
      { ...plain, name: 'carrier', type: 'string', isRequired: false },
      { ...plain, name: 'legs', type: 'array<{ leg: long }>' },
    ],
    outputs: [{ ...plain, name: '0', type: 'float32', shape: '(*, 2)' }],
    params: [{ ...plain, name: 'top', type: 'integer', isRequired: false, preset: '3' }],
  })
  assert.equal(signatureOf('flavors: {}\nsignature: null\n'), undefined)
  assert.equal(signatureOf("signature:\n  inputs: 'no json'\n"), undefined)
})
