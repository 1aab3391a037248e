import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completionAt, wordsOf, type Grammar } from './grammar.ts'

const grammar: Grammar = {
  fields: ['metrics.val_mae', 'metrics.auc', 'params.model', 'status'],
  valuesOf: field => (field === 'params.model' ? ["'hgb'", "'ridge'"] : []),
}
const next = (filter: string) => completionAt(filter, filter.length, grammar).words

test('the words of a filter, joined again, are the filter', () => {
  const filter = "metrics.`val mae` <= -1.5e3 AND params.model = 'it''s' and x"
  const words = wordsOf(filter)
  assert.equal(words.map(({ text }) => text).join(''), filter)
  assert.deepEqual(
    words.filter(({ text }) => text.trim()).map(({ tone }) => tone),
    ['field', 'operator', 'number', 'keyword', 'field', 'operator', 'string', 'string', 'keyword', 'field'],
  )
})

test('after a field come its operators, after an operator the values that are there, after a value AND', () => {
  assert.deepEqual(next(''), grammar.fields)
  assert.deepEqual(next('metrics.auc '), ['<', '<=', '=', '>=', '>', '!='])
  assert.deepEqual(next('params.model = '), ["'hgb'", "'ridge'"])
  assert.deepEqual(next("params.model = 'hgb' "), ['AND'])
  assert.deepEqual(next("params.model = 'hgb' AND "), grammar.fields)
})

test('what is begun narrows what is offered, and is replaced by it', () => {
  const filter = 'metrics.auc > 1 AND par'
  assert.deepEqual(completionAt(filter, filter.length, grammar), { from: 20, words: ['params.model'] })
  assert.deepEqual(next('params.model = r'), ["'ridge'"])
  assert.deepEqual(next('status'), [])
})
