import { parseArgs } from 'node:util'
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { folderOf, readServerFile } from './backbone/storage/folder.ts'
import { keepBeforeMigration } from './database/copy.ts'
import { migrate } from './database/migrate.ts'
import { openDatabase } from './database/open.ts'
import type { Db } from './database/schema.ts'
import { append } from './events/events.ts'
import { sealEvents, verifyEvents } from './events/seal.ts'
import { systemClock } from './kernel/clock.ts'
import { describeConfig, readConfig, type Config } from './kernel/config.ts'
import { AppError, messageOf } from './kernel/errors.ts'
import { version } from './kernel/version.ts'
import { findProject } from './people/identity.store.ts'
import { ownerLink } from './people/owner.ts'
import { makeDemoOrganisation, removeDemoOrganisation } from './demoOrganisation.ts'
import { openLog } from './kernel/log.ts'
import { Seed, type Made } from './projects/demo/demo.schema.ts'
import { noteOrganisation } from './projects/demo/organisation.service.ts'
import { backUp } from './operator/backup.ts'
import { playDemo, playedText } from './operator/demo.ts'
import { examine, findingsText } from './operator/doctor.ts'
import type { Manifest } from './operator/manifest.ts'
import { restore, type Restored } from './operator/restore.ts'
import { makeAgent } from './people/sessions/agents/agents.service.ts'
import { agentRights, isAgentRight, isProjectRight } from './people/policies.ts'
import { insertToken } from './people/sessions/tokens/tokens.store.ts'
import { ensureServiceAccount, findUserByEmail } from './people/users/users.store.ts'

/** Commands for the operator: they work on the data folder itself, whether the server runs or not. */
type Local = { config: Config; db: Db; args: string[]; isJson: boolean }
type Command = (local: Local) => Promise<unknown>

const commands: Record<string, Command> = {
  'login-link': loginLink,
  'token create': createToken,
  'events verify': verify,
  backup,
  'demo organisation': demoOrganisation,
  demo,
}

/** Those that need no data yet. */
const early: Record<string, (config: Config, args: string[], isJson: boolean) => Promise<number>> = {
  restore: restoreBackup,
  doctor,
}

/** Runs one local command; returns the exit code. */
export async function runLocal(argv: string[]): Promise<number> {
  const isJson = argv.includes('--json')
  const words = argv.filter(word => word !== '--json')
  try {
    if (words[0] === 'config') return print(describeConfig(process.env), isJson)
    const first = early[words[0] ?? '']
    if (first) return await first(readConfig(process.env), words.slice(1), isJson)
    const name = Object.keys(commands).find(command => `${words.join(' ')} `.startsWith(`${command} `))
    const command = name === undefined ? undefined : commands[name]
    if (!command || name === undefined)
      throw new AppError(
        'bad_request',
        `There is no local command "${words.slice(0, 2).join(' ')}"; there are: start, config, ${Object.keys({ ...early, ...commands }).join(', ')}`,
      )
    return await withDatabase(async (config, db) =>
      print(await command({ config, db, args: words.slice(name.split(' ').length), isJson }), isJson),
    )
  } catch (error) {
    const hint = error instanceof AppError && error.hint ? `\n${error.hint}` : ''
    process.stderr.write(`${messageOf(error)}${hint}\n`)
    return 1
  }
}

async function withDatabase(work: (config: Config, db: Db) => Promise<number>): Promise<number> {
  const config = readConfig(process.env)
  if (config.databaseUrl === '' && !existsSync(folderOf(config.dataDir).database))
    throw new AppError('not_found', `There is no data in ${config.dataDir}`, {
      hint: 'Start the server first, or set TRIREME_DATA to its folder',
    })
  const db = openDatabase({ url: config.databaseUrl, file: folderOf(config.dataDir).database })
  try {
    await migrate(db, () => keepBeforeMigration(db, folderOf(config.dataDir).backups))
    return await work(config, db)
  } finally {
    await db.destroy()
  }
}

function print(result: unknown, isJson: boolean): number {
  const text = isJson ? JSON.stringify(result) : typeof result === 'string' ? result : JSON.stringify(result, null, 2)
  process.stdout.write(`${text}\n`)
  return isFaulty(result) ? 1 : 0
}

