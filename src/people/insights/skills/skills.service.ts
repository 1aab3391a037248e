import { append } from '../../../events/events.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { Context, ProjectContext } from '../../context.ts'
import { offMetrics } from '../../metrics.store.ts'
import { accountsOf } from '../../persons.store.ts'
import { myProjects } from '../../projects/projects.service.ts'
import { listSeats } from '../../seats.store.ts'
import { catchUp } from '../projection/projector.ts'
import { stageOf } from '../seating/seating.service.ts'
import { alone, isNeededIn, proposedLevel, worthOf } from './evidence.ts'
import { skills, type MySkill, type MySkills, type Skill, type SkillDepth } from './skills.schema.ts'
import { countAlone, listEvidence, listSaid, saveSaid, type Said } from './skills.store.ts'

const mostForReader = 4_000

/** Of me, for me alone: what my acts show, from the acts of all my accounts in all projects. */
export async function readMySkills(ctx: Context): Promise<MySkills> {
  const now = ctx.clock.now()
  if ((await offMetrics(ctx.db)).has('skills')) return { now, skills: null }
  await catchUp(ctx.db, { most: mostForReader })
  const evidence = await listEvidence(ctx.db, await accountsOf(ctx.db, ctx.actor.id))
  const said = await listSaid(ctx.db, ctx.actor.id)
  const slugs = new Map((await myProjects(ctx)).projects.map(({ id, slug }) => [id, slug]))
  return {
    now,
    skills: skills.map((skill): MySkill => {
      const of = evidence.filter(one => one.skill === skill)
      const sum = worthOf(
        of.reduce((all, { score }) => all + score, 0),
        now,
      )
      const seen = of.flatMap(one => {
        const project = slugs.get(one.projectId)
        return project === undefined ? [] : [{ at: one.lastAt, eventId: one.lastEvent, project }]
      })
      return {
        skill,
        evidence: sum,
        acts: of.reduce((all, { acts }) => all + acts, 0),
        last: seen.toSorted((a, b) => b.at - a.at)[0] ?? null,
        proposed: proposedLevel(sum),
        level: said.get(skill)?.level ?? null,
        isHidden: said.get(skill)?.isHidden ?? false,
      }
    }),
  }
}

/** The log says that something was said of skills, never what: it must be possible to forget it. */
export async function changeSkill(ctx: Context, wish: Said & { skill: Skill }): Promise<MySkills> {
  if (ctx.actor.token) throw new AppError('forbidden', 'A token has no skills; sign in and say yours')
  if ((await offMetrics(ctx.db)).has('skills'))
    throw new AppError('forbidden', 'Skills are switched off for everybody by an owner of this installation')
  await ctx.db.transaction().execute(async tx => {
    await saveSaid(tx, ctx.actor.id, wish)
    await append(tx, ctx, {
      verb: 'change',
      object: { kind: 'user', id: ctx.actor.id },
      payload: { fields: ['skills'] },
    })
  })
  return readMySkills(ctx)
}

/** Confirmed levels only: what acts show of somebody is theirs until they say it. */
export async function readDepth(ctx: ProjectContext): Promise<SkillDepth> {
  const stage = await stageOf(ctx)
  if ((await offMetrics(ctx.db)).has('skills')) return { stage, skills: null }
  const crew = [...new Set((await listSeats(ctx.db, ctx.project.id)).map(({ person }) => person.id))]
  const depth = await countAlone(ctx.db, { crew, level: alone })
  return {
    stage,
    skills: skills.map(skill => ({ skill, depth: depth.get(skill) ?? 0, isNeeded: isNeededIn(stage, skill) })),
  }
}
