import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTrireme, type Inside } from '../../../test/inside.ts'
import type { Trireme } from '../../sdk/trireme.ts'

let inside: Inside
let engineer: Trireme
const project = 'gates'

before(async () => {
  inside = await openTrireme()
  const { invitations } = await inside.owner.projects.create({
    name: 'Gates',
    seats: [
      { seat: 'project_manager', userId: inside.ownerId },
      { seat: 'ml_engineer', name: 'Ravi' },
    ],
  })
  engineer = (await inside.signIn(invitations[0]?.url ?? '')).api
  const kpi = {
    name: 'Saved',
    unit: 'h',
    direction: 'higher',
    baseline: 1,
    target: 2,
    targetDate: '2030-01-01',
  } as const
  await inside.owner.charter.addKpi({ project, ...kpi })
})
after(() => inside.close())

const ask = (id: string) =>
  engineer.requests.create({ project, kind: 'gate', subject: { kind: 'gate', id }, reason: `${id} may be passed` })

test('who has done their part asks for a gate, which then waits for the project manager', async () => {
  const asked = await ask('G0')
  assert.deepEqual([asked.subject.name, asked.toSeat, asked.blocks], ['G0', 'project_manager', 'data'])
  assert.deepEqual(
    asked.checks.map(check => [check.name, check.state]),
    [
      ['goal', 'missing'],
      ['kpi', 'met'],
      ['value_range', 'missing'],
      ['owner', 'missing'],
      ['charter', 'warning'],
    ],
  )
  const { waitingForMe } = await inside.owner.home.desk()
  assert.deepEqual(
    waitingForMe.map(({ kind, id }) => [kind, id]),
    [['gate', asked.id]],
  )
  await assert.rejects(engineer.requests.accept({ project, request: asked.id }), { code: 'forbidden' })
})

test('accepting it passes the gate, once', async () => {
  const request = (await ask('G0')).id
  await inside.owner.requests.accept({ project, request, reason: 'Worth it' })
  const { stage, gates } = await inside.owner.gates.course({ project })
  assert.deepEqual([stage, gates[0]?.state, gates[0]?.decision?.reason], ['data', 'passed', 'Worth it'])
  await assert.rejects(inside.owner.requests.accept({ project, request }), { code: 'conflict' })
})

test('a gate that comes too early is not passed, and its request stays open', async () => {
  const early = (await ask('G2')).id
  await assert.rejects(inside.owner.requests.accept({ project, request: early }), /G2 comes after G1/)
  assert.equal((await inside.owner.requests.get({ project, request: early })).state, 'open')
  await inside.owner.requests.return({ project, request: early, reason: 'First G1' })
})

test('a decision made on the project page answers who asked', async () => {
  const request = (await ask('G1')).id
  await inside.owner.gates.decide({ project, gate: 'G1', decision: 'hold', reason: 'No data yet' })
  const held = await engineer.requests.get({ project, request })
  assert.deepEqual([held.state, held.decisionReason], ['returned', 'No data yet'])
  const again = (await ask('G1')).id
  await inside.owner.gates.decide({ project, gate: 'G1', decision: 'go', reason: 'The data is there' })
  assert.equal((await engineer.requests.get({ project, request: again })).state, 'accepted')
  assert.deepEqual((await inside.owner.home.desk()).waitingForMe, [])
})

test('what is no gate is named as such', async () => {
  await assert.rejects(ask('G9'), /A gate is one of G0, G1/)
})
