import { readFile } from 'node:fs/promises'
import { AppError } from '../sdk/trireme.ts'
import { CharterPart, Seat } from '../sdk/words.ts'
import { deployModel, handOver, measureKpi, promote, waitForOthers } from './demo.decisions.ts'
import { followPlaybook, nameDriversAndRisks } from './demo.playbook.ts'
import { evaluate, weighHypotheses } from './demo.proof.ts'
import { buildImage, prepare, rerun, train } from './demo.runs.ts'
import { storyFile, type Note, type Stage } from './demo.ts'
import type { Person } from './demo.story.ts'

type Step = { name: string; play(stage: Stage, ids: Map<Person, string>): Promise<Note> }

/** The story in order; each step finds what is there already. */
export const storySteps: readonly Step[] = [
  { name: 'people and project', play: seatPeople },
  { name: 'goal and hypotheses', play: writeCharter },
  { name: 'data', play: uploadData },
  { name: 'image', play: buildImage },
  { name: 'prepare', play: prepare },
  { name: 'training', play: train },
  { name: 'evaluation and re-run', play: prove },
  { name: 'hypotheses', play: weighHypotheses },
  { name: 'promotion', play: promote },
  { name: 'handoff', play: handOver },
  { name: 'endpoint', play: deployModel },
  { name: 'gates and KPI', play: measureKpi },
  { name: 'talk', play: talk },
  { name: 'what waits', play: waitForOthers },
]

async function seatPeople(stage: Stage, ids: Map<Person, string>): Promise<void> {
  const { story, api, project } = stage
  for (const [person, name] of Object.entries(story.people))
    ids.set(person, (await api.users.create({ name, kind: 'demo' })).id)
  const owner = (await api.users.list({ limit: 500 })).users.find(user => user.isOwner)
  if (owner) ids.set('you', owner.id)
  const seats = Seat.options.flatMap(seat => {
    const person = story.seats[seat]
    return person ? [{ seat, userId: stage.idOf(person) }] : []
  })
  await orKnown(api.projects.create({ name: story.name, slug: project, seats, isDemo: true }))
}

async function writeCharter(stage: Stage): Promise<void> {
  const { story, project } = stage
  const stakeholder = stage.inSeat('stakeholder')
  const charter = await stakeholder.charter.get({ project })
  if (charter.goal === '') await stakeholder.charter.put({ project, goal: story.goal, scope: story.scope })
  const { measuredBy: _, ...kpi } = story.kpi
  if (charter.kpis.length === 0) await stakeholder.charter.addKpi({ project, ...kpi })
  for (const part of CharterPart.options) {
    const text = story.charter[part]
    if (text) await stakeholder.charter.writePart({ project, part, text })
  }
  if (!(await stakeholder.drivers.tree({ project })).worth) await stakeholder.drivers.worth({ project, ...story.worth })
  await followPlaybook(stage)
  const known = (await stakeholder.hypotheses.list({ project })).hypotheses.map(hypothesis => hypothesis.title)
  for (const { title, by, because, change, metric, delta, slice, timeboxDays } of story.hypotheses)
    if (!known.includes(title))
      await stage.as(by).hypotheses.create({
        project,
        title,
        because,
        change,
        metric,
        delta: String(delta),
        slice,
        timeboxUntil: Date.now() + timeboxDays * 86_400_000,
      })
  await nameDriversAndRisks(stage)
}

async function uploadData(stage: Stage): Promise<void> {
  const { story, project } = stage
  for (const [at, data] of story.data.entries()) {
    const own = at === 0 ? stage.data : undefined
    const body = own === undefined ? await storyFile(stage, data) : await readFile(own)
    const fileName = (own ?? data.file).split('/').at(-1) ?? ''
    await stage.as(data.by).datasets.upload({
      project,
      name: data.name,
      fileName,
      description: data.description,
      body: new Uint8Array(body),
    })
  }
}

/** Neither waits for the other. */
async function prove(stage: Stage): Promise<void> {
  await Promise.all([evaluate(stage), rerun(stage)])
}

async function talk(stage: Stage): Promise<void> {
  const { story, project } = stage
  for (const { by, on, text } of story.comments) {
    const object = await objectOf(stage, on)
    if (!object) continue
    const body = text.replace(/@(\w+)/g, (whole, person: string) =>
      stage.idOf(person) ? `@[${stage.idOf(person)}]` : whole,
    )
    const known = (await stage.as(by).talk.list({ project, ...object })).comments
    if (!known.some(comment => comment.body === body)) await stage.as(by).talk.add({ project, object, body })
  }
}

async function objectOf(
  stage: Stage,
  on: { kind: string; name?: string | undefined },
): Promise<{ kind: string; id: string } | undefined> {
  const { project, story } = stage
  const api = stage.as(story.experiment.by)
  if (on.kind === 'project') return { kind: 'project', id: (await api.projects.get({ project })).id }
  if (on.kind === 'dataset')
    return { kind: 'dataset', id: (await api.datasets.versions({ project, name: on.name ?? '' })).dataset.assetId }
  if (on.kind === 'endpoint') {
    const found = (await api.deployments.list({ project })).endpoints.find(endpoint => endpoint.name === on.name)
    return found && { kind: 'endpoint', id: found.id }
  }
  const run = on.kind === 'run' ? stage.runs.get(on.name ?? '') : undefined
  return run && { kind: 'run', id: run.runId }
}

/** What an earlier start made already is no failure. */
async function orKnown(made: Promise<unknown>): Promise<void> {
  try {
    await made
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error
  }
}
