import type { ProjectContext } from '../../../people/context.ts'
import { openRequestsIn } from '../../../people/requests/requests.service.ts'
import { partsOf } from '../../charter/parts.service.ts'
import { charterOf } from '../../charter/charter.service.ts'
import { readCourse } from '../../gates/gates.service.ts'
import { gates } from '../../gates/need.ts'
import type { Course } from '../../gates/gates.schema.ts'
import { readForecast } from '../forecasts/forecasts.service.ts'
import type { PromiseNow } from '../promises/promises.schema.ts'
import { pageOfPromises } from '../promises/promises.service.ts'
import type { Room, Wanted } from './room.schema.ts'

/** the project manager has a day to tell bad news in person before the room shows it */
const leadMs = 86_400_000

export async function readRoom(ctx: ProjectContext): Promise<Room> {
  const now = ctx.clock.now()
  const charter = await charterOf(ctx)
  const course = await readCourse(ctx)
  const { forecast } = await readForecast(ctx)
  const { promises } = await pageOfPromises(ctx, { limit: 50 })
  const isHeld = ({ alertedAt, toldAt, state }: PromiseNow) =>
    state === 'open' && alertedAt !== null && toldAt === null && alertedAt > now - leadMs
  const { madeAt, p50, p85, basis, kpis } = forecast
  return {
    goal: charter.goal,
    stage: course.stage,
    kpis: charter.kpis,
    charter: (await partsOf(ctx)).map(({ part, text }) => ({ part, text })),
    forecast: promises.some(isHeld) ? null : { madeAt, p50, p85, kind: basis.kind, kpis },
    promises: promises.map(one =>
      isHeld(one) ? { ...one, expected: null, lateDays: null, gapDays: null, alertedAt: null } : one,
    ),
    wanted: await wantedOf(ctx, course),
  }
}

async function wantedOf(ctx: ProjectContext, course: Course): Promise<Wanted[]> {
  const open = await openRequestsIn(ctx, [ctx.project.id])
  const asked = open.filter(request => request.kind === 'gate' && request.toSeat === 'stakeholder')
  return course.gates.flatMap(({ name, state, checks }): Wanted[] => {
    const request = asked.find(one => one.subject.id === name)
    if (request)
      return [{ gate: name, requestId: request.id, reason: request.reason, since: request.createdAt, checks }]
    const isReady = state === 'next' && name !== gates.at(-1) && checks.every(check => check.state !== 'missing')
    return isReady ? [{ gate: name, requestId: null, reason: '', since: null, checks }] : []
  })
}