/** What makes a command fail although it has an answer. */
const Faulty = z.union([
  z.object({ isWhole: z.literal(false) }),
  z.object({ isDone: z.literal(false) }),
  z.string().regex(/^demo stopped /),
])

const isFaulty = (result: unknown) => Faulty.safeParse(result).success

async function loginLink({ config, db }: Local): Promise<string> {
  const server = readServerFile(config.dataDir)
  const origin = config.url || server?.url || `http://127.0.0.1:${config.port}`
  return `${origin}/sign-in#${await ownerLink(db, systemClock)}`
}

/**
 * A token of the service account "Command line": whoever may read the data folder may do everything anyhow. With
 * `--agent-for` it is one of an agent that acts for that person.
 */
async function createToken({ db, args }: Local): Promise<string> {
  const { values } = parseArgs({
    args,
    options: {
      project: { type: 'string' },
      rights: { type: 'string' },
      expires: { type: 'string', default: '30d' },
      name: { type: 'string' },
      'agent-for': { type: 'string' },
    },
  })
  if (values.project === undefined)
    throw new AppError(
      'bad_request',
      'Say the project: trireme token create --project flight-delays --rights run:write,model:write --expires 7d',
    )
  const rights = values.rights?.split(',').map(right => right.trim())
  const lastsMs = durationOf(values.expires)
  const { name, project: projects, 'agent-for': email } = values
  if (email !== undefined) return createAgentToken(db, { email, projects, rights, lastsMs, name: name ?? 'Agent' })
  return createServiceToken(db, { slug: projects, rights: rights ?? ['*'], lastsMs, name: name ?? 'command line' })
}

type AgentTokenWish = { email: string; projects: string; rights: string[] | undefined; lastsMs: number; name: string }

async function createAgentToken(db: Db, wish: AgentTokenWish): Promise<string> {
  const person = await findUserByEmail(db, wish.email.trim().toLowerCase())
  if (!person) throw new AppError('not_found', `There is no person with the e-mail ${wish.email}`)
  const rights = wish.rights ?? agentRights
  const unknown = rights.filter(right => !isAgentRight(right))
  if (unknown.length > 0)
    throw new AppError(
      'bad_request',
      `An agent is never given ${unknown.join(', ')}; it may have: ${agentRights.join(', ')}`,
    )
  const slugs = wish.projects.split(',').map(slug => slug.trim())
  const projectIds = await Promise.all(slugs.map(async slug => (await projectNamed(db, slug)).id))
  return db.transaction().execute(async tx => {
    const by = { id: await ensureServiceAccount(tx, 'Command line', systemClock.now()) }
    const author = { actor: { id: person.id, actedBy: by }, source: 'system' as const, clock: systemClock }
    const made = await makeAgent(tx, author, { ...wish, userId: person.id, projectIds, rights })
    return made.secret
  })
}

async function projectNamed(db: Db, slug: string) {
  const project = await findProject(db, slug)
  if (!project) throw new AppError('not_found', `There is no project "${slug}"`)
  return project
}

type ServiceTokenWish = { slug: string; rights: string[]; lastsMs: number; name: string }

async function createServiceToken(db: Db, { slug, rights, lastsMs, name }: ServiceTokenWish): Promise<string> {
  const project = await projectNamed(db, slug)
  const unknown = rights.filter(right => right !== '*' && !isProjectRight(right))
  if (unknown.length > 0)
    throw new AppError('bad_request', `There is no right ${unknown.join(', ')}; "*" gives all rights of the project`)
  const now = systemClock.now()
  const expiresAt = now + lastsMs
  return db.transaction().execute(async tx => {
    const userId = await ensureServiceAccount(tx, 'Command line', now)
    const made = await insertToken(tx, { userId, projectId: project.id, name, rights, now, expiresAt })
    await append(
      tx,
      { actor: { id: userId }, source: 'system', clock: systemClock, project },
      { verb: 'create', object: { kind: 'token', id: made.id }, payload: { rights } },
    )
    return made.secret
  })
}

