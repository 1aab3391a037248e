import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { openTrireme } from '../../test/inside.ts'
import { openMlflow } from '../../test/mlflow.ts'
import { resumeRuns, startRun, type TrackingOptions } from './tracking.ts'

test('a run logged while the server was away, by a process that was killed, is sent by the next one, once', async () => {
  const inside = await openTrireme()
  const folder = mkdtempSync(join(tmpdir(), 'tracking-'))
  try {
    const mlflow = await openMlflow(inside)
    const script = `import { startRun } from ${JSON.stringify(join(import.meta.dirname, 'tracking.ts'))}
      const run = startRun({ url: 'http://127.0.0.1:9', token: 'x', folder: ${JSON.stringify(folder)}, name: 'offline tern' })
      run.params({ depth: 7 })
      for (let step = 0; step < 2000; step++) run.log({ loss: 1 / (step + 1) }, { step })
      process.kill(process.pid, 'SIGKILL')`
    assert.equal(spawnSync(process.execPath, ['--input-type=module', '-e', script]).signal, 'SIGKILL')
    const options = { url: inside.url, token: mlflow.token, project: 'ships', folder }
    assert.equal(await resumeRuns(options), 1)
    // as if the note of what was sent had been lost with the machine
    for (const name of readdirSync(folder)) rmSync(join(folder, name, 'sent.json'))
    assert.equal(await resumeRuns(options), 1)
    const found = await mlflow.post('runs/search', { experiment_ids: ['0'] })
    assert.deepEqual(
      found.runs.map(run => run.info.run_name),
      ['offline tern'],
    )
    assert.deepEqual(found.runs[0]?.data.params, [{ key: 'depth', value: '7' }])
    const run_id = found.runs[0]?.info.run_id ?? ''
    const history = await mlflow.get(`metrics/get-history?run_id=${run_id}&metric_key=loss&max_results=10000`)
    assert.deepEqual(
      history.metrics.map(({ step }) => step),
      Array.from({ length: 2000 }, (_, step) => step),
    )

    const live = startRun({ ...options, name: 'live tern' })
    live.log({ loss: 0.5, gap: NaN })
    await live.end()
    const named = async (name: string) =>
      (await mlflow.post('runs/search', { experiment_ids: ['0'], filter: `attributes.run_name = '${name}'` })).runs
    assert.equal((await named('live tern'))[0]?.info.status, 'FINISHED')
    assert.equal(readdirSync(folder).length, 1)

    // processes that find the same folder send a run one after the other: none is made twice
    const left = startRun({ ...options, url: 'http://127.0.0.1:9', name: 'shared tern' })
    left.log({ loss: 0.125 })
    await Promise.all([resumeElsewhere(options), resumeElsewhere(options), resumeRuns(options)])
    assert.equal((await named('shared tern')).length, 1)

    // a run that met a server that was away goes on by itself once it is back
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const place = server.address()
    assert(place !== null && typeof place === 'object')
    server.on('request', (_, answer) => answer.writeHead(503).end('away'))
    const patient = startRun({ ...options, url: `http://127.0.0.1:${place.port}`, name: 'patient tern' })
    patient.log({ loss: 0.25 })
    await assert.rejects(patient.flush(), /503/)
    server.removeAllListeners('request')
    server.on('request', (asked, answer) => void relay(inside.url, asked, answer))
    while ((await named('patient tern'))[0]?.data.metrics[0]?.value !== 0.25) await sleep(100)
    server.close()
  } finally {
    await inside.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

async function resumeElsewhere(options: TrackingOptions): Promise<void> {
  const tracking = JSON.stringify(join(import.meta.dirname, 'tracking.ts'))
  const script = `import { resumeRuns } from ${tracking}\nawait resumeRuns(${JSON.stringify(options)})`
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
}

async function relay(url: string, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const headers = { Authorization: asked.headers.authorization ?? '', 'Content-Type': 'application/json' }
  const got = await fetch(new URL(asked.url ?? '', url), { method: 'POST', headers, body: await buffer(asked) })
  answer.writeHead(got.status).end(await got.text())
}
