import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTrireme, type Inside } from '../../../test/inside.ts'
import { freshDatabase } from '../../../test/postgres.ts'
import { neededParts } from './charter.schema.ts'

const project = 'ships'

for (const database of ['SQLite', 'Postgres']) {
  let inside: Inside
  let drop = async () => {}

  before(async () => {
    const fresh = database === 'Postgres' ? await freshDatabase() : undefined
    if (fresh) drop = () => fresh.drop()
    inside = await openTrireme(fresh ? { databaseUrl: fresh.url } : {})
    await inside.owner.projects.create({ name: 'Ships', slug: project })
  })
  after(async () => {
    await inside.close()
    await drop()
  })

  test(`each part of the charter is kept by itself, with an event for every change and none for the same words (${database})`, async () => {
    const { owner } = inside
    await owner.charter.writePart({ project, part: 'problem', text: 'Late ships' })
    await owner.charter.writePart({ project, part: 'problem', text: ' Late ships ' })
    const { parts } = await owner.charter.writePart({ project, part: 'users', text: 'The harbour office' })
    assert.deepEqual(
      parts.map(({ part, text }) => [part, text]),
      [
        ['problem', 'Late ships'],
        ['users', 'The harbour office'],
      ],
    )
    const payloads = async (verb: string) =>
      (await owner.events.list({ project, kind: 'charter', verb })).events.map(({ payload }) => payload)
    assert.deepEqual(await payloads('change'), [
      { part: 'users', isWritten: true },
      { part: 'problem', isWritten: true },
    ])
    await owner.charter.writePart({ project, part: 'outside', text: 'Trains' })
    await owner.charter.writePart({ project, part: 'outside', text: 'Trains and cars' })
    assert.deepEqual(await payloads('scope-change'), [{ part: 'outside', isWritten: true }])
  })

  test(`parts that two people write at the same moment are both kept (${database})`, async () => {
    const { owner } = inside
    const names = ['decision', 'improvement', 'data', 'errors', 'limits', 'deadline'] as const
    await Promise.all(names.map(part => owner.charter.writePart({ project, part, text: part })))
    const { parts } = await owner.charter.parts({ project })
    assert.deepEqual(parts.map(({ part }) => part).toSorted(), [...neededParts].toSorted())
  })

  test(`it says what is missing before it can be judged, and the room shows it in plain words (${database})`, async () => {
    const { owner } = inside
    const missing = async () =>
      (await owner.charter.parts({ project })).readiness
        .filter(({ state }) => state === 'missing')
        .map(({ name }) => name)
    assert.deepEqual(await missing(), ['goal', 'kpi', 'owner'])
    await owner.charter.put({ project, goal: 'Arrive before the storm' })
    await owner.charter.writePart({ project, part: 'problem', text: '' })
    assert.deepEqual(await missing(), ['kpi', 'owner', 'problem'])
    const g0 = (await owner.gates.course({ project })).gates[0]?.checks.find(({ name }) => name === 'charter')
    assert.deepEqual([g0?.state, g0?.found], ['warning', '8 of 9 written'])
    const { charter } = await owner.room.get({ project })
    assert.deepEqual([charter[0], charter.length], [{ part: 'decision', text: 'decision' }, 8])
  })
}
