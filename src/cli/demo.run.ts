import { connect } from '../sdk/trireme.ts'
import { runStory, type Report } from './demo.ts'

/** The demo as a program of its own, started by the server: says each step as a JSON line, ends when the server is gone. */
const report: Report = said => void process.stdout.write(`${JSON.stringify(said)}\n`)

process.stdin.on('end', () => process.exit(1))
process.stdin.resume()

const url = process.env['TRIREME_URL'] ?? ''
const token = process.env['TRIREME_TOKEN'] ?? ''
process.exitCode = (await runStory({ connection: { url, token }, connect, report })) ? 0 : 1
process.exit()
