import { runLocal } from './operator.ts'

process.exitCode = await runLocal(process.argv.slice(2))
