import type { ProjectContext } from '../../context.ts'
import { offMetrics } from '../../metrics.store.ts'
import { membershipsOf } from '../../organisation/teams/teams.service.ts'
import { hereAmong } from '../../persons.store.ts'
import type { TimelineContext } from '../../timeline/timeline.service.ts'
import { periodDays, periodOf } from '../projection/kinds.ts'
import { catchUp } from '../projection/projector.ts'
import { busFactorOf } from './busFactor.ts'
import type { Links } from './links.schema.ts'
import { listDelivered, listShares, listTalks, listTouches } from './links.store.ts'
import { isEnough, linksOf, teamsOf } from './silos.ts'

const mostForReader = 4_000
const mostNamed = 20
/** ninety days */
const periods = 9

type LinksContext = TimelineContext & ProjectContext

export async function readLinks(ctx: LinksContext): Promise<Links> {
  await catchUp(ctx.db, { most: mostForReader })
  const off = await offMetrics(ctx.db)
  const now = ctx.clock.now()
  const silos = off.has('silos') ? null : await silosOf(ctx, now)
  return {
    now,
    days: periods * periodDays,
    bus: off.has('bus') ? null : await continuityOf(ctx),
    silos,
    isTooLittle: silos === null && !off.has('silos'),
  }
}

async function continuityOf(ctx: LinksContext): Promise<Links['bus']> {
  const shares = await listShares(ctx.db, ctx.project.id)
  const here = await hereAmong(
    ctx.db,
    shares.map(({ person }) => person),
  )
  const factorOf = (of: typeof shares) => busFactorOf(of, person => here.has(person))
  const delivered = await listDelivered(ctx.db, ctx.project.id)
  const all = factorOf(shares)
  const kindOf = new Map(shares.map(({ asset, kind }) => [asset, kind]))
  const named = (ids: readonly string[]) =>
    namedThings(
      ctx,
      ids.slice(0, mostNamed).map(id => ({ kind: kindOf.get(id) ?? '', id })),
    )
  const short = ({ factor, assets }: { factor: number; assets: number }) => ({ factor, assets })
  return {
    all: short(all),
    inProduction: short(factorOf(shares.filter(({ asset }) => delivered.has(asset)))),
    kinds: [...Map.groupBy(shares, ({ kind }) => kind)].map(([kind, of]) => ({ kind, ...short(factorOf(of)) })),
    single: await named(all.single),
    orphaned: await named(all.orphaned),
  }
}

async function silosOf(ctx: LinksContext, now: number): Promise<Links['silos']> {
  const end = periodOf(now) + 1
  const window = await windowOf(ctx, { from: end - periods, until: end })
  if (!isEnough(window.links)) return null
  const before = await windowOf(ctx, { from: end - 2 * periods, until: end - periods })
  const { missing } = window.links
  const most = await namedThings(
    ctx,
    missing.map(({ objects }) => ({ kind: window.kindOf.get(objects[0] ?? '') ?? '', id: objects[0] ?? '' })),
  )
  return {
    now: window.figures,
    before: isEnough(before.links) ? before.figures : null,
    missing: missing.flatMap(({ seats: [a, b], objects }, at) => {
      const thing = most[at]
      return thing ? [{ seats: [a, b] as const, things: objects.length, most: thing }] : []
    }),
  }
}

async function windowOf(ctx: LinksContext, span: { from: number; until: number }) {
  const window = { projectId: ctx.project.id, ...span }
  const touches = await listTouches(ctx.db, window)
  const links = linksOf(touches, await listTalks(ctx.db, window))
  const teams = await membershipsOf(
    ctx,
    touches.map(({ person }) => person),
  )
  const byTeam = teamsOf(touches, person => teams.get(person) ?? [])
  return {
    links,
    kindOf: new Map(touches.map(({ object, kind }) => [object, kind])),
    figures: {
      seats: { crossing: links.crossing, all: links.objects },
      teams: { crossing: byTeam.crossing, all: byTeam.objects },
      talk: { crossing: links.crossTalks, all: links.talks },
      congruence: links.congruence,
      pairs: links.pairs,
    },
  }
}

async function namedThings(ctx: LinksContext, things: readonly { kind: string; id: string }[]) {
  const names = new Map<string, string>()
  for (const [kind, of] of Map.groupBy(things, thing => thing.kind)) {
    const found = await ctx.namers[kind]?.(ctx.db, [...new Set(of.map(({ id }) => id))])
    for (const [id, name] of found ?? []) names.set(id, name)
  }
  return things.map(thing => ({ ...thing, name: names.get(thing.id) ?? thing.id }))
}
