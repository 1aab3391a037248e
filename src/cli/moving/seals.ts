import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { AppError, type Trireme } from '../../sdk/trireme.ts'
import { keepLines } from './lines.ts'

type Wish = { api: Trireme; project: string }

const patienceMs = 15_000

/** The events as the server sealed them, oldest first; waits for the last of them, which are sealed within two seconds. */
export async function writeSeals({ api, project }: Wish, { file, events }: { file: string; events: number }) {
  const until = Date.now() + patienceMs
  return keepLines(file, async write => {
    let count = 0
    for (let after: string | undefined; ;) {
      const page = await api.events.sealed({ project, ...(after === undefined ? {} : { after }) })
      await write(page.events.map(({ cursor: _c, ...seal }) => seal))
      count += page.events.length
      after = page.events.at(-1)?.cursor ?? after
      if (page.next !== null) continue
      if (count >= events || Date.now() > until) return count
      await sleep(500)
    }
  })
}

const Seal = z.object({ position: z.number(), previous: z.string(), hash: z.string(), said: z.string() })
const Said = z.tuple([z.string()]).rest(z.unknown())
const Event = z.object({ id: z.string(), verb: z.string(), recordedAt: z.number() })

export type Fault = { where: string; what: string }

/**
 * Computes each seal anew, and that neighbours in the chain name one another. An event that was edited, or put at another
 * place, is found; so is one that `events.ndjson` tells otherwise than its seal.
 */
export async function checkSeals(files: { seals: string; events: string }) {
  const faults: Fault[] = []
  const said = new Map<string, string>()
  let last: { position: number; hash: string } | undefined
  for await (const line of linesOf(files.seals)) {
    const seal = Seal.parse(JSON.parse(line))
    const where = `position ${seal.position}`
    const hash = createHash('sha256').update(seal.previous).update('\n').update(seal.said).digest('hex')
    if (hash !== seal.hash) faults.push({ where, what: 'the event is not the one that was sealed' })
    if (last && seal.position <= last.position) faults.push({ where, what: 'it stands before an earlier one' })
    if (last && seal.position === last.position + 1 && seal.previous !== last.hash)
      faults.push({ where, what: 'it does not follow the one before it' })
    last = seal
    const [id, recordedAt, , , , , verb] = Said.parse(JSON.parse(seal.said))
    said.set(id, `${String(verb)} ${String(recordedAt)}`)
  }
  let events = 0
  for await (const line of linesOf(files.events)) {
    events++
    const { id, verb, recordedAt } = Event.parse(JSON.parse(line))
    const sealed = said.get(id)
    if (sealed !== undefined && sealed !== `${verb} ${recordedAt}`)
      faults.push({ where: `event ${id}`, what: 'events.ndjson tells it otherwise than its seal' })
  }
  return { events, sealed: said.size, head: last && { position: last.position, hash: last.hash }, faults }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file)
  stream.on('error', () => {}) // told by the reading below
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) if (line !== '') yield line
  if (stream.errored) throw new AppError('not_found', `${file} cannot be read: ${stream.errored.message}`)
}
