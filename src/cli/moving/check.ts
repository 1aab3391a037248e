import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../sdk/trireme.ts'
import { hashOf } from './export.ts'
import { inside } from './mlruns.ts'
import { checkSeals, type Fault } from './seals.ts'

const Manifest = z.object({
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })),
})

const mostTold = 100

/** Whether an export is still what was written: each file by its hash, each event by its seal. Needs no server. */
export async function checkExport(place: string) {
  const folder = resolve(place)
  const file = join(folder, 'manifest.json')
  if (!existsSync(file))
    throw new AppError('not_found', `${folder} holds no manifest.json`, {
      hint: 'It is no export, or one that did not end; the same "export project" goes on with it',
    })
  const { files } = Manifest.parse(JSON.parse(await readFile(file, 'utf8')))
  const faults: Fault[] = []
  for (const { path, sha256 } of files) {
    const there = inside(folder, join(folder, path))
    if (!existsSync(there)) faults.push({ where: path, what: 'is missing' })
    else if ((await hashOf(there)) !== sha256) faults.push({ where: path, what: 'has other bytes than were written' })
  }
  const log = await checkSeals({ seals: join(folder, 'seals.ndjson'), events: join(folder, 'events.ndjson') })
  faults.push(...log.faults)
  if (faults.length === 0)
    return { folder, files: files.length, events: log.events, sealed: log.sealed, head: log.head }
  const told = faults.slice(0, mostTold).map(({ where, what }) => `${where}: ${what}`)
  throw new AppError('conflict', `${faults.length} things are not what was written\n${told.join('\n')}`)
}
