import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTrireme } from '../../test/inside.ts'
import { openMlflow } from '../../test/mlflow.ts'
import { resumeRuns, startRun } from './tracking.ts'

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
    const done = await mlflow.post('runs/search', {
      experiment_ids: ['0'],
      filter: "attributes.run_name = 'live tern'",
    })
    assert.equal(done.runs[0]?.info.status, 'FINISHED')
    assert.equal(readdirSync(folder).length, 1)
  } finally {
    await inside.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
