import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { lockFolder } from './backbone/storage/folder.ts'
import { director } from './cli/organisation/cast.ts'
import { simulate } from './cli/organisation/organisation.ts'
import type { Truth } from './cli/organisation/plan.ts'
import type { Config } from './kernel/config.ts'
import { AppError, messageOf } from './kernel/errors.ts'
import { newId } from './kernel/ids.ts'
import type { Log } from './kernel/log.ts'
import { identify, type Ground } from './people/serve.ts'
import { demoWorld, lookHeader, Made, worldHeader, type DemoOrganisation } from './projects/demo/demo.schema.ts'
import type { OrganisationKeeper } from './projects/demo/organisation.service.ts'
import { connect, type Trireme } from './sdk/trireme.ts'
import { openWorld, type World, type WorldOptions } from './world.ts'

const placesOf = (dataDir: string) => {
  const folder = join(dataDir, demoWorld)
  return { folder, draft: `${folder}.new`, gone: `${folder}.old`, made: join(folder, 'made.json') }
}

export type Wish = Pick<WorldOptions, 'config' | 'log' | 'databaseUrl' | 'analytics'> & {
  folder: string
  seed: number
  until: number
  pace: number
  say(said: { share: number; month: string }): void
}

/** Lives the year in a world of its own and leaves it open; what was planted in it is for tests alone. */
export async function liveYear(wish: Wish): Promise<{ world: World; made: Made; truths: Truth[] }> {
  const began = performance.now()
  // nothing happens in it before its year begins
  const clock = { time: wish.until - 367 * 86_400_000, now: () => clock.time }
  const world = await openWorld({ ...wish, ownerName: director.name, clock, isDraft: true })
  const clients = new Map<string, Trireme>()
  const { truths, ...found } = await simulate(
    {
      ownerId: world.ownerId,
      setClock: time => void (clock.time = time),
      as: (person, seat) => {
        const key = `${person} ${seat ?? ''}`
        const known = clients.get(key) ?? clientOf(world, { person, seat })
        clients.set(key, known)
        return known
      },
      send: (person, { project, method, path, body }) => {
        const headers = { 'x-mlflow-workspace': project, 'content-type': 'application/json' }
        return world.fetch(new Request(nowhere + path, { method, headers, ...(body === undefined ? {} : { body }) }), {
          person,
        })
      },
    },
    wish,
  )
  await world.settle()
  const { sealed } = await world.verify()
  const seconds = Math.round((performance.now() - began) / 100) / 10
  const { seed, until } = wish
  return { world, truths, made: { ...found, id: newId('org'), seed, until, seconds, events: sealed } }
}

const nowhere = 'http://demo-organisation.invalid'

const clientOf = (world: World, { person, seat }: { person: string; seat: string | undefined }) =>
  connect({
    url: nowhere,
    fetch: request => world.fetch(request, { person }),
    headers: (): Record<string, string> => (seat === undefined ? {} : { 'x-trireme-seat': seat }),
  })

/** Makes it in a folder that takes its name when it is finished, so that a kill at any moment leaves none. */
export async function makeDemoOrganisation(
  wish: Omit<Wish, 'folder' | 'until' | 'pace' | 'databaseUrl'>,
): Promise<Made> {
  const places = placesOf(wish.config.dataDir)
  if (existsSync(places.made))
    throw new AppError('conflict', 'A simulated organisation is there already; remove it first')
  const lock = lockFolder(`${places.draft}.lock`)
  try {
    rmSync(places.draft, { recursive: true, force: true })
    const { world, made } = await liveYear({ ...wish, folder: places.draft, until: Date.now(), pace: 1 })
    await world.close()
    writeFileSync(join(places.draft, 'made.json'), JSON.stringify(made))
    renameSync(places.draft, places.folder)
    return made
  } finally {
    lock.release()
    rmSync(`${places.draft}.lock`, { recursive: true, force: true })
  }
}

/** All of it lies in one folder, so nothing else knows that it was there. */
export function removeDemoOrganisation({ dataDir }: Pick<Config, 'dataDir'>): boolean {
  const { folder, draft, gone } = placesOf(dataDir)
  const wasThere = existsSync(folder)
  if (wasThere) renameSync(folder, gone)
  for (const place of [gone, draft]) rmSync(place, { recursive: true, force: true })
  return wasThere
}

/** What a killed server was making; one that somebody makes right now stays. */
function clearDraft(draft: string): void {
  if (!existsSync(draft)) return
  let lock: ReturnType<typeof lockFolder>
  try {
    lock = lockFolder(`${draft}.lock`)
  } catch {
    return // its maker holds the lock
  }
  rmSync(draft, { recursive: true, force: true })
  lock.release()
  rmSync(`${draft}.lock`, { recursive: true, force: true })
}

const Said = z.union([z.object({ share: z.number() }), z.object({ failed: z.string() })])

