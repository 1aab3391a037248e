import { mkdir, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { isFinal, type StepStatus } from '../../backbone/engines/engine.ts'
import { cgroupPids, removeCgroup } from '../../backbone/engines/cgroup.ts'
import { isCode, takeClaim, writeJsonDurably, type StepFolder } from './folder.ts'
import { readCgroup, readClaim, readStatus } from './records.ts'
import { isAlive, readStat, strays } from './tree.ts'
import { killAll } from './watch.ts'

/** A shim that has not taken its step after this long never will. */
const startMs = 60_000

/** What is true of an attempt, read from its folder and the processes of this machine. */
export async function findStatus(folder: StepFolder): Promise<StepStatus> {
  const claim = await readClaim(folder)
  if (!claim) return findUnclaimed(folder)
  if (claim.by === 'engine') return claim.status
  const status = await readStatus(folder)
  if (status && isFinal(status)) return status
  if (isAlive(claim.shim)) return status ?? blank('starting')
  // it may have written its last word between the two looks
  const last = await readStatus(folder)
  return last && isFinal(last) ? last : settleLost(folder, last)
}

/** Durable before it is noticed: the mark is found by a running shim, and by a launch that is yet to come. */
export async function cancelStep(folder: StepFolder): Promise<void> {
  await mkdir(folder.root, { recursive: true, mode: 0o700 })
  await writeFile(folder.cancel, '')
  await takeClaim(folder, { by: 'engine', status: { ...blank('cancelled'), finishedAt: Date.now() } })
}

/** Kills whatever of a step still runs without a watcher; a process that hides from the list is left to the sandbox. */
export async function endLeftovers(folder: StepFolder): Promise<void> {
  const groups = await readCgroup(folder)
  for (let round = 0; round < 100; round++) {
    const grouped = cgroupPids(groups).map(pid => readStat(pid))
    const left = [...grouped.filter(stat => stat !== undefined), ...strays(folder.id)]
    if (left.length === 0) return removeCgroup(groups)
    killAll(left)
    await sleep(20) // the kernel takes a moment
  }
}

async function findUnclaimed(folder: StepFolder): Promise<StepStatus> {
  const preparedAt = await stat(folder.root).then(found => found.mtimeMs, ifMissing)
  const status = { ...blank('lost'), finishedAt: Date.now(), reason: 'It never began to run' }
  if (preparedAt === undefined) return status
  if (Date.now() - preparedAt < startMs) return blank('starting')
  // taking the claim makes it true: a shim that comes later still finds it taken
  return (await takeClaim(folder, { by: 'engine', status })) ? status : findStatus(folder)
}

/** The watcher is gone without a last word: nothing of the step may go on, since another attempt may follow. */
async function settleLost(folder: StepFolder, last: StepStatus | undefined): Promise<StepStatus> {
  await endLeftovers(folder)
  const reason = 'The process that watched the step is gone; the machine was restarted or somebody ended it'
  const status: StepStatus = {
    ...(last ?? blank('lost')),
    state: 'lost',
    reason,
    finishedAt: last?.heartbeatAt ?? Date.now(),
  }
  await writeJsonDurably(folder.status, status)
  return status
}

const blank = (state: StepStatus['state']): StepStatus => ({
  state,
  cpuSeconds: 0,
  peakMemoryBytes: 0,
  wallMs: 0,
  heartbeatAt: Date.now(),
})

function ifMissing(error: unknown): undefined {
  if (!isCode(error, 'ENOENT')) throw error
}
