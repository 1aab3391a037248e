import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTrireme } from '../../../../test/inside.ts'
import { freshDatabase } from '../../../../test/postgres.ts'

const project = 'ships'

for (const database of ['SQLite', 'Postgres'])
  test(`a blocker names the seat that owns it, and whether anybody sits there, until it is closed (${database})`, async () => {
    const fresh = database === 'Postgres' ? await freshDatabase() : undefined
    const inside = await openTrireme(fresh ? { databaseUrl: fresh.url } : {})
    const { owner } = inside
    await owner.projects.create({ name: 'Ships', slug: project })
    const wish = { kind: 'blocker', title: 'No labels', effect: 'G1 waits', ownerSeat: 'data_engineer' } as const
    const { id } = await owner.risks.open({ project, ...wish })
    await owner.risks.open({ project, kind: 'risk', title: 'Storm', ownerSeat: 'project_manager' })
    const { risks } = await owner.risks.list({ project })
    assert.deepEqual(
      risks.map(risk => [risk.title, risk.kind, risk.isOwnerless]),
      [
        ['Storm', 'risk', false],
        ['No labels', 'blocker', true],
      ],
    )
    await owner.risks.close({ project, risk: id, outcome: 'They came' })
    await assert.rejects(owner.risks.close({ project, risk: id, outcome: 'Again' }), { code: 'conflict' })
    const closed = await owner.risks.list({ project, state: 'closed' })
    assert.deepEqual([closed.risks[0]?.outcome, closed.next], ['They came', null])
    await inside.close()
    await fresh?.drop()
  })
