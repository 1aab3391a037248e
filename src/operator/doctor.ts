import { existsSync } from 'node:fs'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { probeImageTools } from '../assets/images/builder/probe.ts'
import { probeSandbox } from '../backbone/engines/sandbox.ts'
import { sumBlobs } from '../backbone/storage/collecting/collecting.store.ts'
import { folderOf } from '../backbone/storage/folder.ts'
import { openBucket } from '../backbone/storage/s3/bucket.ts'
import { countPending } from '../database/migrate.ts'
import { openDatabase } from '../database/open.ts'
import type { Db } from '../database/schema.ts'
import type { Config } from '../kernel/config.ts'
import { AppError, messageOf } from '../kernel/errors.ts'

/** `isNeeded`: the server does not work without it; the others each take something away. */
export type Finding = { name: string; isThere: boolean; isNeeded: boolean; words: string }

const leastNode = [24, 12]
const leastFree = 2 * 1024 ** 3

/** What this machine has of what Trireme needs, and for what is missing what to do. */
export async function examine(config: Config): Promise<Finding[]> {
  const sandbox = await probeSandbox()
  const tools = await probeImageTools({ data: config.dataDir, sandbox, env: process.env })
  return [
    nodeFinding(process.versions.node),
    await folderFinding(config.dataDir),
    await spaceFinding(config.dataDir),
    ...(await databaseFindings(config)),
    await blobsFinding(config),
    {
      name: 'isolation',
      isThere: sandbox.kind === 'bubblewrap',
      isNeeded: false,
      words:
        sandbox.kind === 'bubblewrap'
          ? sandbox.reason
          : `isolation: none, because ${sandbox.reason}; until then code runs with the rights of the server, for people who are trusted with that`,
    },
    ...tools.map(({ name, isThere, words }) => ({ name, isThere, isNeeded: false, words })),
  ]
}

export const findingsText = (findings: Finding[]) =>
  findings
    .map(({ name, isThere, words }) => `${isThere ? 'ok     ' : 'missing'}  ${name.padEnd(10)}  ${words}`)
    .join('\n')

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = leastNode
  const isThere = major > leastMajor || (major === leastMajor && minor >= leastMinor)
  const words = isThere ? `node ${version}` : `node ${version} is too old; install node ${leastNode.join('.')} or newer`
  return { name: 'node', isThere, isNeeded: true, words }
}

async function folderFinding(dataDir: string): Promise<Finding> {
  const file = join(dataDir, `.write-test-${process.pid}`)
  try {
    await mkdir(dataDir, { recursive: true })
    await writeFile(file, '')
    await rm(file)
    return { name: 'data', isThere: true, isNeeded: true, words: `${dataDir} can be written` }
  } catch (error) {
    const words = `${dataDir} cannot be written (${messageOf(error)}); give this user the folder, or set TRIREME_DATA`
    return { name: 'data', isThere: false, isNeeded: true, words }
  }
}

async function spaceFinding(dataDir: string): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(dataDir)
    const free = bavail * bsize
    const words = `${(free / 1024 ** 3).toFixed(1)} GiB free`
    const isThere = free >= leastFree
    return {
      name: 'space',
      isThere,
      isNeeded: false,
      words: isThere ? words : `${words}; make room for at least 2 GiB`,
    }
  } catch (error) {
    return { name: 'space', isThere: false, isNeeded: false, words: `the disk does not say: ${messageOf(error)}` }
  }
}

async function databaseFindings(config: Config): Promise<Finding[]> {
  if (config.databaseUrl === '' && !existsSync(folderOf(config.dataDir).database))
    return [{ name: 'database', isThere: true, isNeeded: true, words: 'SQLite, made at the first start' }]
  const db = openDatabase({ url: config.databaseUrl, file: folderOf(config.dataDir).database })
  const kind = config.databaseUrl ? 'Postgres' : 'SQLite'
  try {
    const pending = await countPending(db)
    if (pending > 0) {
      const words = `${kind}; ${pending} changes to its tables come with the next start`
      return [{ name: 'database', isThere: true, isNeeded: true, words }]
    }
    const words = `${kind}, tables of today`
    return [{ name: 'database', isThere: true, isNeeded: true, words }, await reclaimFinding(db)]
  } catch (error) {
    const words = `${kind} does not answer as it should: ${messageOf(error)}; look at DATABASE_URL and TRIREME_DATA`
    return [{ name: 'database', isThere: false, isNeeded: true, words }]
  } finally {
    await db.destroy()
  }
}

async function reclaimFinding(db: Db): Promise<Finding> {
  const { loose, removed } = await sumBlobs(db)
  const told = ({ blobs, bytes }: { blobs: number; bytes: number }) =>
    `${blobs} (${(bytes / 1024 ** 2).toFixed(1)} MiB)`
  const words = `blobs that nothing names any more: ${told(loose)} wait for their removal, ${told(removed)} were removed`
  return { name: 'reclaim', isThere: true, isNeeded: false, words }
}

async function blobsFinding({ blobs }: Config): Promise<Finding> {
  const found = { name: 'blobs', isNeeded: true }
  if (blobs.kind === 'files') return { ...found, isThere: true, words: 'files in the data folder' }
  try {
    await openBucket(blobs).probe()
    return { ...found, isThere: true, words: `S3 at ${blobs.bucket.href}${blobs.prefix}, written and read` }
  } catch (error) {
    const hint = error instanceof AppError && error.hint !== undefined ? `; ${error.hint}` : ''
    return { ...found, isThere: false, words: `${messageOf(error)}${hint}` }
  }
}
