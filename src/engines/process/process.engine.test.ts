import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, test } from 'node:test'
import { isFinal, type Engine, type LogPiece, type StepSpec, type StepStatus } from '../../backbone/engines/engine.ts'
import { probeSandbox, type Sandbox } from '../../backbone/engines/sandbox.ts'
import { stepFolder } from './folder.ts'
import { readClaim } from './records.ts'
import { processEngine } from './process.engine.ts'
import { isAlive } from './tree.ts'

const home = await mkdtemp(join(tmpdir(), 'trireme-engine-'))
const image = join(home, 'images', 'plain')
execFileSync('python3', ['-m', 'venv', '--without-pip', image])
const found = await probeSandbox()
const bare: Sandbox = { kind: 'none', reason: 'not asked for' }
const engine = processEngine({ data: home, sandbox: found, capacity: 16 })

after(async () => {
  for (const id of await readdir(join(home, 'steps'))) {
    await engine.cancel(id)
    await end(engine, id)
  }
  await rm(home, { recursive: true, force: true })
})

const limits = { memoryBytes: 512 * 1024 * 1024, wallMs: 60_000, processes: 64, logBytes: 1024 * 1024 }

const step = (id: string, command: string[], more: Partial<StepSpec> = {}): StepSpec => ({
  id,
  command,
  env: {},
  inputs: [],
  network: 'none',
  limits,
  ...more,
})

const python = (id: string, code: string, more: Partial<StepSpec> = {}) =>
  step(id, ['python', '-c', code], { image, ...more })

async function end(on: Engine, id: string): Promise<StepStatus> {
  for (;;) {
    const status = await on.status(id)
    if (isFinal(status)) return status
    await sleep(20)
  }
}

async function run(spec: StepSpec, on: Engine = engine): Promise<StepStatus & { log: string }> {
  assert.deepEqual(await on.launch(spec), { kind: 'started', handle: spec.id })
  return { ...(await end(on, spec.id)), log: await logOf(spec.id) }
}

const logOf = async (id: string) => Buffer.from((await engine.logs(id, { from: 0 })).bytes).toString()

async function until<T>(what: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const value = await what()
    if (value) return value
    await sleep(20)
  }
}

const logged = (id: string, words: string) => until(async () => (await logOf(id)).includes(words))

test('a step gets its code and inputs, an environment made from nothing, and leaves its outputs', async () => {
  const code = join(home, 'code')
  await mkdir(code)
  await writeFile(join(code, 'train.py'), 'print(open("../inputs/a.txt").read())\nimport os\nprint(sorted(os.environ))')
  await writeFile(join(home, 'blob'), 'four words of input')
  const command = [
    'sh',
    '-c',
    'python train.py; echo out > "$TRIREME_OUTPUTS/result"; ln -s /etc/passwd "$TRIREME_OUTPUTS/link"',
  ]
  const status = await run(
    step('code', command, { code, image, env: { SEED: '7' }, inputs: [{ name: 'a.txt', path: join(home, 'blob') }] }),
  )
  assert.equal(status.state, 'done', status.log)
  assert.match(status.log, /four words of input/)
  assert.match(status.log, /'SEED'/)
  for (const name of Object.keys(process.env).filter(name => /TOKEN|NODE|PIP|SSL|PYENV/.test(name))) {
    assert.ok(!status.log.includes(`'${name}'`), `${name} of the server is not handed on`)
  }
  assert.deepEqual(
    (await engine.outputs('code')).map(({ name, size }) => ({ name, size })),
    [{ name: 'result', size: 4 }],
  )
})

test('a failed step keeps its exit code and what it printed, in order', async () => {
  const status = await run(step('fails', ['sh', '-c', 'echo one; echo two >&2; echo three > /dev/stdout; exit 3']))
  assert.equal(status.state, 'failed')
  assert.equal(status.exitCode, 3)
  assert.equal(status.log, 'one\ntwo\nthree\n')
  assert.match((await run(step('absent', ['no-such-program']))).log, /no-such-program/)
})

test('a log is read from an offset and followed to its end; of one that is too long the end is kept', async () => {
  const spec = python('chatty', 'print("x" * 99 + "\\n", end="")\nprint("y" * 200_000)\nprint("last words")', {
    limits: { ...limits, logBytes: 1024 },
  })
  await engine.launch(spec)
  const pieces: LogPiece[] = []
  for await (const piece of engine.follow('chatty', { from: 100, signal: AbortSignal.timeout(60_000) }))
    pieces.push(piece)
  const text = Buffer.concat(pieces.map(piece => piece.bytes)).toString()
  assert.ok(text.startsWith('yyy'))
  assert.match(text, /longer than 1024 bytes[^]*bytes of the log were left out here[^]*last words\n$/)
  assert.equal(pieces.at(-1)?.ended, true)
})

