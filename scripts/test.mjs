// `npm test`: starts under any node and runs the tests under ours.
import { fileURLToPath } from 'node:url'
import { runOnOurNode } from '../bin/runtime.mjs'

await runOnOurNode(fileURLToPath(new URL('run-tests.mjs', import.meta.url)))