/** Nothing of a line that a kill cut off in its middle. */
function readSaid(line: string): z.infer<typeof Said> | undefined {
  try {
    return Said.safeParse(JSON.parse(line)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

export type DemoOrganisationKeeper = OrganisationKeeper & {
  /** answers what is asked about the simulated organisation instead of the real one */
  lookInside(ground: Ground): MiddlewareHandler
  close(): Promise<void>
}

export function keepDemoOrganisation({ config, log }: { config: Config; log: Log }): DemoOrganisationKeeper {
  const places = placesOf(config.dataDir)
  let child: { process: ChildProcess; share: number; ended: Promise<void>; isUnwanted: boolean } | undefined
  let error: string | null = null
  let open: { id: string; world: Promise<World> } | undefined

  /** while it is being removed */
  let isGoing = false

  const madeNow = () => (existsSync(places.made) ? Made.parse(JSON.parse(readFileSync(places.made, 'utf8'))) : null)
  const closeWorld = async () => {
    const last = open
    open = undefined
    if (last) await (await last.world).close()
  }
  /** the command line may have removed or made one meanwhile */
  const worldNow = async () => {
    const made = madeNow()
    if (open && open.id !== made?.id) await closeWorld()
    if (!made || isGoing) throw gone()
    const clock = { now: () => made.until }
    const now = (open ??= {
      id: made.id,
      world: openWorld({ config, log, folder: places.folder, ownerName: director.name, clock, isDraft: false }),
    })
    try {
      return { made, world: await now.world }
    } catch (error) {
      // what did not open is tried again by the next who looks
      if (open === now) open = undefined
      throw isGoing || !madeNow() ? gone() : error
    }
  }
  const state = (): DemoOrganisation => {
    if (child) return { state: 'making', share: child.share, error: null, made: null }
    const made = madeNow()
    if (made) return { state: 'there', share: null, error: null, made }
    return { state: error === null ? 'none' : 'stopped', share: null, error, made: null }
  }
  const stopChild = async () => {
    if (!child) return
    child.isUnwanted = true
    child.process.kill('SIGKILL')
    await child.ended
  }
  clearDraft(places.draft)
  return {
    state,
    make(seed) {
      error = null
      const program = join(import.meta.dirname, `simulation${extname(import.meta.filename)}`)
      const made = spawn(process.execPath, [program, String(seed)], {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...process.env, TRIREME_DATA: config.dataDir },
      })
      let complaint = ''
      made.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2_000)))
      const heard = (async () => {
        for await (const line of createInterface({ input: made.stdout })) {
          const said = readSaid(line)
          if (said && 'share' in said && child) child.share = said.share
          if (said && 'failed' in said) error = said.failed
        }
      })()
      const ended = (async () => {
        const code = await new Promise<number | null>(resolve => {
          made.on('exit', resolve)
          made.on('error', failure => {
            complaint = failure.message
            resolve(null)
          })
        })
        await heard
        if (code !== 0 && child?.isUnwanted !== true) {
          error ??= complaint.trim().split('\n').at(-1) || 'it ended without a word'
          log.error('making the simulated organisation failed', { error: complaint || error })
        }
        child = undefined
      })()
      child = { process: made, share: 0, ended, isUnwanted: false }
    },
    async remove() {
      isGoing = true
      try {
        await stopChild()
        await closeWorld()
        error = null
        removeDemoOrganisation(config)
      } finally {
        isGoing = false
      }
    },
    lookInside: ground => async (c, next) => {
      if (c.req.header(worldHeader) !== demoWorld || isOurs(c.req.method, c.req.path)) return next()
      if (!(await identify(ground, c)).principal) throw new AppError('unauthenticated', 'You are not signed in')
      if (c.req.method !== 'GET')
        throw new AppError(
          'forbidden',
          'You cannot, because this organisation is simulated: it can be looked at, not changed',
          {
            hint: 'Go back to your own organisation to work',
          },
        )
      const { made, world } = await worldNow()
      const wished = c.req.header(lookHeader)
      const person = made.looks.find(({ id }) => id === wished)?.id ?? world.ownerId
      const answer = await world.fetch(c.req.raw, { person, env: c.env })
      // it was taken away while it was read
      if (answer.status >= 500 && (isGoing || madeNow()?.id !== made.id)) throw gone()
      return answer
    },
    async close() {
      await stopChild()
      await closeWorld()
    },
  }
}

const gone = () => new AppError('not_found', 'There is no simulated organisation any more')

/** Signing in and out, and the demos themselves, belong to the real organisation. */
const isOurs = (method: string, path: string) =>
  path.startsWith('/api/demo') || (path.startsWith('/api/session') && method !== 'GET')

export const whyNot = (error: unknown) =>
  error instanceof AppError && error.hint !== undefined ? `${messageOf(error)}. ${error.hint}` : messageOf(error)