test('the resources of the whole tree are kept', async () => {
  const code =
    'import os, time\nif os.fork() == 0:\n  b = bytearray(80_000_000)\n  while time.process_time() < 0.3: pass\n  os._exit(0)\nos.wait()'
  const status = await run(python('uses', code))
  assert.equal(status.state, 'done')
  assert.ok(status.cpuSeconds >= 0.3 && status.cpuSeconds < 5, `${status.cpuSeconds} s`)
  assert.ok(
    status.peakMemoryBytes > 75_000_000 && status.peakMemoryBytes < 200_000_000,
    `${status.peakMemoryBytes} bytes`,
  )
  assert.ok(status.wallMs > 50 && status.finishedAt !== undefined && status.startedAt !== undefined)
})

// Every machine has the second way; on most the first is there too.
const ways = [
  ['as this machine allows', found, true],
  ['without sandbox and control groups', bare, false],
] as const

const cancellations = ways.map(([name, sandbox, useCgroups]) => {
  const own = processEngine({ data: home, sandbox, useCgroups, capacity: 16 })
  const named = (id: string) => `${id}.${useCgroups ? 'a' : 'b'}`

  test(`a memory hog is stopped, ${name}`, async () => {
    const hog = 'held = []\nwhile True: held.append(bytearray(5_000_000))'
    const status = await run(python(named('hog'), hog, { limits: { ...limits, memoryBytes: 150_000_000 } }), own)
    assert.equal(status.state, 'failed')
    assert.equal(status.reason, 'It used more memory than its limit of 143 MiB')
    assert.ok(status.peakMemoryBytes >= 150_000_000)
  })

  test(`a step that takes too long is asked to end, ${name}`, async () => {
    const spec = step(named('slow'), ['sh', '-c', 'trap "echo bye; exit 0" TERM; while true; do sleep 0.05; done'], {
      limits: { ...limits, wallMs: 300 },
    })
    const status = await run(spec, own)
    assert.equal(status.state, 'failed')
    assert.equal(status.reason, 'It ran longer than its limit of 0.3 s')
    assert.match(status.log, /bye\n$/)
  })

  test(`a step that forks without end does not get far, ${name}`, async () => {
    const bomb = 'import os, time\nfor _ in range(10): os.fork()\ntime.sleep(600)' // each of them doubles them all
    const status = await run(python(named('bomb'), bomb), own)
    assert.equal(status.state, 'failed')
    assert.equal(status.reason, 'It started more processes than its limit of 64, threads included')
  })

  const cancelled = async () => {
    const code = [
      'import os, signal, time',
      'signal.signal(signal.SIGTERM, signal.SIG_IGN)',
      'for i in range(3):',
      '  if os.fork() == 0:',
      '    os.setsid()',
      '    if os.fork() > 0: os._exit(0)',
      '    time.sleep(600)',
      'os.fork()',
      'print("up"); time.sleep(600)',
    ].join('\n')
    await own.launch(python(named('tree'), code))
    await logged(named('tree'), 'up')
    await own.cancel(named('tree'))
    assert.equal((await end(own, named('tree'))).state, 'cancelled')
    assert.deepEqual(await carrying(named('tree')), [])
  }
  return cancelled
})

test('cancelling ends a tree that forks, leaves its session and ignores the request, on every way', async () => {
  await Promise.all(cancellations.map(cancelled => cancelled()))
})

