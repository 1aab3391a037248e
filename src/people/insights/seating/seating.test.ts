import assert from 'node:assert/strict'
import { test } from 'node:test'
import { balanceOf, coverageOf, isOverloaded, workedWithin } from './coverage.ts'
import { dutiesOf } from './duties.ts'

/**
 * By hand: three seats with need 2, 2 and 1. The first has a whole person (enough: half is required), the second a third
 * of one (1/3 of 1/2 is 0.667), the last nobody. Declared (2 + 2 x 0.667 + 0) / 5 = 0.667; only the first shows acts: 2 / 5.
 */
const facts = [
  { seat: 'data_scientist', need: 2, allocated: 1, isShown: true },
  { seat: 'ml_engineer', need: 2, allocated: 1 / 3, isShown: false },
  { seat: 'stakeholder', need: 1, allocated: 0, isShown: false },
] as const

test('coverage is declared 0.667, shown 0.4, and the gap between them 0.267', () => {
  const found = coverageOf(facts)
  assert.deepEqual(
    [found?.declared.toFixed(3), found?.demonstrated.toFixed(3), found?.gap.toFixed(3)],
    ['0.667', '0.400', '0.267'],
  )
  assert.equal(coverageOf([{ ...facts[0], need: 0 }]), null)
})

/** By hand: shares of people 0.75, 0.25, 0; of need 0.4, 0.4, 0.2. 1 - 0.5 x (0.35 + 0.15 + 0.2) = 0.65. */
test('the balance index is 0.65, and the largest deviations are too many data scientists and no stakeholder', () => {
  const found = balanceOf(facts)
  assert.equal(found?.index.toFixed(2), '0.65')
  assert.deepEqual(
    found?.largest.map(({ seat, share, need }) => [seat, share.toFixed(2), need.toFixed(2)]),
    [
      ['data_scientist', '0.75', '0.40'],
      ['stakeholder', '0.00', '0.20'],
    ],
  )
})

test('four projects or three seats in one are too many; a seat is idle after 28 days without an act', () => {
  assert.deepEqual(
    [
      isOverloaded({ projects: 3, seatsHere: 2 }),
      isOverloaded({ projects: 4, seatsHere: 1 }),
      isOverloaded({ projects: 1, seatsHere: 3 }),
    ],
    [false, true, true],
  )
  const day = 86_400_000
  assert.equal(workedWithin({ since: 0, lastActAt: 72 * day }, 100 * day), true)
  assert.equal(workedWithin({ since: 0, lastActAt: 71 * day }, 100 * day), false)
})

test('duties are read from acts, and what was said otherwise is named', () => {
  const acts = [
    { seat: 'data_scientist', verb: 'publish', object_kind: 'model', acts: 4 },
    { seat: 'data_scientist', verb: 'publish', object_kind: 'dataset', acts: 2 },
  ]
  const answered = [{ kind: 'approval', seat: 'ml_engineer', subject_kind: 'model', acts: 3 }]
  const said = [
    { activity: 'data', seat: 'data_engineer', letter: 'R' },
    { activity: 'data', seat: 'stakeholder', letter: 'A' },
    { activity: 'data', seat: 'data_engineer', letter: 'A' },
  ] as const
  const duties = new Map(dutiesOf({ acts, answered, said }).map(duty => [duty.activity, duty]))
  assert.deepEqual(duties.get('model')?.done, [
    { seat: 'data_scientist', letter: 'R', acts: 4, kind: 'model' },
    { seat: 'ml_engineer', letter: 'A', acts: 3, kind: 'request' },
  ])
  assert.deepEqual(duties.get('model')?.faults, [])
  assert.deepEqual(duties.get('data')?.faults, [
    { fault: 'many_a', seat: null },
    { fault: 'a_without_right', seat: 'stakeholder' },
    { fault: 'said_not_done', seat: 'data_engineer' },
  ])
  assert.deepEqual(duties.get('goal')?.faults, [])
})

test('a seat that is named to do five of seven activities does too much, and five that are asked are too many', () => {
  const five = ['goal', 'data', 'experiment', 'model', 'image'] as const
  const done = five.map(activity => ({ activity, seat: 'data_scientist', letter: 'R' }) as const)
  const asked = (
    ['stakeholder', 'project_manager', 'data_engineer', 'devops_engineer', 'security_engineer'] as const
  ).map(seat => ({ activity: 'delivery', seat, letter: 'C' }) as const)
  const faults = dutiesOf({ acts: [], answered: [], said: [...done, ...asked] }).map(duty => [
    duty.activity,
    duty.faults.map(({ fault }) => fault),
  ])
  assert.deepEqual(faults, [
    ['goal', ['no_a']],
    ['data', ['no_a']],
    ['experiment', ['no_a']],
    ['model', ['no_a']],
    ['image', ['no_a', 'does_too_much']],
    ['delivery', ['no_a', 'no_r', 'many_c']],
    ['gate', []],
  ])
})
