import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { z } from 'zod'
import { freshDatabase } from '../postgres.ts'
import type { TestPlatform } from '../platform.ts'
import { inventAttack, send, type Attack, type Outcome } from './attacks.ts'
import { chanceOf } from '../chance.ts'
import { findDoors, type Doors } from './doors.ts'
import { canary, layOut, type Ground } from './ground.ts'

/** `npm run attack` sends 10,000; the seed makes a finding repeatable. */
const many = Number(process.env['ATTACK_REQUESTS'] ?? 1_500)
const seed = Number(process.env['ATTACK_SEED'] ?? 1)

const short = (text: string) => (text.length > 300 ? `${text.slice(0, 300)}…` : text)
const told = ({ method, path, body }: Attack, { status, text }: Outcome) =>
  `${method} ${short(path)} ${short(String(body ?? ''))}\n  -> ${status} ${short(text)}`

/** What any of our answers must be: no fault of the server, and, when it refuses, why. */
function faultOf(ground: Ground, attack: Attack, outcome: Outcome): string | undefined {
  const isKnownAbsence = outcome.status === 501 || outcome.status === 503
  if (outcome.status >= 500 && !isKnownAbsence) return 'a fault of the server'
  // a name that the caller sent may come back; every other text of that project holds the canary too
  const asked = ground.foreign.names.filter(name => attack.path.includes(name))
  const told = asked.reduce((said, name) => said.replaceAll(name, ''), outcome.text + JSON.stringify(outcome.headers))
  if (told.includes(canary)) return "another project's text"
  const isJson = String(outcome.headers['content-type']).startsWith('application/json')
  if (outcome.status >= 400 && isJson && attack.method !== 'HEAD' && !says(outcome.text))
    return 'a refusal without a reason'
  return undefined
}

const Refusal = z.union([
  z.object({ error: z.object({ code: z.string(), message: z.string().min(1) }) }),
  z.object({ error_code: z.string(), message: z.string() }),
  z.object({ jsonrpc: z.literal('2.0'), error: z.object({ code: z.int(), message: z.string().min(1) }) }),
  z.object({ error: z.string().min(1) }),
])
const says = (text: string) => Refusal.safeParse(JSON.parse(text)).success

function memoryMiB(platform: TestPlatform): number {
  const { pid } = z
    .object({ pid: z.number() })
    .parse(JSON.parse(readFileSync(`${platform.dataDir}/server.json`, 'utf8')))
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

for (const kind of ['SQLite', 'Postgres'] as const)
  test(`${many} generated requests on ${kind}: no fault, no word of another project, bounded memory`, async t => {
    const database = kind === 'Postgres' ? await freshDatabase() : undefined
    const ground = await layOut(database?.url)
    t.after(async () => {
      await ground.platform.stop()
      await database?.drop()
    })
    const doors = await findDoors(ground.platform.url)
    const { faults, statuses, most } = await attackAll(ground, doors)
    t.diagnostic(`seed ${seed}: ${JSON.stringify(statuses)}, at most ${Math.round(most)} MiB`)
    assert.deepEqual([...faults, ...ground.platform.logs.stderr], [])
    assert((statuses['200'] ?? 0) > many / 20, 'too few of the attacks got in')
    assert(most < 700, `the server took ${most} MiB`)
    assert.equal((await fetch(`${ground.platform.url}/ready`)).status, 200)
  })

/** Ten at a time, as the same seed always sends them. */
async function attackAll(ground: Ground, doors: Doors) {
  const chance = chanceOf(seed)
  const faults: string[] = []
  const statuses: Record<string, number> = {}
  let most = 0
  const attack = async () => {
    const one = inventAttack(ground, doors, chance)
    const outcome = await send(ground.platform.url, one)
    statuses[outcome.status] = (statuses[outcome.status] ?? 0) + 1
    const fault = faultOf(ground, one, outcome)
    if (fault !== undefined) faults.push(`${fault}: ${told(one, outcome)}`)
  }
  for (let sent = 0; sent < many; sent += 10) {
    await Promise.all(Array.from({ length: 10 }, attack))
    most = Math.max(most, memoryMiB(ground.platform))
  }
  return { faults, statuses, most }
}
