import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { probeSandbox, type Sandbox } from '../src/backbone/engines/sandbox.ts'
import { serveScript, startPyfunc } from '../src/projects/deployments/workers/pyfunc.ts'
import { pythonSpawn } from '../src/projects/deployments/workers/room.ts'

/** Stands for a server that is killed while a model hangs: starts a worker and asks it what it never answers. */

const [image = '', model = '', kind = ''] = process.argv.slice(2)
const none: Sandbox = { kind: 'none', reason: 'asked for' }
const sandbox = kind === 'in its sandbox' ? await probeSandbox() : none
const temporary = mkdtempSync(join(model, '..', 'parent-'))
const worker = await startPyfunc({
  python: join(image, 'bin', 'python'),
  modelPath: model,
  memoryBytes: 2 * 1024 ** 3,
  env: { HOME: temporary },
  spawn: pythonSpawn(sandbox, { data: '/nonexistent', image, model, temporary, script: serveScript }),
})
void worker.predict({ frame: { names: ['x'], columns: [[-2]], rows: 1 } }, { timeoutMs: 600_000 })
setTimeout(() => console.log('asked'), 300) // it is at work then
