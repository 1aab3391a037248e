import { z } from 'zod'
import { route } from '../../route.ts'
import { InProject, Time } from '../../shapes.ts'
import { stages } from '../seating/stages.schema.ts'

export const skills = [
  'framing',
  'hypotheses',
  'data',
  'experiments',
  'evaluation',
  'models',
  'images',
  'serving',
  'review',
  'guarding',
] as const
export const Skill = z.enum(skills)
export type Skill = z.infer<typeof Skill>

/** 0 none, 1 aware, 2 with help, 3 alone, 4 teaches */
const Level = z.number().int().min(0).max(4)

export const MySkill = z
  .object({
    skill: Skill,
    /** acts by their weight, each halved every 180 days */
    evidence: z.number(),
    acts: z.number(),
    /** the latest act behind it */
    last: z.object({ at: Time, eventId: z.string(), project: z.string().describe('slug') }).nullable(),
    proposed: Level,
    /** what I confirmed; null: nothing yet */
    level: Level.nullable(),
    isHidden: z.boolean(),
  })
  .meta({ id: 'MySkill' })
export type MySkill = z.infer<typeof MySkill>

/** null where it is switched off */
export const MySkills = z.object({ now: Time, skills: z.array(MySkill).nullable() }).meta({ id: 'MySkills' })
export type MySkills = z.infer<typeof MySkills>

export const SkillDepth = z
  .object({
    stage: z.enum(stages),
    skills: z
      .array(
        z.object({
          skill: Skill,
          /** people of the crew who confirmed that they do it alone or teach it */
          depth: z.number(),
          /** the stage of the project needs it */
          isNeeded: z.boolean(),
        }),
      )
      .nullable(),
  })
  .meta({ id: 'SkillDepth' })
export type SkillDepth = z.infer<typeof SkillDepth>

export const skillRoutes = {
  mine: route('GET', '/api/me/skills', {
    allow: 'signed-in',
    reply: MySkills,
    summary: 'What my acts show of my skills, and what I said of them; nobody else sees it',
  }),
  change: route('PUT', '/api/me/skills/:skill', {
    allow: 'signed-in',
    params: z.object({ skill: Skill }),
    body: z.object({ level: Level.nullable(), isHidden: z.boolean() }),
    reply: MySkills,
    errors: ['forbidden'],
    summary: 'Confirm a level, or hide a skill; only confirmed levels count towards the depth of a crew',
  }),
  depth: route('GET', '/api/projects/:project/skills', {
    allow: 'project:read',
    params: InProject,
    reply: SkillDepth,
    summary: 'How many of the crew do each skill alone; never who',
  }),
}
