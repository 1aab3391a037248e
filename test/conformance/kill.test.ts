import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { signInWith } from '../inside.ts'
import { mlflowCalls } from '../mlflow.ts'
import { startPlatform } from '../platform.ts'
import { mlflowImage } from '../python.ts'

const writers = 8
const steps = 60

test(
  'a server killed while eight clients log keeps every metric that it acknowledged, once',
  { timeout: 600_000 },
  async t => {
    const python = join(await mlflowImage(), 'bin', 'python')
    const folder = await mkdtemp(join(tmpdir(), 'loggers-'))
    const platform = await startPlatform({ env: { TRIREME_LOG: 'error' } })
    t.after(async () => {
      await platform.stop()
      await rm(folder, { recursive: true, force: true })
    })
    const { api, id: userId } = await signInWith(() => platform.url, platform.signInUrl)
    const { project } = await api.projects.create({ name: 'Ships', seats: [{ seat: 'data_scientist', userId }] })
    const { secret: token } = await api.tokens.create({ project: project.slug, name: 'script', rights: ['*'] })
    const mlflow = mlflowCalls({ url: platform.url, token, project: project.slug })
    const runId = (await mlflow.post('runs/create', { experiment_id: '0', start_time: 1 })).run?.info.run_id ?? ''

    const env = {
      PATH: process.env['PATH'],
      HOME: folder,
      MLFLOW_TRACKING_URI: platform.url,
      MLFLOW_TRACKING_TOKEN: token,
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '10',
      MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '1',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      GIT_PYTHON_REFRESH: 'quiet',
    }
    const args = [join(import.meta.dirname, 'loggers.py'), runId, String(writers), String(steps), folder]
    const logging = promisify(execFile)(python, args, { env, cwd: folder })
    for (const share of [0.1, 0.4, 0.7]) {
      while ((await acknowledged(folder)) < share * writers * steps) await sleep(20)
      await platform.kill('SIGKILL')
      await platform.restart()
    }
    await logging

    const { metrics } = await mlflow.get(`metrics/get-history?run_id=${runId}&metric_key=shared`)
    const points = metrics.map(({ step, value }) => `${value} ${step}`)
    assert.equal(new Set(points).size, points.length, 'nothing is there twice')
    assert.equal(points.length, writers * steps, 'nothing is lost')
  },
)

/** How many points the clients know to be kept. */
async function acknowledged(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter(name => /^\d+$/.test(name))
  const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')))
  return texts.join('').split('\n').length - 1
}
