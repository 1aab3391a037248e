import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openTrireme, type Inside } from '../../../test/inside.ts'

describe('the audit of the log', () => {
  let inside: Inside
  before(async () => {
    inside = await openTrireme()
    await inside.owner.projects.create({ name: 'Kept', seats: [{ seat: 'data_scientist', name: 'Ada' }] })
  })
  after(() => inside.close())

  test('counts the events and verifies a whole log', async () => {
    const state = await inside.owner.audit.read()
    assert.ok(state.events > 0)
    assert.equal(state.events, state.sealed + state.unsealed)
    const verdict = await inside.owner.audit.verify()
    assert.deepEqual([verdict.isWhole, verdict.faultCount], [true, 0])
  })

  test('is verified only by who guards the platform', async () => {
    const { invitations } = await inside.owner.projects.create({
      name: 'Other',
      seats: [{ seat: 'data_scientist', name: 'Bo' }],
    })
    const bo = await inside.signIn(invitations[0]?.url ?? '')
    await assert.rejects(bo.api.audit.verify(), /needs a seat of the platform/)
  })
})
