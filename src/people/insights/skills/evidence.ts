import { skills, type Skill } from './skills.schema.ts'
import type { Stage } from '../seating/stages.schema.ts'

/**
 * Evidence of a skill: the sum of what its acts weigh, halved every 180 days. It proposes a level; the person confirms.
 */
const dayMs = 86_400_000
const halfLifeMs = 180 * dayMs
/** Sums are kept as of this moment, so that one can be added to without looking at what is in it. */
const epoch = Date.UTC(2020, 0, 1)

/** What an act weighs, by verb and kind of the object. */
const weights: Record<Skill, Readonly<Record<string, number>>> = {
  framing: {
    'create kpi': 1,
    'change charter': 1,
    'kpi-value kpi': 0.5,
    'promise-made promise': 1,
    'gate-decision gate': 1,
  },
  hypotheses: { 'open hypothesis': 1, 'close hypothesis': 2 },
  data: { 'create dataset': 1, 'publish dataset': 2 },
  experiments: { 'start run': 0.2, 're-run run': 0.2 },
  evaluation: { 'start evaluation': 2 },
  models: { 'create model': 1, 'publish model': 2 },
  images: { 'create image': 1, 'build image': 2 },
  serving: {
    'create endpoint': 1,
    'start deployment': 2,
    'deploy deployment': 2,
    'rollback endpoint': 2,
    'restore endpoint': 2,
  },
  review: { 'accept request': 1, 'return request': 1, 'comment comment': 0.2 },
  guarding: { 'create environment': 2, 'change environment': 2, 'revoke token': 1 },
}

const weighing = new Map<string, { skill: Skill; weight: number }>(
  skills.flatMap(skill => Object.entries(weights[skill]).map(([act, weight]) => [act, { skill, weight }] as const)),
)

/** Of which skill an act tells, and how much it adds to the sum that is kept. */
export function evidenceOf(act: { verb: string; kind: string; at: number }): { skill: Skill; score: number } | null {
  const found = weighing.get(`${act.verb} ${act.kind}`)
  return found ? { skill: found.skill, score: found.weight * 2 ** ((act.at - epoch) / halfLifeMs) } : null
}

/** What a kept sum is worth now. */
export const worthOf = (score: number, now: number) => score * 2 ** ((epoch - now) / halfLifeMs)

/** From how much evidence on a level is proposed: aware, with help, alone, teaches. */
const steps = [1, 3, 8, 20]

export const proposedLevel = (evidence: number) => steps.filter(step => evidence >= step).length

/** At this level somebody does it alone, and counts towards the depth of a team. */
export const alone = 3

const needed: Record<Stage, readonly Skill[]> = {
  goal: ['framing', 'hypotheses'],
  data: ['data'],
  experiment: ['hypotheses', 'experiments', 'evaluation'],
  productionise: ['models', 'images', 'review', 'guarding'],
  rollout: ['evaluation', 'serving'],
  operate: ['data', 'serving', 'guarding'],
}

export const isNeededIn = (stage: Stage, skill: Skill) => needed[stage].includes(skill)
