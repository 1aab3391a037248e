import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ComparedRun } from '../../experiments.schema.ts'
import { axisOf, comparedOf, csvOf, placeOn, rowsOf } from './compare.look.ts'

const run = (id: string, name: string, held: { params?: object; metrics?: object }): ComparedRun => ({
  id,
  name,
  experiment: { id: '0', name: 'Default' },
  status: 'FINISHED',
  origin: 'client',
  startedAt: 0,
  endedAt: 1,
  by: { id: 'usr_1', name: 'Owner', kind: 'person' },
  seat: null,
  hypothesisId: null,
  rerunOf: null,
  importId: null,
  parent: null,
  tags: [],
  params: Object.entries(held.params ?? {}).map(([key, value]) => ({ key, value: String(value) })),
  metrics: Object.entries(held.metrics ?? {}).map(([key, value]) => metricOf(key, Number(value))),
})

const metricOf = (key: string, value: number) => ({ key, value, step: 0, time: 0, least: value, greatest: value })

test('rows tell what differs, a missing value among it, and the best where the direction is known', () => {
  const rows = rowsOf([
    run('a', 'a', { params: { depth: 8, seed: 1 }, metrics: { loss: 3, odd: 1 } }),
    run('b', 'b', { params: { seed: 1 }, metrics: { loss: 2, odd: 2 } }),
  ])
  assert.deepEqual(
    rows.map(({ key, differs, best }) => [key, differs, best]),
    [
      ['loss', true, 2],
      ['odd', true, undefined],
      ['depth', true, undefined],
      ['seed', false, undefined],
    ],
  )
})

test('runs of one name are told apart, and the reference has a colour wherever it stands', () => {
  const runs = Array.from({ length: 8 }, (_, at) => run(`id${at}0000`, at < 2 ? 'same' : `run-${at}`, {}))
  const compared = comparedOf(runs, 'id70000')
  assert.deepEqual(
    compared?.runs.slice(0, 3).map(({ name }) => name),
    ['same id0000', 'same id1000', 'run-2'],
  )
  assert.equal(compared?.reference.id, 'id70000')
  assert.deepEqual(
    [...(compared?.tones.keys() ?? [])],
    ['id00000', 'id10000', 'id20000', 'id30000', 'id40000', 'id70000'],
  )
  assert.equal(comparedOf([], undefined), undefined)
})

test('a text that a spreadsheet would run is saved as text, a negative number as a number', () => {
  const held = [run('a', 'say "a", b', { params: { cmd: '=1+1', rate: '-0.5' } })]
  const lines = csvOf(rowsOf(held), held).split('\r\n')
  assert.deepEqual(lines, [',,"say ""a"", b"', ',run_id,a', "params,cmd,'=1+1", 'params,rate,-0.5', ''])
})

test('an axis holds numbers on a scale, or words in order when one of them is no number', () => {
  const runs = [run('a', 'a', { params: { n: '1', w: '10' } }), run('b', 'b', { params: { n: '3', w: 'auto' } })]
  const [numbers, words] = ['n', 'w'].map(key => axisOf(runs, { id: `params.${key}`, kind: 'params', key }))
  assert(numbers && words)
  assert.deepEqual([placeOn(numbers, '1'), placeOn(numbers, '2'), placeOn(numbers, null)], [0, 0.5, undefined])
  assert.deepEqual([placeOn(words, '10'), placeOn(words, 'auto')], [0.25, 0.75])
})
