import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { processEngine } from '../../../engines/process/process.engine.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { folderOf } from '../../storage/folder.ts'
import { StepLimits } from '../engine.ts'
import { probeSandbox } from '../sandbox.ts'
import type { AttemptKind } from './attempts.kind.ts'
import { startAttempt } from './attempts.service.ts'

const Script = z.object({ command: z.array(z.string()), limits: StepLimits.partial().default({}) })
type Script = z.input<typeof Script>

const script: AttemptKind = {
  prepare: async (_, attempt) => ({ ...Script.parse(attempt.spec), network: 'server' }),
  finish: async () => async () => {},
}
const attemptKinds = { script }
const sandbox = await probeSandbox()

let inside: Inside
let neighbour = ''
before(async () => {
  process.env['CANARY'] = 'known to the server alone'
  inside = await openTrireme({ env: { TRIREME_STEPS: '4' }, attemptKinds })
  for (const slug of ['mine', 'other'])
    await inside.owner.projects.create({
      name: slug,
      slug,
      seats: [{ seat: 'data_scientist', userId: inside.ownerId }],
    })
  neighbour = await start('other', {
    command: ['sh', '-c', 'echo began > secret; while [ ! -e go ]; do sleep 0.05; done; echo went on'],
  })
})
after(() => inside.close())

async function start(project: string, spec: Script): Promise<string> {
  const { id, slug, name } = await inside.owner.projects.get({ project })
  const ctx = {
    actor: { id: inside.ownerId, seat: 'data_scientist' as const, name: '', isOwner: true, mayRunCode: true },
    source: 'sdk' as const,
    clock: systemClock,
    project: { id, slug, name, isDemo: false },
    engines: { process: processEngine({ data: inside.dataDir, sandbox }) },
    attemptKinds,
    wakeJobs: () => {},
  }
  const wish = { kind: 'script', subjectId: `subject${Math.random()}`, spec }
  return (await inside.db.transaction().execute(tx => startAttempt(tx, ctx, wish))).id
}

async function end(project: string, attempt: string) {
  for (;;) {
    const now = await inside.owner.attempts.get({ project, attempt })
    if (now.finishedAt !== null) return { ...now, log: (await inside.owner.attempts.log({ project, attempt })).text }
    await sleep(30)
  }
}

const run = async (spec: Script) => end('mine', await start('mine', spec))
const sh = (line: string, limits: Script['limits'] = {}): Script => ({ command: ['sh', '-c', line], limits })
const python = (code: string, limits: Script['limits'] = {}): Script => ({ command: ['python3', '-c', code], limits })

