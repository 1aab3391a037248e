import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorship, busFactorOf } from './busFactor.ts'
import { isEnough, linksOf, teamsOf, type Touch } from './silos.ts'

type Counts = { creations?: number; changes?: number }
const share = (asset: string, person: string, { creations = 0, changes = 0 }: Counts) => ({
  asset,
  person,
  creations,
  changes,
})

/**
 * By hand. Map: Ada made it and changed it three times, 3.293 + 1.098 + 3 x 0.164 - 0.321 ln 2 = 4.66; Bo once,
 * 3.293 + 0.164 - 0.321 ln 4 = 3.01, which is 0.65 of it: no author. Tides: Bo 4.33, Cy 3.23, 0.747: no author. Waves: Cy
 * made it, 3.293 + 1.098 - 0.321 ln 7 = 3.77; Ada changed it six times, 4.28: both are authors.
 */
const shares = [
  share('map', 'ada', { creations: 1, changes: 3 }),
  share('map', 'bo', { changes: 1 }),
  share('tides', 'bo', { creations: 1, changes: 1 }),
  share('tides', 'cy', { changes: 1 }),
  share('waves', 'cy', { creations: 1 }),
  share('waves', 'ada', { changes: 6 }),
]

test('the degree of authorship is as the source computes it', () => {
  const degrees = [
    authorship({ isCreator: true, own: 3, others: 1 }),
    authorship({ isCreator: false, own: 1, others: 3 }),
    authorship({ isCreator: true, own: 0, others: 6 }),
  ]
  assert.deepEqual(
    degrees.map(degree => degree.toFixed(2)),
    ['4.66', '3.01', '3.77'],
  )
})

test('two can go before most assets have no author, and two assets hang on one', () => {
  // without Ada the map has none; without Bo neither have the tides: two of three
  assert.deepEqual(
    busFactorOf(shares, () => true),
    { factor: 2, assets: 3, single: ['map', 'tides'], orphaned: [] },
  )
})

test('who has left is author of nothing any more', () => {
  const found = busFactorOf(shares, person => person !== 'ada')
  assert.deepEqual(found, { factor: 1, assets: 3, single: ['tides', 'waves'], orphaned: ['map'] })
  assert.deepEqual(
    busFactorOf([], () => true),
    { factor: 0, assets: 0, single: [], orphaned: [] },
  )
})

type By = Pick<Touch, 'person' | 'seat'>
const ada: By = { person: 'ada', seat: 'data_scientist' }
const bo: By = { person: 'bo', seat: 'ml_engineer' }
const cy: By = { person: 'cy', seat: 'data_engineer' }

const touch = (object: string, by: By, { words = 0, acts = 1 } = {}): Touch => ({ object, ...by, words, acts })

/**
 * By hand. The map is worked on by a data scientist and an ML engineer, who also speaks of it; the tides by the scientist
 * and a data engineer. Two pairs share work, one of them does not talk: congruence 1 / 2. Of five words and answers (one
 * about the map, three from stakeholder to manager, one inside of a seat) four cross seats.
 */
test('a planted silo is found: the pair of seats that shares work and does not talk', () => {
  const found = linksOf(
    [touch('map', ada), touch('map', bo, { words: 1 }), touch('tides', ada), touch('tides', cy)],
    [
      { from: 'stakeholder', to: 'project_manager', talks: 3 },
      { from: 'data_scientist', to: 'data_scientist', talks: 1 },
    ],
  )
  assert.deepEqual(found, {
    objects: 2,
    crossing: 2,
    talks: 5,
    crossTalks: 4,
    pairs: 2,
    missing: [{ seats: ['data_scientist', 'data_engineer'], objects: ['tides'] }],
    congruence: 0.5,
    people: 3,
    edges: 4,
  })
})

test('once the pair talks there is no silo, and without shared work none either', () => {
  const shared = [touch('tides', ada), touch('tides', cy)]
  const asked = linksOf(shared, [{ from: 'data_engineer', to: 'data_scientist', talks: 1 }])
  assert.deepEqual([asked.congruence, asked.missing], [1, []])
  assert.equal(linksOf([touch('map', ada)], []).congruence, 1)
})

test('whoever only speaks of a thing has not worked on it', () => {
  const found = linksOf([touch('map', ada), touch('map', { ...bo, seat: 'stakeholder' }, { acts: 0, words: 2 })], [])
  assert.deepEqual([found.pairs, found.crossing, found.talks, found.crossTalks], [0, 0, 2, 2])
})

test('work crosses teams where people of two teams touched the same; who has no team is left out', () => {
  const teams: Record<string, string[]> = { ada: ['vision'], cy: ['rails'] }
  const touches = [touch('map', ada), touch('map', cy), touch('tides', ada), touch('waves', bo)]
  assert.deepEqual(
    teamsOf(touches, person => teams[person] ?? []),
    { objects: 2, crossing: 1 },
  )
})

test('fewer than five people or twenty links say nothing of a team', () => {
  assert.deepEqual(
    [isEnough({ people: 5, edges: 20 }), isEnough({ people: 4, edges: 90 }), isEnough({ people: 9, edges: 19 })],
    [true, false, false],
  )
})
