import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { freshDatabase, type TestDatabase } from '../../../../test/postgres.ts'
import { append, type NewEvent } from '../../../events/events.ts'
import { systemClock } from '../../../kernel/clock.ts'
import type { Seat } from '../../seats.ts'

const hour = 3_600_000
const day = 24 * hour
/** twenty days ago at midnight; all hours are working hours here */
const start = (Math.floor(Date.now() / day) - 20) * day
const always = { timeZone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '24:00', holidays: [] }

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`the flow clock on ${kind}`, () => {
    let inside: Inside
    let database: TestDatabase | undefined
    const ids = { flow: '', other: '' }

    const tell = (at: number, event: NewEvent & { by?: Seat }) => {
      const { by = 'data_scientist', ...told } = event
      const author = { actor: { id: inside.ownerId, seat: by }, source: 'simulation' as const, clock: systemClock }
      return append(inside.db, { ...author, project: { id: ids.flow } }, { ...told, occurredAt: start + at })
    }
    const request = (id: string, payload: object) =>
      ({ verb: 'request', object: { kind: 'request', id }, payload: { ...payload } }) as const
    const deploy = (id: string, { version, cause }: { version: number; cause?: string }) =>
      ({
        verb: 'deploy',
        object: { kind: 'deployment', id },
        payload: { endpoint: 'end_1', model: 'mdl_1', version, stage: 'production' },
        ...(cause === undefined ? {} : { cause }),
      }) as const

    /** All that was told is in the figures; transactions elsewhere on the same Postgres hold back what may be read. */
    async function read() {
      for (;;) {
        const { told } = await inside.db
          .selectFrom('events')
          .select(eb => eb.fn.countAll<number>().as('told'))
          .executeTakeFirstOrThrow()
        const flow = await inside.owner.flow.project({ project: 'flow', days: 90 })
        if (flow.progress.read >= Number(told)) return flow
        await sleep(20)
      }
    }

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      inside = await openTrireme({ databaseUrl: database?.url ?? '' })
      await inside.owner.calendar.change(always)
      ids.flow = (await inside.owner.projects.create({ name: 'Flow', slug: 'flow' })).project.id
      ids.other = (await inside.owner.projects.create({ name: 'Other', slug: 'other' })).project.id
      await tell(0, { verb: 'create', object: { kind: 'dataset', id: 'ds_own' } })
      await tell(0, { verb: 'create', object: { kind: 'dataset', id: 'ds_foreign' }, projectId: ids.other })
      await tell(9 * hour, { verb: 'open', object: { kind: 'hypothesis', id: 'hyp_1' }, hypothesis: 'hyp_1' })
      const inputs = [{ id: 'ds_own' }, { id: 'ds_foreign' }]
      await tell(10 * hour, {
        ...{ verb: 'start', object: { kind: 'run', id: 'run_1' } },
        ...{ hypothesis: 'hyp_1', payload: { inputs } },
      })
      const dataset = { kind: 'dataset', id: 'ds_foreign' }
      await tell(day, request('req_data', { kind: 'access', toSeat: 'data_engineer', subject: dataset }))
      await tell(3 * day, { verb: 'accept', object: { kind: 'request', id: 'req_data' }, by: 'data_engineer' })
      await tell(3 * day + 6 * hour, {
        ...{ verb: 'start', object: { kind: 'run', id: 'run_2' }, hypothesis: 'hyp_1' },
      })
      await tell(3 * day + 12 * hour, {
        ...{ verb: 'publish', object: { kind: 'model', id: 'mdl_1', version: 1 }, payload: { run: 'run_2' } },
      })
      const model = { kind: 'model', id: 'delay', version: '1' }
      await tell(4 * day, request('req_word', { kind: 'promotion', toSeat: 'ml_engineer', subject: model }))
      await tell(6 * day, { verb: 'accept', object: { kind: 'request', id: 'req_word' }, by: 'ml_engineer' })
      await tell(7 * day, { ...deploy('dep_1', { version: 1, cause: 'req_word' }), by: 'devops_engineer' })
      await tell(8 * day + 3 * hour, {
        ...{ verb: 'finish', object: { kind: 'attempt', id: 'att_1' } },
        payload: { queueMs: 2 * hour, wallMs: hour },
      })
      await tell(9 * day, { verb: 'alert', object: { kind: 'endpoint', id: 'end_1' } })
      await tell(9 * day + 3 * hour, { verb: 'publish', object: { kind: 'model', id: 'mdl_1', version: 2 } })
      await tell(9 * day + 6 * hour, deploy('dep_2', { version: 2 }))
      await tell(10 * day, {
        ...{ verb: 'close', object: { kind: 'hypothesis', id: 'hyp_1' }, payload: { state: 'validated' } },
      })
      const code = { kind: 'image', id: 'img_1' }
      await tell(15 * day, request('req_open', { kind: 'review', toSeat: 'security_engineer', subject: code }))
    })
    after(async () => {
      await inside.close()
      await database?.drop()
    })

    /**
     * By hand: from the first run of the hypothesis, day 0 at 10:00, to production on day 7 are 158 h. Data days 1 and 2,
     * 48 h; approval days 4 and 5, 48 h; release day 6, 24 h; the rest is work, since somebody acted on days 0 and 3:
     * 14 + 24 = 38 h. 38 / (38 + 120) = 0.2405.
     */
    test('a delivery is split into work and waiting, each with the seat that could end it', async () => {
      const flow = await read()
      const delivery = flow.deliveries?.at(-1)
      assert.deepEqual(
        delivery?.slices.map(({ kind: what, ms, workingMs, seat }) => [what, ms / hour, workingMs / hour, seat]),
        [
          ['working', 38, 38, null],
          ['data', 48, 48, 'data_engineer'],
          ['approval', 48, 48, 'ml_engineer'],
          ['release', 24, 24, 'devops_engineer'],
        ],
      )
      assert.deepEqual([flow.toProduction?.now.n, flow.toProduction?.now.p50], [1, 158 * hour])
      assert.equal(flow.efficiency?.toFixed(4), '0.2405')
    })

    /** By hand: two deployments in 90 days; lead times 84 h and 3 h; an alert on day 9, answered six hours later. */
    test('the five delivery measures of a model service are read from events', async () => {
      const five = (await read()).services?.[0]?.now
      assert.deepEqual([five?.deployments, five?.failed, five?.rework, five?.lead.n], [2, 1, 1, 2])
      assert.deepEqual([(five?.lead.p50 ?? 0) / hour, (five?.recovery.p50 ?? 0) / hour], [43.5, 6])
      assert.equal(five?.perWeek.toFixed(2), (2 / (90 / 7)).toFixed(2))
    })

    test('reuse counts references to what another project owns; hypotheses count by their outcome', async () => {
      const { reuse, hypotheses } = await read()
      assert.deepEqual([reuse?.uses, reuse?.ofOthers], [2, 1])
      assert.deepEqual(hypotheses?.now, { validated: 1, refuted: 0, inconclusive: 0 })
    })

    test('an open wait names its seat, says that it is empty, and a sum opens to its waits and their events', async () => {
      const flow = await read()
      assert.deepEqual(
        flow.open?.map(wait => [wait.id, wait.kind, wait.seat, wait.isEmpty]),
        [['req_open', 'review', 'security_engineer', true]],
      )
      const sums = flow.waits?.map(sum => [sum.kind, sum.waits, sum.open, sum.kind === 'review' ? 0 : sum.ms / hour])
      assert.deepEqual(sums, [
        ['data', 1, 0, 48],
        ['compute', 1, 0, 2],
        ['review', 0, 1, 0],
        ['approval', 1, 0, 48],
        ['release', 1, 0, 24],
      ])
      const { waits, next } = await inside.owner.flow.waits({ project: 'flow', limit: 2 })
      assert.deepEqual(
        waits.map(wait => wait.id),
        ['att_1', 'release:req_word'],
      )
      const rest = await inside.owner.flow.waits({ project: 'flow', limit: 10, before: next ?? '' })
      assert.deepEqual(
        rest.waits.map(wait => wait.id),
        ['req_word', 'req_data'],
      )
      const { events } = await inside.owner.events.list({ project: 'flow', kind: 'request', id: 'req_word' })
      assert.ok(events.some(event => event.id === rest.waits[0]?.closedBy))
    })

    test('read again from the beginning, the log gives the same', async () => {
      const { now: _, open: __, waits: ___, ...before } = await read()
      await inside.db.updateTable('insight_state').set({ basis: 'an older one' }).execute()
      const { now: _now, open: _open, waits: _waits, ...again } = await read()
      assert.deepEqual(again, before)
    })

    test('in shorter working hours the same wait is shorter, and its hours stay', async () => {
      await inside.owner.calendar.change({ ...always, from: '09:00', until: '17:00' })
      const data = (await read()).deliveries?.at(-1)?.slices.find(slice => slice.kind === 'data')
      assert.deepEqual([(data?.ms ?? 0) / hour, (data?.workingMs ?? 0) / hour], [48, 16])
    })

    test('who holds no seat in a project sees nothing of its flow', async () => {
      const stranger = await inside.owner.users.create({ name: 'Stranger' })
      const { api } = await inside.signIn((await inside.owner.users.invite({ user: stranger.id })).url)
      await assert.rejects(api.flow.project({ project: 'flow' }), /may not see it/)
      assert.deepEqual((await api.flow.portfolio({})).projects, [])
    })

    test('a version that is granted and never deployed waits until a newer one is granted, or it is withdrawn', async () => {
      const at = (hours: number) => 16 * day + hours * hour
      const grant = async (name: string, { version, from }: { version: number; from: number }) => {
        const subject = { kind: 'model', id: 'tide', version: String(version), object: 'mdl_9' }
        await tell(at(from), request(`req_${name}`, { kind: 'promotion', toSeat: 'ml_engineer', subject }))
        await tell(at(from + 1), { verb: 'accept', object: { kind: 'request', id: `req_${name}` }, by: 'ml_engineer' })
      }
      const stage = { fields: ['stage'], stage: 'Archived' }
      await grant('superseded', { version: 1, from: 0 })
      await grant('archived', { version: 2, from: 2 })
      // a second word on the same version begins no second wait
      await grant('again', { version: 2, from: 4 })
      await tell(at(6), { verb: 'change', object: { kind: 'model', id: 'mdl_9', version: 1 }, payload: stage })
      await tell(at(7), { verb: 'change', object: { kind: 'model', id: 'mdl_9', version: 2 }, payload: stage })
      await grant('deprecated', { version: 3, from: 8 })
      await tell(at(11), { verb: 'deprecate', object: { kind: 'model', id: 'mdl_9' } })
      await grant('closed', { version: 4, from: 12 })
      const change = { verb: 'change', object: { kind: 'project', id: ids.flow } } as const
      await tell(at(14), { ...change, payload: { fields: ['name'] } })
      await tell(at(15), { ...change, payload: { fields: ['state'], state: 'closed' } })
      const flow = await read()
      assert.deepEqual(
        flow.open?.map(({ id }) => id),
        ['req_open'],
      )
      const { waits } = await inside.owner.flow.waits({ project: 'flow', kind: 'release' })
      assert.deepEqual(
        waits.map(({ id, ms }) => [id, ms / hour]),
        [
          ['release:req_closed', 2],
          ['release:req_deprecated', 2],
          ['release:req_archived', 4],
          ['release:req_superseded', 2],
          ['release:req_word', 24],
        ],
      )
    })
  })
