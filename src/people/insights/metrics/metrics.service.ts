import { append, lastActIn } from '../../../events/events.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { Context } from '../../context.ts'
import { accountsOf, personsOf } from '../../persons.store.ts'
import { myProjects } from '../../projects/projects.service.ts'
import { openRequestsIn } from '../../requests/requests.service.ts'
import { listSeatsIn } from '../../seats.store.ts'
import { mostProjects, workedWithin } from '../seating/coverage.ts'
import { metrics, type AboutMe, type Metric, type MetricState } from './metrics.schema.ts'
import { offMetrics, saveOffMetrics } from '../../metrics.store.ts'

export async function listMetrics(ctx: Pick<Context, 'db'>): Promise<{ metrics: MetricState[] }> {
  const off = await offMetrics(ctx.db)
  return { metrics: metrics.map(metric => ({ metric, isOn: !off.has(metric) })) }
}

/** What is off is computed for nobody's eyes: no page, no client and no owner reads it. */
export async function switchMetric(ctx: Context, wish: { metric: Metric; isOn: boolean }) {
  if (!ctx.actor.isOwner)
    throw new AppError('forbidden', 'Only an owner of this installation switches metrics; ask one of them')
  await ctx.db.transaction().execute(async tx => {
    const off = await offMetrics(tx)
    if (wish.isOn) off.delete(wish.metric)
    else off.add(wish.metric)
    await saveOffMetrics(tx, off)
    await append(tx, ctx, {
      verb: 'change',
      object: { kind: 'platform', id: 'organisation' },
      payload: { fields: ['metrics'], metric: wish.metric, isOn: wish.isOn },
    })
  })
  return listMetrics(ctx)
}

/** Of me, for me: everything in which my acts count, as part of a seat, is here with its event. */
export async function readAboutMe(ctx: Context): Promise<AboutMe> {
  const now = ctx.clock.now()
  const off = await offMetrics(ctx.db)
  const { id } = ctx.actor
  const accounts = await accountsOf(ctx.db, id)
  const { projects } = await myProjects(ctx)
  const ids = projects.map(project => project.id)
  const open = off.has('waits') ? [] : await openRequestsIn(ctx, ids)
  const holders = await listSeatsIn(ctx.db, ids)
  const seats: AboutMe['seats'] = []
  for (const project of projects) {
    const mine = (holders.get(project.id) ?? []).filter(holder => holder.person.id === id)
    for (const { seat, since } of mine) {
      const last = off.has('coverage') ? undefined : await lastActOfMine(ctx, { accounts, projectId: project.id, seat })
      const waiting = open.filter(request => request.project.id === project.id && request.toSeat === seat)
      seats.push({
        project: { slug: project.slug, name: project.name },
        seat,
        since,
        seatsHere: mine.length,
        lastAct: last ? { at: last.recordedAt, eventId: last.id } : null,
        countsAsWorking: off.has('coverage') ? null : workedWithin({ since, lastActAt: last?.recordedAt ?? null }, now),
        waitsForSeat: off.has('waits') ? null : waiting.length,
      })
    }
  }
  // a stakeholder decides about a project, the others work in it
  const work = seats.filter(({ seat }) => seat !== 'stakeholder')
  const count = new Set(work.map(({ project }) => project.slug)).size
  const person = (await personsOf(ctx.db, [id])).get(id) ?? { id, name: ctx.actor.name, kind: 'person' }
  return {
    now,
    person,
    metrics: (await listMetrics(ctx)).metrics,
    load: off.has('load') ? null : { projects: count, mostProjects, isOver: count > mostProjects },
    seats,
  }
}

async function lastActOfMine(ctx: Context, where: { accounts: readonly string[]; projectId: string; seat: string }) {
  const { accounts, ...place } = where
  const acts = await Promise.all(accounts.map(person => lastActIn(ctx.db, { ...place, person })))
  return acts.filter(act => act !== undefined).toSorted((a, b) => b.recordedAt - a.recordedAt)[0]
}
