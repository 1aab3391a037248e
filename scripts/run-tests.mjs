// Runs the tests: all of them, or the files below the paths given. `--name TEXT` keeps the tests whose name holds TEXT.
// One Postgres serves the whole run, one temporary folder holds whatever the tests write, and nothing outlives the run.
import { chmodSync, globSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { run } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { endProcesses, processesOf } from './leftovers.mjs'
import { openReport } from './report.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Longer than any test takes: one that hangs ends the run instead of holding it. */
const patience = 10 * 60_000

async function main() {
  const { values, positionals } = parseArgs({ options: { name: { type: 'string' } }, allowPositionals: true })
  const files = testFiles(positionals)
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'trireme-test-'))
  chmodSync(folder, 0o711) // the account that Postgres runs under passes through it
  const stopped = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopped.abort()) // Ctrl-C may come twice
  cleanEnvironment(folder)
  const report = openReport(root)
  const postgres = process.env['TEST_DATABASE_URL'] ? undefined : await startPostgres()
  try {
    await runFiles(files, { name: values.name, signal: stopped.signal, report })
  } finally {
    await postgres?.stop()
    await checkLeftovers(folder, report)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  if (stopped.signal.aborted) report.fail('the run', 'was stopped before its end')
  process.exitCode = report.close() ? 0 : 1
}

/** @param {string[]} paths */
function testFiles(paths) {
  const all = ['test', 'src', 'python'].flatMap(folder => globSync(`${folder}/**/*.test.ts`, { cwd: root }).toSorted())
  const wanted = paths.map(path => path.replace(/^\.\//, '').replace(/\/$/, ''))
  return wanted.length === 0
    ? all
    : all.filter(file => wanted.some(path => file === path || file.startsWith(`${path}/`)))
}

/** Settings of the person who runs the tests are none of theirs. */
function cleanEnvironment(/** @type {string} */ folder) {
  for (const name of Object.keys(process.env))
    if (/^(TRIREME_|MLFLOW_|DATABASE_URL$)/.test(name)) delete process.env[name]
  process.env['TMPDIR'] = folder
  process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules', '.cache', 'node')
}

async function startPostgres() {
  const { startPostgres: start } = await import('../test/postgres.ts')
  const server = await start()
  process.env['TEST_DATABASE_URL'] = server.url
  return server
}

/**
 * @param {string[]} files
 * @param {{ name: string | undefined, signal: AbortSignal, report: ReturnType<typeof openReport> }} options
 */
async function runFiles(files, { name, signal, report }) {
  const silence = new AbortController()
  const bored = () => (report.fail('the run', `heard of no test for ${patience / 60_000} minutes`), silence.abort())
  const watchdog = setTimeout(bored, patience)
  const stream = run({
    files: files.map(file => join(root, file)),
    // one more than processors: a test often waits for a step, a page or a disk
    concurrency: availableParallelism() + 1,
    signal: AbortSignal.any([signal, silence.signal]),
    execArgv: ['--import', new URL('test-end.mjs', import.meta.url).href],
    ...(name === undefined ? {} : { testNamePatterns: [name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')] }),
  })
  for await (const event of stream) {
    watchdog.refresh()
    report.take(event)
  }
  clearTimeout(watchdog)
}

/** @param {string} folder @param {ReturnType<typeof openReport>} report */
async function checkLeftovers(folder, report) {
  const left = await processesOf(folder, { patience: 5_000 })
  if (left.length === 0) return
  report.fail('the run leaves no process behind', left.map(({ pid, command }) => `${pid} ${command}`).join('\n'))
  endProcesses(left)
}

await main()
