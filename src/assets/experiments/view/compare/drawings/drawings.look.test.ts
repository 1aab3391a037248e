import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ComparedRun } from '../../../experiments.schema.ts'
import { boxesOf, groupings, heightAt, stripesOf } from './drawings.look.ts'

const run = (id: string, held: { params?: object; tags?: object; loss?: number }): ComparedRun => ({
  id,
  name: id,
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
  params: pairs(held.params),
  tags: pairs(held.tags),
  metrics: held.loss === undefined ? [] : [metricOf('loss', held.loss)],
})
const pairs = (held: object = {}) => Object.entries(held).map(([key, value]) => ({ key, value: String(value) }))

const metricOf = (key: string, value: number) => ({ key, value, step: 0, time: 0, least: value, greatest: value })

test('a surface goes through the runs, and half way between two it is their mean', () => {
  const spots = [
    { x: 0, y: 0.5, value: 1 },
    { x: 1, y: 0.5, value: 3 },
  ]
  assert.equal(heightAt(spots, 0, 0.5), 1)
  assert.equal(heightAt(spots, 1, 0.5), 3)
  assert.equal(heightAt(spots, 0.5, 0.9), 2)
  const stripes = stripesOf(spots, { columns: 10, rows: 2 })
  assert.deepEqual([stripes[0]?.level, stripes.at(-1)?.level], [0, 7])
  for (const row of [0, 1])
    assert.equal(
      stripes.filter(stripe => stripe.row === row).reduce((sum, { from, to }) => sum + to - from, 0),
      10,
    )
})

test('a box tells the middle half, the median, and what lies far out', () => {
  const runs = [1, 2, 3, 4, 100].map((loss, at) => run(`a${at}`, { params: { depth: 8 }, loss }))
  const other = [
    run('b', { params: { depth: 10 }, loss: 7 }),
    run('c', { params: { depth: 10 } }),
    run('d', { loss: 1 }),
  ]
  const boxes = boxesOf([...other, ...runs], { by: 'params.depth', metric: 'loss' })
  assert.deepEqual(
    boxes.map(({ group, runs: list, low, first, median, third, high }) => [
      group,
      list.length,
      low,
      first,
      median,
      third,
      high,
    ]),
    [
      ['8', 5, 1, 2, 3, 4, 4],
      ['10', 1, 7, 7, 7, 7, 7],
    ],
  )
})

test('runs are grouped by what some of them share and not all, tags too', () => {
  const runs = ['a', 'a', 'b', 'b'].map((team, at) =>
    run(`r${at}`, { params: { seed: at, same: 1 }, tags: { team, 'mlflow.user': team } }),
  )
  assert.deepEqual(groupings(runs), ['tags.team'])
})