function durationOf(text: string): number {
  const found = /^(\d{1,5})([smhd])$/.exec(text)
  if (!found) throw new AppError('bad_request', `"${text}" is not a duration; write 7d, 12h, 30m or 60s`)
  const unit = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[found[2] ?? 's'] ?? 1_000
  return Number(found[1]) * unit
}

async function verify({ config, db, isJson }: Local) {
  const { checkpoint } = folderOf(config.dataDir)
  if (!readServerFile(config.dataDir)) await sealEvents(db, checkpoint)
  const found = await verifyEvents(db, checkpoint)
  if (isJson || !found.isWhole) return found
  return `The log is whole: ${found.sealed} events sealed, ${found.unsealed} not sealed yet, head ${found.head?.hash.slice(0, 16) ?? 'none'}`
}

async function backup({ config, db, args, isJson }: Local) {
  const target = args[0]
  if (target === undefined) throw new AppError('bad_request', 'Say where to: trireme backup FOLDER')
  const manifest = await backUp({ config, db, version }, target)
  return isJson ? manifest : summary(`${target} holds`, manifest)
}

async function restoreBackup(config: Config, args: string[], isJson: boolean) {
  const source = args[0]
  if (source === undefined) throw new AppError('bad_request', 'Say where from: trireme restore FOLDER')
  const manifest = await restore(config, source)
  const said = [summary(`${config.dataDir} now holds`, manifest), ...manifest.toSet.map(toSetLine)]
  return print(isJson ? manifest : said.join('\n'), isJson)
}

const toSetLine = ({ project, webhook }: Restored['toSet'][number]) =>
  `The webhook ${webhook} of ${project} needs a new secret, since backups hold no key: give it one on the page of the models`

function summary(head: string, { tables, blobs, events }: Manifest): string {
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0)
  const log = events.isWhole ? `the log is whole up to event ${events.sealed}` : 'but the log of events is NOT whole'
  return `${head} ${rows} rows of ${Object.keys(tables).length} tables and ${blobs.count} blobs (${blobs.bytes} bytes); ${log}`
}

async function doctor(config: Config, _: string[], isJson: boolean) {
  const findings = await examine(config)
  print(isJson ? findings : findingsText(findings), isJson)
  return findings.some(({ isNeeded, isThere }) => isNeeded && !isThere) ? 1 : 0
}

async function demo({ config, db, args, isJson }: Local) {
  const { values } = parseArgs({ args, options: { data: { type: 'string' } } })
  const say = (line: string) => void process.stderr.write(isJson ? '' : `${line}\n`)
  const played = await playDemo({ config, db, data: values.data, say })
  return isJson ? played : playedText(played)
}

/** Beside the data of the real organisation, whether the server runs or not. */
async function demoOrganisation({ config, db, args, isJson }: Local) {
  const options = { seed: { type: 'string', default: '1' }, remove: { type: 'boolean', default: false } } as const
  const { values } = parseArgs({ args, options })
  const note = async (said: Parameters<typeof noteOrganisation>[2]) => {
    const id = await ensureServiceAccount(db, 'Command line', systemClock.now())
    await noteOrganisation(db, { actor: { id }, source: 'system', clock: systemClock }, said)
  }
  if (values.remove) {
    const wasThere = removeDemoOrganisation(config)
    if (wasThere) await note({ verb: 'remove' })
    if (isJson) return { removed: wasThere }
    return wasThere ? 'The simulated organisation is gone' : 'There was no simulated organisation'
  }
  const seed = Seed.safeParse(Number(values.seed)).data
  if (seed === undefined) throw new AppError('bad_request', 'The seed is a whole number from 1 to 1000000')
  let last = ''
  const say = ({ share, month }: { share: number; month: string }) => {
    if (!isJson && month !== last) process.stderr.write(`${month} (${Math.round(share * 100)} %)\n`)
    last = month
  }
  const made = await makeDemoOrganisation({ config, log: openLog('error'), seed, say })
  await note({ verb: 'create', seed })
  return isJson ? made : madeText(made)
}

const madeText = ({ people, projects, events, seconds }: Made) =>
  `The simulated organisation is there: ${people} people, ${projects.length} projects, ${events} events, made in ${seconds} s; open it from the home page`