async function carrying(attempt: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const environments = await Promise.all(pids.map(pid => readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')))
  return pids.filter((_, at) => environments[at]?.includes(`TRIREME_STEP=${attempt}\0`))
}

test('a step finds no file of the server, of another project or of another step', async () => {
  if (sandbox.kind === 'none') return assert.notEqual(sandbox.reason, '')
  const secret = Buffer.from('of another project')
  await inside.owner.snapshots.create({
    project: 'other',
    files: [{ path: 'secret.txt', content: secret.toString('base64') }],
  })
  const { database, blobs, steps } = folderOf(inside.dataDir)
  const hex = createHash('sha256').update(secret).digest('hex')
  const blob = (await readdir(blobs, { recursive: true })).find(name => name.replaceAll('/', '').endsWith(hex)) ?? ''
  assert.notEqual(blob, '')
  const files = [
    database,
    join(inside.dataDir, 'server.json'),
    join(blobs, blob),
    join(steps, neighbour, 'work/secret'),
  ]
  while ((await readFile(files.at(-1) ?? '', 'utf8').catch(() => '')) === '') await sleep(30)
  for (const file of files) assert.notEqual((await readFile(file)).length, 0, file)
  const { state, exitCode, log } = await run({ command: ['cat', ...files] })
  assert.deepEqual([state, exitCode], ['failed', 1])
  assert.deepEqual(
    log.trim().split('\n'),
    files.map(file => `cat: ${file}: No such file or directory`),
  )
})

test('a step sees nothing of the environment and the processes of the server', async () => {
  if (sandbox.kind === 'none') return assert.notEqual(sandbox.reason, '')
  const own = 'env; cat /proc/$PPID/environ /proc/[0-9]*/environ | tr "\\0" "\\n"'
  const { log } = await run(sh(`${own}; kill -0 ${process.pid} || cat /proc/${process.pid}/environ`))
  assert.match(log, /TRIREME_PROJECT=mine/)
  assert.doesNotMatch(log, /CANARY|known to the server alone/)
  assert.match(log, /No such process[^]*No such file or directory/)
})

test('a step reaches the server and no other port, neither of its loopback nor of the machine', async () => {
  if (sandbox.kind === 'none') return assert.notEqual(sandbox.reason, '')
  const foreign = createServer(socket => socket.end('a foreign service'))
  await once(foreign.listen(0, '0.0.0.0'), 'listening')
  const address = foreign.address()
  assert.ok(address !== null && typeof address === 'object')
  const machine = Object.values(networkInterfaces()).flatMap(found => found ?? [])
  const hosts = ['127.0.0.1', ...machine.filter(one => one.family === 'IPv4').map(one => one.address), '192.0.2.1']
  const code = [
    'import os, socket, urllib.request',
    'print(urllib.request.urlopen(os.environ["TRIREME_URL"] + "/health").status)',
    `for host in ${JSON.stringify(hosts)}:`,
    `  try: print(host, socket.create_connection((host, ${address.port}), 5).recv(99))`,
    '  except OSError as error: print(error.strerror)',
  ]
  const { log } = await run(python(code.join('\n')))
  foreign.close()
  const [health, ...others] = log.trim().split('\n')
  assert.equal(health, '200')
  assert.equal(others.length, hosts.length)
  for (const line of others) assert.match(line, /^(Connection refused|Network is unreachable)$/)
})

const attacks: [name: string, spec: Script, reason: string][] = [
  [
    'forks without end', // as far as a machine stands it where nothing holds
    python('import os, time\nfor _ in range(10): os.fork()\ntime.sleep(600)', { processes: 64 }),
    'It started more processes than its limit of 64, threads included',
  ],
  [
    'eats memory',
    python('held = []\nwhile True: held.append(bytearray(5_000_000))', { memoryBytes: 128 * 1024 ** 2 }),
    'It used more memory than its limit of 128 MiB',
  ],
  [
    'computes without end',
    python('while True: pass', { cpuSeconds: 0.5 }),
    'It used more CPU time than its limit of 0.5 s',
  ],
  ['never ends', sh('sleep 600', { wallMs: 500 }), 'It ran longer than its limit of 0.5 s'],
  [
    'fills the disk',
    sh('exec cat /dev/zero > big', { fileBytes: 1024 ** 2 }),
    'It wrote a file larger than its limit of 1 MiB',
  ],
  [
    'fills the disk from Python, where that is an error like any other',
    python('open("/tmp/big", "wb").write(bytes(2_000_000))', { fileBytes: 1024 ** 2 }),
    'It wrote a file larger than its limit of 1 MiB',
  ],
]

for (const [name, spec, reason] of attacks)
  test(`a step that ${name} is ended with the reason, and with all that it started`, async () => {
    const found = await run(spec)
    assert.deepEqual([found.state, found.reason], ['failed', reason], found.log)
    assert.deepEqual(await carrying(found.id), [])
  })

test("a neighbour's step went on through all of this", async () => {
  await writeFile(join(folderOf(inside.dataDir).steps, neighbour, 'work', 'go'), '')
  const { state, log } = await end('other', neighbour)
  assert.deepEqual([state, log], ['done', 'went on\n'])
})
