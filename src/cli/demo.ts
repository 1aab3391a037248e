import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, type Connection, type connect, type Trireme } from '../sdk/trireme.ts'
import { Story, type Person } from './demo.story.ts'
import { storySteps } from './demo.steps.ts'

/** The demo has no code of its own on the server: this program reads examples/flight-delays and uses the public SDK. */
export type Report = (
  said:
    | { plan: string[]; project: string }
    | { step: string; state: 'running' | 'done'; seconds?: number; note?: string }
    | { stopped: string; reason: string },
) => void

export type StoryOptions = {
  connection: Connection
  connect: typeof connect
  report: Report
  /** another table with the same columns, in a project of its own */
  data?: string
}

/** What a step has to say besides that it is done. */
export type Note = string | void

/** What every step of the story may use. */
export type Stage = {
  story: Story
  folder: string
  /** the API as one of the story's people */
  as(person: Person): Trireme
  /** the API as the one who sits there */
  inSeat(seat: keyof Story['seats']): Trireme
  api: Trireme
  idOf(person: Person): string
  project: string
  /** runs by their names in the story */
  runs: Map<string, { runId: string; attemptId: string }>
  data: string | undefined
}

const folder = join(dirname(dirname(import.meta.dirname)), 'examples', 'flight-delays')

/** Plays the story from the start; whatever is there already is found and not made again. False when a step failed. */
export async function runStory(options: StoryOptions): Promise<boolean> {
  const story = Story.parse(JSON.parse(readFileSync(join(folder, 'project.json'), 'utf8')))
  const project = options.data === undefined ? story.slug : slugFor(story.slug, options.data)
  const name = options.data === undefined ? story.name : `${story.name}: ${basename(options.data)}`
  options.report({ plan: storySteps.map(step => step.name), project })
  const api = options.connect(options.connection)
  const ids = new Map<Person, string>()
  const idOf = (person: Person) => ids.get(person) ?? ''
  const as = (person: Person) =>
    options.connect({ ...options.connection, headers: () => ({ 'X-Trireme-Act-As': idOf(person) }) })
  const stage: Stage = {
    story: { ...story, name },
    folder,
    api,
    as,
    inSeat: seat => as(story.seats[seat] ?? ''),
    idOf,
    project,
    runs: new Map(),
    data: options.data,
  }
  for (const step of storySteps) {
    const began = performance.now()
    options.report({ step: step.name, state: 'running' })
    try {
      const note = await step.play(stage, ids)
      const seconds = Math.round((performance.now() - began) / 100) / 10
      options.report({ step: step.name, state: 'done', seconds, ...(note ? { note } : {}) })
    } catch (error) {
      options.report({ stopped: step.name, reason: reasonOf(error) })
      return false
    }
  }
  return true
}

function reasonOf(error: unknown): string {
  if (error instanceof AppError) return [error.message, error.hint].filter(Boolean).join('. ')
  return error instanceof Error ? error.message : String(error)
}

const slugFor = (slug: string, file: string) =>
  `${slug}-${basename(file)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')}`
    .slice(0, 60)
    .replace(/-+$/, '')

/** A file of the story: in its folder, or in an npm package beside ours or above us. */
export async function storyFile(stage: Stage, place: { package?: string | undefined; file: string }): Promise<Buffer> {
  if (place.package === undefined) return readFile(join(stage.folder, place.file))
  for (let at = import.meta.dirname; at !== dirname(at); at = dirname(at)) {
    const file = join(at, 'node_modules', place.package, place.file)
    if (existsSync(file)) return readFile(file)
  }
  throw new AppError('not_found', `The npm package ${place.package} is not installed`, {
    hint: 'Run: npm start, which installs it',
  })
}

/** Asks again until the answer is there. */
export async function until<T>(ask: () => Promise<T>, isThere: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (isThere(answer)) return answer
    await sleep(250)
  }
}
