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
    await assert.rejects(bo.api.audit.events({}), /needs a seat of the platform/)
  })

  test('is searched by person, act, thing, project and time, over every project', async () => {
    const { audit, sessions } = inside.owner
    const me = await sessions.me()
    const begun = await audit.events({ verb: 'create', kind: 'project' })
    assert.deepEqual(
      begun.events.map(event => [event.project?.name, event.actor.id]),
      [
        ['Other', me.id],
        ['Kept', me.id],
      ],
    )
    const [newest] = begun.events
    const until = newest?.recordedAt ?? 0
    const before = await audit.events({ verb: 'create', kind: 'project', until })
    assert.deepEqual(
      before.events.map(event => event.project?.slug),
      ['kept'],
    )
    assert.equal((await audit.events({ project: 'kept', since: until + 1 })).events.length, 0)
    const [one] = (await audit.events({ person: me.id, limit: 1 })).events
    assert.equal(one?.actor.id, me.id)
    await assert.rejects(audit.events({ project: 'none-such' }), /does not exist/)
    await assert.rejects(audit.events({ id: 'prj_1' }), /Say the kind/)
  })

  test('is taken along as CSV or as lines of JSON, without what people said to each other', async () => {
    const { audit, talk, projects } = inside.owner
    const kept = await projects.get({ project: 'kept' })
    await talk.add({ project: 'kept', object: { kind: 'project', id: kept.id }, body: 'a secret between us' })
    const csv = await (await audit.file({ project: 'kept' })).text()
    const [head, ...rows] = csv.trimEnd().split('\r\n')
    assert.match(head ?? '', /^time,person,person_id,acted_by,seat,verb,kind,object/)
    const lines = (await (await audit.file({ project: 'kept', format: 'ndjson' })).text()).trimEnd().split('\n')
    assert.equal(rows.length, lines.length)
    assert.match(csv, /,comment,/)
    assert.doesNotMatch(csv + lines.join(''), /a secret/)
  })
})
