import { accessSync, constants, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { AppError, messageOf } from '../../kernel/errors.ts'

/** Where everything lies in the data folder. */
export const folderOf = (dataDir: string) => ({
  database: join(dataDir, 'trireme.db'),
  blobs: join(dataDir, 'blobs'),
  blobCache: join(dataDir, 'blob-cache'),
  uploads: join(dataDir, 'uploads'),
  signingKey: join(dataDir, 'signing.key'),
  images: join(dataDir, 'images'),
  steps: join(dataDir, 'steps'),
  tools: join(dataDir, 'tools'),
  temp: join(dataDir, 'temp'),
  serving: join(dataDir, 'serving'),
  backups: join(dataDir, 'backups'),
  lock: join(dataDir, 'lock'),
  server: join(dataDir, 'server.json'),
  checkpoint: join(dataDir, 'event-checkpoint.json'),
})

/**
 * One server per data folder. The lock is SQLite's own on a small file: the system takes it back even from a killed
 * process, so nothing has to be cleaned up by hand.
 */
export function lockFolder(dataDir: string): { release(): void } {
  const db = openLock(dataDir)
  try {
    db.exec('begin exclusive')
  } catch {
    db.close()
    throw new AppError(
      'conflict',
      `Another Trireme server uses ${dataDir}; stop it, or set TRIREME_DATA to another folder`,
    )
  }
  return { release: () => db.close() }
}

function openLock(dataDir: string): DatabaseSync {
  try {
    mkdirSync(dataDir, { recursive: true })
    accessSync(dataDir, constants.W_OK)
    return new DatabaseSync(folderOf(dataDir).lock, { timeout: 0 })
  } catch (error) {
    throw new AppError('unavailable', `The data folder ${dataDir} cannot be written (${messageOf(error)})`, {
      hint: 'Give the account that runs the server the right to write there, or set TRIREME_DATA to another folder',
    })
  }
}

const ServerFile = z.object({ url: z.string(), pid: z.number() })

/** Tells local commands and running steps where the server is, also after a restart on another port. */
export function writeServerFile(dataDir: string, server: { url: string; pid: number }): void {
  const file = folderOf(dataDir).server
  writeFileSync(`${file}.new`, JSON.stringify(server))
  renameSync(`${file}.new`, file)
}

export function readServerFile(dataDir: string): { url: string; pid: number } | undefined {
  try {
    return ServerFile.parse(JSON.parse(readFileSync(folderOf(dataDir).server, 'utf8')))
  } catch {
    return undefined
  }
}