async function carrying(id: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const environments = await Promise.all(pids.map(pid => readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')))
  return pids.filter((_, at) => environments[at]?.includes(`TRIREME_STEP=${id}\0`))
}

test('a step launched twice at once, by two servers, runs once', async () => {
  const other = processEngine({ data: home, sandbox: found, capacity: 16 })
  const spec = step('twice', ['sh', '-c', 'echo ran; sleep 0.2'])
  const launches = await Promise.all([engine.launch(spec), other.launch(spec), engine.launch(spec)])
  assert.deepEqual(launches, Array(3).fill({ kind: 'started', handle: 'twice' }))
  await end(engine, 'twice')
  assert.deepEqual(await engine.launch(spec), { kind: 'started', handle: 'twice' })
  assert.equal(await logOf('twice'), 'ran\n')
})

test('a step outlives a killed server and is found again from its folder', async () => {
  const spec = step('orphan', ['sh', '-c', 'echo begun; while [ ! -e go ]; do sleep 0.02; done; echo ended'])
  const script = `
    const { processEngine } = await import(${JSON.stringify(new URL('process.engine.ts', import.meta.url).href)})
    const engine = processEngine(${JSON.stringify({ data: home, sandbox: found, capacity: 16 })})
    console.log(JSON.stringify(await engine.launch(${JSON.stringify(spec)})))
    setInterval(() => {}, 1000)`
  const server = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(server.stdout, 'data')
  server.kill('SIGKILL')
  await once(server, 'exit')
  await logged('orphan', 'begun')
  assert.equal((await engine.status('orphan')).state, 'running')
  await writeFile(join(stepFolder(home, 'orphan').work, 'go'), '')
  assert.equal((await end(engine, 'orphan')).state, 'done')
  assert.equal(await logOf('orphan'), 'begun\nended\n')
})

test('a step whose watcher was killed is lost, nothing of it goes on, and it never runs again', async () => {
  const spec = step('lost', ['sh', '-c', 'echo ran; (sleep 600 &) ; sleep 600'])
  await engine.launch(spec)
  await logged('lost', 'ran')
  const claim = await readClaim(stepFolder(home, 'lost'))
  assert(claim?.by === 'shim' && isAlive(claim.shim))
  process.kill(claim.shim.pid, 'SIGKILL')
  const status = await end(engine, 'lost')
  assert.equal(status.state, 'lost')
  assert.match(status.reason ?? '', /watched the step is gone/)
  assert.deepEqual(await carrying('lost'), [])
  await engine.launch(spec)
  assert.equal((await engine.status('lost')).state, 'lost')
  assert.equal(await logOf('lost'), 'ran\n')
})

test('another process with the id of a dead watcher is not taken for it', async () => {
  const folder = stepFolder(home, 'reused')
  await mkdir(folder.root, { recursive: true })
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
  await writeFile(folder.claim, JSON.stringify({ by: 'shim', shim: { pid: process.pid, startTime: 1, boot } }))
  assert.equal((await engine.status('reused')).state, 'lost')
})

test('a step that is cancelled before it begins never begins', async () => {
  await engine.cancel('early')
  await engine.launch(step('early', ['sh', '-c', 'echo ran']))
  assert.equal((await engine.status('early')).state, 'cancelled')
  assert.equal(await logOf('early'), '')
})

test('the caller learns why a step is not started', async () => {
  const full = processEngine({ data: join(home, 'small'), sandbox: found, capacity: 1 })
  await full.launch(step('first', ['sleep', '600']))
  assert.equal((await full.launch(step('second', ['true']))).kind, 'no_capacity')
  await assert.rejects(full.remove('first'), /still running/)
  await full.cancel('first')
  await end(full, 'first')
  await full.remove('first')
  assert.deepEqual(await readdir(join(home, 'small', 'steps')), [])
  const refused = await engine.launch(python('imageless', '', { image: join(home, 'images', 'none') }))
  assert.ok(refused.kind === 'refused' && /build it first/.test(refused.reason))
  assert.equal((await engine.launch(step('index', ['true'], { network: 'index' }))).kind, 'refused')
  await assert.rejects(engine.status('../outside'), { code: 'bad_request' })
})

test('a token is in no file of a step once it runs', async () => {
  const status = await run(step('secret', ['sh', '-c', 'echo ${#TOKEN}'], { env: { TOKEN: 'only-the-step-may-know' } }))
  assert.equal(status.log, '22\n')
  const folder = stepFolder(home, 'secret').root
  for (const name of ['spec.json', 'status.json', 'claim.json', 'shim.log']) {
    assert.ok(!(await readFile(join(folder, name), 'utf8')).includes('only-the-step-may-know'), name)
  }
})

const fetchAll = `
import sys, time, urllib.request
def get(url):
  try: return urllib.request.urlopen(url, timeout=20).read().decode()
  except Exception as error: return type(error).__name__
for url in sys.argv[1:]: print(get(url), flush=True)
`

async function listen(words: string) {
  const server = createServer((_, reply) => reply.end(words))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  assert.ok(address && typeof address === 'object')
  return { url: `http://127.0.0.1:${address.port}`, close: () => (server.closeAllConnections(), server.close()) }
}

for (const [name, sandbox, useCgroups] of ways) {
  test(`a step reaches the server, also after a restart on another port, ${name}`, async () => {
    const own = processEngine({ data: home, sandbox, useCgroups, capacity: 16 })
    const id = `calls.${useCgroups ? 'a' : 'b'}`
    const first = await listen('hello from the first')
    await writeFile(join(home, 'server.json'), JSON.stringify({ url: first.url }))
    const code = `${fetchAll}\nimport os\nprint(get(os.environ["URI"] + "/a"), flush=True)\nwhile not os.path.exists("go"): time.sleep(0.02)\nprint(get(os.environ["URI"] + "/b"))`
    await own.launch(python(id, code, { network: 'server', serverUrl: first.url, env: { URI: first.url } }))
    await logged(id, 'hello from the first')
    first.close()
    await writeFile(join(stepFolder(home, id).work, 'go'), '')
    const second = await listen('hello from the second')
    await writeFile(join(home, 'server.json'), JSON.stringify({ url: second.url }))
    assert.equal((await end(own, id)).state, 'done')
    second.close()
    assert.equal(await logOf(id), 'hello from the first\nhello from the second\n')
  })
}

test('isolation is claimed only where a step proves it: no data, no other port, no secret of the machine', async () => {
  if (found.kind === 'none') {
    assert.equal(engine.isolation().kind, 'none')
    assert.notEqual(engine.isolation().reason, '')
    return
  }
  assert.equal(engine.isolation().kind, 'bubblewrap')
  const [server, foreign] = [await listen('the server'), await listen('a foreign service')]
  await writeFile(join(home, 'server.json'), JSON.stringify({ url: server.url }))
  await writeFile(join(home, 'trireme.db'), 'rows of everybody')
  await mkdir(join(home, 'steps', 'neighbour', 'work'), { recursive: true })
  await writeFile(join(home, 'steps', 'neighbour', 'work', 'secret'), 'of another project')
  const attempts = [
    `cat ${home}/trireme.db`,
    `ls ${home}/steps/neighbour`,
    `cat ${stepFolder(home, 'attack').root}/spec.json`,
    'cat /etc/shadow',
    'ls /root/.ssh',
    'ls /sys/class/net',
    `touch ${image}/new`,
    'touch /usr/new',
    'touch /new',
    `kill -9 ${process.pid}`,
    `ls ${process.cwd()}/package.json`,
  ]
  const command = [...attempts.map(attempt => `if ${attempt} 2>/dev/null; then echo "BROKEN ${attempt}"; fi`)].join(
    '\n',
  )
  const spec = step('attack', ['sh', '-c', `${command}\npython -c "$CODE" ${server.url} ${foreign.url}`], {
    image,
    network: 'server',
    serverUrl: server.url,
    env: { CODE: fetchAll },
  })
  const status = await run(spec)
  server.close()
  foreign.close()
  await rm(join(home, 'steps', 'neighbour'), { recursive: true })
  assert.equal(status.log, 'the server\nURLError\n')
})

test('where bubblewrap is missing or broken no isolation is claimed, with the reason in words', async () => {
  assert.deepEqual(await probeSandbox('/nonexistent'), {
    kind: 'none',
    reason: 'bubblewrap is not installed; install the system package "bubblewrap"',
  })
  const folder = join(home, 'bin')
  await mkdir(folder)
  await writeFile(
    join(folder, 'bwrap'),
    '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n',
    { mode: 0o755 },
  )
  const broken = await probeSandbox(folder)
  assert.equal(broken.kind, 'none')
  assert.match(broken.reason, /No permissions to create new namespace/)
  assert.equal(processEngine({ data: home, sandbox: broken }).isolation().kind, 'none')
})

test('what a step uses is sampled while it runs, told once, and read on from where one stopped', async () => {
  const code =
    'import time, os\nend = time.time() + 2.5\nwith open("big", "wb") as f:\n  f.write(os.urandom(3_000_000)); f.flush(); os.fsync(f.fileno())\nx = bytearray(40_000_000)\nwhile time.time() < end: pass'
  assert.equal((await run(python('sampled', code))).state, 'done')
  const { samples, next } = await engine.samples('sampled', 0)
  assert(samples.length >= 2, `${samples.length} samples`)
  assert.deepEqual(
    samples.map(sample => sample.number),
    samples.map((_, at) => at),
  )
  assert(samples.some(sample => sample.cpuPercent > 5 && sample.cpuPercent <= 100))
  assert(samples.some(sample => sample.memoryBytes > 40_000_000 && sample.memoryPercent > 7))
  assert((samples.at(-1)?.writtenBytes ?? 0) >= 3_000_000)
  assert.deepEqual(await engine.samples('sampled', next), { samples: [], next })
  assert.deepEqual(await engine.samples('never-began', 0), { samples: [], next: 0 })
})
