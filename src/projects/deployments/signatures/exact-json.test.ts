import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exactNumber, parseJson, writeJson } from './exact-json.ts'

test('plain JSON reads as JSON.parse reads it', () => {
  const text = '{"a": [1, -2.5e3, "x\\n\\"y\\\\", true, null], "b": {"c": []}, "d": 0.12345678901234567}'
  assert.deepEqual(parseJson(text), JSON.parse(text))
})

test('bare NaN and Infinity, as Python writes them, are numbers', () => {
  assert.deepEqual(parseJson(' {"a": [NaN, Infinity, -Infinity, 1], "b": "NaN \\" \\\\"} '), {
    a: [Number.NaN, Infinity, -Infinity, 1],
    b: 'NaN " \\',
  })
})

test('integers past 2^53 keep every digit, in and out', () => {
  assert.deepEqual(parseJson('[9007199254740993, -9223372036854775808, 9007199254740991, 12345678901234567.5]'), [
    9007199254740993n,
    -9223372036854775808n,
    9007199254740991,
    Number('12345678901234567.5'),
  ])
  assert.equal(writeJson([exactNumber(9007199254740993n), exactNumber(5n), Number.NaN]), '[9007199254740993,5,null]')
})

test('text that is not JSON is a SyntaxError, also beside NaN and long integers', () => {
  const broken = [
    '',
    '{x',
    '[NaN',
    '[NaN,]',
    '{"a" NaN}',
    '[9007199254740993 1]',
    '["NaN',
    '[NaN] x',
    '[.5, NaN]',
    '[\u0001NaN]',
  ]
  for (const text of broken) assert.throws(() => parseJson(text), SyntaxError, text)
})

test('deep nesting cannot exhaust the stack', () => {
  assert.throws(() => parseJson(`${'['.repeat(200_000)}NaN`), /nested deeper than 64/)
})
