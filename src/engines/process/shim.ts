// Runs one attempt in a session of its own, so that neither the server's end nor a new server disturbs it.
import {
  stepFolder,
  readPlan,
  takeClaim,
  writeJson,
  writeJsonDurably,
  type StepFolder,
  type StepPlan,
} from './folder.ts'
import { runStep } from './step.ts'
import { nameOf } from './tree.ts'
import { messageOf } from '../../kernel/errors.ts'

const [data = '', id = ''] = process.argv.slice(2)
const folder = stepFolder(data, id)
const plan = await readPlan(folder)
const shim = nameOf('self')
if (!shim) throw new Error(`There is no step to run in ${folder.root}`)
if (await takeClaim(folder, { by: 'shim', shim })) {
  await forgetSecrets(folder, plan)
  await runStep(folder, plan).catch(error => settleBroken(folder, error))
}
process.exit(0) // whatever a step left open must not keep its watcher

/** From now on only the step's own environment holds its token. */
async function forgetSecrets(folder: StepFolder, plan: StepPlan): Promise<void> {
  const env = Object.fromEntries(Object.keys(plan.step.env).map(name => [name, '']))
  await writeJson(folder.plan, { ...plan, step: { ...plan.step, env } })
}

async function settleBroken(folder: StepFolder, error: unknown): Promise<void> {
  const now = Date.now()
  const reason = `The step could not be run: ${messageOf(error)}`
  process.stderr.write(`${error instanceof Error ? error.stack : reason}\n`)
  const { endLeftovers } = await import('./status.ts') // which a step that goes well need not wait for
  await endLeftovers(folder)
  const used = { cpuSeconds: 0, peakMemoryBytes: 0, wallMs: 0 }
  await writeJsonDurably(folder.status, { state: 'failed', reason, ...used, finishedAt: now, heartbeatAt: now })
}
