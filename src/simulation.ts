import { setPriority } from 'node:os'
import { makeDemoOrganisation, whyNot } from './demoOrganisation.ts'
import { readConfig } from './kernel/config.ts'
import { openLog } from './kernel/log.ts'
import { Seed } from './projects/demo/demo.schema.ts'

/** Makes the simulated organisation beside a server that goes on answering; says how far it is, a JSON line each. */
const say = (said: object) => void process.stdout.write(`${JSON.stringify(said)}\n`)

// the server closes its end when it dies, however it dies
process.stdin.resume().on('end', () => process.exit(1))
setPriority(10)
try {
  const config = readConfig(process.env)
  const seed = Seed.parse(Number(process.argv[2]))
  await makeDemoOrganisation({ config, log: openLog('error'), seed, say })
  process.exit(0)
} catch (error) {
  say({ failed: whyNot(error) })
  process.exit(1)
}
