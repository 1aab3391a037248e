import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { Trireme } from '../src/sdk/trireme.ts'
import { chanceOf } from './chance.ts'
import { openBrowser } from './browser.ts'
import { playWithKills, processesWith, startWriter, trireme, watchSteps, type Moment } from './demo.ts'
import { signInWith } from './inside.ts'
import { tour } from './journeys/demo-tour.ts'
import { mlflowCalls, type MlflowCalls } from './mlflow.ts'
import { startPlatform, type TestPlatform } from './platform.ts'
import { pythonImage } from './python.ts'

const project = 'flight-delays'
const noise = 'flight-delays-shuffled-json'
const model = 'flight-delay'
/** `npm run torture` plays it five times, each with other moments. */
const rounds = Number(process.env['DEMO_ROUNDS'] ?? 1)
const firstSeed = Number(process.env['DEMO_SEED'] ?? Date.now() % 1_000_000)

/** So long after a step began; where exactly differs from run to run. */
function momentsOf(seed: number): Moment[] {
  const chance = chanceOf(seed)
  return [
    { step: 'image', afterMs: 500 + 5_000 * chance.next() },
    { step: 'prepare', afterMs: 800 * chance.next() },
    { step: 'training', afterMs: 1_000 + 8_000 * chance.next() },
    { step: 'evaluation and re-run', afterMs: 500 + 6_000 * chance.next() },
    { step: 'promotion', afterMs: 300 * chance.next() },
  ]
}

for (let round = 0; round < rounds; round++) describeDemo(firstSeed + round)

function describeDemo(seed: number): void {
  describe(`the demo of a server that is killed five times (DEMO_SEED=${seed})`, { timeout: 1_500_000 }, () => {
    const moments = momentsOf(seed)
    let platform: TestPlatform
    let owner: Trireme
    let mlflow: MlflowCalls
    let killedIn: string[] = []
    let takers: Map<string, Set<string>>
    let written: { acknowledged: number[]; runId: string; mlflow: MlflowCalls }

    before(async () => {
      platform = await startPlatform({ env: { TRIREME_DEMO: 'on' } })
      const { url, dataDir } = platform
      owner = (await signInWith(() => url, platform.signInUrl)).api
      const me = (await owner.sessions.me()).id
      const tokenFor = async (slug: string) =>
        mlflowCalls({ url, project: slug, token: (await owner.tokens.create({ project: slug, name: 'test' })).secret })
      await owner.projects.create({ name: 'Witness', seats: [{ seat: 'data_scientist', userId: me }] })
      const witness = await tokenFor('witness')
      const runId = (await witness.post('runs/create', { experiment_id: '0' })).run?.info.run_id ?? ''
      const endWriter = startWriter({ url, token: witness.token, project: 'witness', runId })
      const endWatch = watchSteps(dataDir)
      try {
        killedIn = await playWithKills(platform, moments)
      } finally {
        written = { acknowledged: await endWriter(), runId, mlflow: witness }
        takers = await endWatch()
      }
      mlflow = await tokenFor(project)
    })
    after(() => platform.stop())

    test('was under way at every kill, and came to its end', t => {
      t.diagnostic(`killed in: ${killedIn.join(', ')}`)
      assert.equal(killedIn.filter(state => state.startsWith('running')).length, moments.length)
    })

    test('ran no step twice', async () => {
      const { attempts } = await owner.attempts.list({ project, limit: 200 })
      assert.deepEqual(attempts.map(({ kind, state }) => `${kind} ${state}`).toSorted(), [
        ...Array<string>(4).fill('evaluation done'),
        ...Array<string>(5).fill('run done'),
      ])
      assert.deepEqual([...takers.keys()].toSorted(), attempts.map(({ id }) => id).toSorted())
      for (const [id, shims] of takers) assert.equal(shims.size, 1, `${id} was taken by ${[...shims].join(' and ')}`)
      for (const attempt of attempts.filter(({ kind }) => kind === 'run')) {
        const log = await (await owner.attempts.logFile({ project, attempt: attempt.id })).text()
        assert.equal(log.match(/^run |of 20,000 flights/gm)?.length, 1, log)
      }
      for (const run of (await owner.runs.list({ project })).runs.filter(({ params }) => params.some(isModel))) {
        const { metrics } = await mlflow.get(`metrics/get-history?run_id=${run.id}&metric_key=validation_auc`)
        const steps = metrics.map(({ step }) => step)
        assert.deepEqual(steps, [...new Set(steps)], `${run.name} logged a point twice`)
        assert.equal(steps.length, 12)
      }
    })

    test('lost no write that was acknowledged', async t => {
      const found: number[] = []
      for (let page = ''; ;) {
        const path = `metrics/get-history?run_id=${written.runId}&metric_key=beat&max_results=10000${page}`
        const { metrics, next_page_token } = await written.mlflow.get(path)
        found.push(...metrics.map(({ step }) => step))
        if (!next_page_token) break
        page = `&page_token=${encodeURIComponent(next_page_token)}`
      }
      t.diagnostic(`${written.acknowledged.length} points acknowledged, ${found.length} found`)
      assert.ok(written.acknowledged.length > 500)
      const kept = new Set(found)
      assert.deepEqual(
        written.acknowledged.filter(step => !kept.has(step)),
        [],
      )
      assert.equal(kept.size, found.length, 'a point was kept twice')
    })

    test('kept the log of events whole', async () => {
      const said = JSON.parse(await trireme(platform.dataDir, 'events', 'verify', '--json'))
      assert.equal(said.isWhole, true)
      assert.ok(said.sealed > 60, `${said.sealed} events`)
    })

    test('made what the story says, once: versions, runs, evaluations and what people decided', async () => {
      const { runs } = await owner.runs.list({ project })
      const named = runs.filter(run => run.rerunOf === null).map(({ name }) => name)
      const judged = ['v1', 'v1', 'v2', 'v2'].map(version => `evaluation of ${model} ${version}`)
      assert.deepEqual(named.toSorted(), ['boosting', ...judged, 'forest', 'prepare', 'route'])
      const [again] = runs.filter(run => run.rerunOf !== null)
      const repetition = await owner.launches.repetition({ project, run: again?.id ?? '' })
      assert.equal(repetition.state, 'equal')
      const { models } = await owner.models.list({ project })
      assert.deepEqual(models.map(({ name, lastVersion }) => `${name} ${lastVersion}`).toSorted(), [
        `${model} 2`,
        `${model}-by-route 1`,
      ])
      const { hypotheses } = await owner.hypotheses.list({ project })
      assert.deepEqual(
        hypotheses.map(({ state, evidenceRuns }) => [state, evidenceRuns.length]),
        [
          ['validated', 3],
          ['refuted', 3],
          ['open', 0],
        ],
      )
      assert.match(hypotheses[0]?.outcome ?? '', /^auc 0\.648 against 0\.549 on 4,000 later rows: \+0\.100 \(/)
      const { name, phases } = await owner.playbook.get({ project })
      const answered = phases.map(({ questions }) => questions.filter(({ answer }) => answer !== '').length)
      assert.deepEqual([name, ...answered], ['product', 4, 3, 3, 3, 0, 0])
      const saidOf = (key: string) =>
        phases.flatMap(({ questions }) => questions).find(question => question.key === key)?.answer ?? ''
      assert.match(saidOf('product.model.1'), /on 4,000 later rows: log_loss 0\.511, auc 0\.500/)
      assert.match(saidOf('product.model.2'), /^H3, /)
      assert.match(saidOf('product.model.3'), /^forest .*: equal\.$/)
      assert.match(saidOf('product.evaluation.1'), /^log_loss over all: 0\.488\. Highest on /)
      const { drivers, edges } = await owner.drivers.tree({ project })
      assert.deepEqual([drivers.length, edges.length, edges.filter(({ isProven }) => isProven).length], [5, 4, 2])
      assert.equal((await owner.risks.list({ project })).risks.length, 2)
      const { kpis } = await owner.charter.get({ project })
      assert.equal(kpis[0]?.values.length, 2)
      const { comments } = await owner.talk.list({
        project,
        kind: 'project',
        id: (await owner.projects.get({ project })).id,
      })
      assert.equal(comments.length, 1)
    })

    test('leaves two things that wait: one for the person who installed it, one for a seat where nobody sits', async () => {
      const { waitingForMe, mentions } = await owner.home.desk()
      assert.deepEqual(
        waitingForMe.map(({ kind, subject, from }) => [kind, subject.name, from.name]),
        [['gate', 'G3', 'Ravi Menon']],
      )
      assert.equal(mentions.length, 1)
      const standing = (await owner.portfolio.get()).projects.find(({ project: { slug } }) => slug === project)
      const { kind, subject, seat, isEmpty } = standing?.waiting ?? {}
      assert.deepEqual(
        { kind, subject, seat, isEmpty },
        { kind: 'promotion', subject: `${model} v2`, seat: 'mlops_engineer', isEmpty: true },
      )
      assert.deepEqual([standing?.stage, standing?.nextGate, standing?.openRequests], ['productionise', 'G3', 2])
    })

    test('shows every one of its points to a person in a browser, light and dark, wide and on a phone', async () => {
      const browser = await openBrowser()
      const page = await browser.newPage()
      await page.goto(platform.signInUrl)
      await page.waitForURL(({ pathname }) => pathname !== '/sign-in')
      await tour(page, platform.url)
      await browser.close()
    })

    describe('its figures and answers, checked with the unchanged clients', () => {
      let checked: z.infer<typeof Checked>

      before(async () => {
        const file = `${platform.url}/api/projects/${project}/datasets/flights-features/versions/1/file?format=parquet`
        const image = join(platform.dataDir, 'images', (await readdir(join(platform.dataDir, 'images')))[0] ?? '')
        checked = Checked.parse(await python(image, 'demo_check.py', [file, `models:/${model}/2`]))
      })

      const python = async (image: string, script: string, args: string[]): Promise<unknown> => {
        const env = {
          HOME: platform.dataDir,
          MLFLOW_TRACKING_URI: platform.url,
          MLFLOW_TRACKING_TOKEN: mlflow.token,
          MLFLOW_DISABLE_TELEMETRY: 'true',
          MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR: 'false',
          GIT_PYTHON_REFRESH: 'quiet',
        }
        const options = { env, maxBuffer: 64 * 1024 * 1024 }
        const command = [join(import.meta.dirname, script), ...args]
        return JSON.parse((await promisify(execFile)(join(image, 'bin', 'python'), command, options)).stdout)
      }
      const endpoint = (path: string) => `/endpoints/${project}/${model}${path}`
      const invoke = (body: unknown, headers: Record<string, string> = {}) =>
        mlflow.send('POST', endpoint('/invocations'), { body, headers })
      const chancesOf = async (body: unknown) =>
        Predicted.parse(await (await invoke(body)).json()).predictions.map(([, late]) => late)

      test('sklearn finds the same figures on the downloaded data with the downloaded model', async () => {
        const { evaluations } = await owner.evaluations.list({ project, model, version: 2 })
        const result = evaluations.find(({ against }) => against === null)?.result
        assert.equal(result?.n, checked.n)
        for (const [name, value] of Object.entries(checked.metrics))
          assertNear(result?.metrics.find(metric => metric.name === name)?.value, value, 1e-9)
      })

      test('200 answers of the endpoint are those of the model in Python', async () => {
        assert.equal(checked.rows.length, 200)
        const answers = await chancesOf({ dataframe_records: checked.rows })
        checked.chances.forEach((chance, at) => assertNear(answers[at], chance, 1e-6))
      })

      test("a client of the Open Inference Protocol gets them too, at the endpoint's address and at the server's", async () => {
        const image = await pythonImage({
          python: '>=3.10,<3.15',
          packages: ['tritonclient[http]>=2.60,<3', 'numpy>=2'],
          allowSourceBuilds: false,
        })
        const file = join(platform.dataDir, 'rows.json')
        await writeFile(file, JSON.stringify(checked.rows))
        const { host } = new URL(platform.url)
        for (const address of [`${host}${endpoint('')}`, host]) {
          const told = Told.parse(await python(image, 'demo_triton.py', [address, model, file]))
          assert.deepEqual([told.live, told.ready, told.name], [true, true, model])
          assert.deepEqual(told.inputs, Object.keys(checked.rows[0] ?? {}).toSorted())
          for (const answers of [told.json, told.binary])
            checked.chances.forEach((chance, at) => assertNear(answers[at], chance, 1e-6))
        }
      })

      test("every shape of MLflow's scoring answers alike", async () => {
        const rows = checked.rows.slice(0, 3)
        const columns = Object.keys(rows[0] ?? {})
        const wanted = await chancesOf({ dataframe_records: rows })
        const data = rows.map(row => columns.map(name => row[name]))
        const inputs = Object.fromEntries(columns.map(name => [name, rows.map(row => row[name])]))
        for (const body of [{ dataframe_split: { columns, data } }, { instances: rows }, { inputs }])
          assert.deepEqual(await chancesOf(body), wanted)
        const csv = [columns, ...data].map(line => line.join(',')).join('\n')
        const answer = await invoke(csv, { 'Content-Type': 'text/csv' })
        assert.deepEqual(
          Predicted.parse(await answer.json()).predictions.map(([, late]) => late),
          wanted,
        )
      })

      test('what it cannot answer it refuses, saying why', async () => {
        const [row = {}] = checked.rows
        const { distance: _, ...short } = row
        const refusals: [unknown, number, RegExp][] = [
          [{ dataframe_records: [short] }, 400, /distance/],
          [{ dataframe_records: [{ ...row, distance: 'far' }] }, 400, /distance/],
          [{ rows: [row] }, 400, /dataframe_split|instances/],
          ['{"dataframe_records": [', 400, /JSON/i],
        ]
        for (const [body, status, words] of refusals) {
          const answer = await invoke(body, { 'Content-Type': 'application/json' })
          const text = await answer.text()
          assert.equal(answer.status, status, text)
          assert.match(text, words)
        }
        const bare = await fetch(`${platform.url}${endpoint('/invocations')}`, { method: 'POST', body: '{}' })
        assert.equal(bare.status, 401)
        const unknown = await mlflow.send('POST', `/endpoints/${project}/nothing/invocations`, {
          body: { instances: [row] },
        })
        assert.equal(unknown.status, 404)
      })
    })

    describe('the same story on flights whose delays are shuffled', () => {
      let played: z.infer<typeof Played>

      before(async () => {
        const file = join(platform.dataDir, 'shuffled.json')
        await writeFile(file, JSON.stringify(await shuffledFlights()))
        played = Played.parse(JSON.parse(await trireme(platform.dataDir, 'demo', '--data', file, '--json')))
      })

      test('is played to its end, which says that the promotion was returned and nothing was deployed', async () => {
        assert.deepEqual([played.isDone, played.project], [true, noise])
        assert.match(
          played.notes.join('\n'),
          /^promotion: returned, because beats_baseline: log_loss .* against always/m,
        )
        assert.match(played.notes.join('\n'), /^endpoint: nothing is deployed, because no promotion was accepted$/m)
        const { requests } = await owner.requests.list({ project: noise })
        assert.deepEqual(
          requests.map(({ kind, state }) => [kind, state]),
          [['promotion', 'returned']],
        )
        assert.match(requests[0]?.decisionReason ?? '', /I cannot tell it from a guess/)
        const { checks } = await owner.requests.get({ project: noise, request: requests[0]?.id ?? '' })
        assert.equal(checks.find(({ name }) => name === 'beats_baseline')?.state, 'warning')
        assert.deepEqual((await owner.deployments.list({ project: noise })).endpoints, [])
      })

      test('finds a model that is no better than a guess, and so passes no gate', async () => {
        const { evaluations } = await owner.evaluations.list({ project: noise, model, version: 2 })
        const result = evaluations.find(({ against }) => against === null)?.result
        assert.notEqual(result?.verdict, 'better')
        const [loss, auc] = ['log_loss', 'auc'].map(
          name => result?.metrics.find(metric => metric.name === name)?.difference,
        )
        assert.ok((loss?.high ?? -1) >= 0, `log loss may be higher: ${JSON.stringify(loss)}`)
        assert.ok((auc?.low ?? 1) <= 0, `AUC may be lower: ${JSON.stringify(auc)}`)
        const { gates } = await owner.gates.course({ project: noise })
        assert.deepEqual(
          gates.slice(0, 3).map(({ state }) => state),
          ['passed', 'passed', 'next'],
        )
        const { hypotheses } = await owner.hypotheses.list({ project: noise })
        assert.ok(hypotheses.every(({ state }) => state !== 'validated'))
      })

      test('has other data, other profiles and other figures', async () => {
        const versions = await Promise.all(
          [project, noise].map(slug => owner.datasets.get({ project: slug, name: 'flights', version: 1 })),
        )
        const [real, shuffled] = versions.map(({ digest, rows, profile }) => ({
          digest,
          rows,
          profile: JSON.stringify(profile),
        }))
        assert.deepEqual([real?.rows, shuffled?.rows], [20_000, 8_000])
        assert.notEqual(real?.digest, shuffled?.digest)
        assert.notEqual(real?.profile, shuffled?.profile)
        const aucs = await Promise.all([project, noise].map(slug => metricOf(slug, 'forest', 'validation_auc')))
        assert.notEqual(aucs[0], aucs[1])
      })

      const metricOf = async (slug: string, run: string, key: string) =>
        (await owner.runs.list({ project: slug })).runs
          .find(({ name }) => name === run)
          ?.metrics.find(metric => metric.key === key)?.value
    })

    test('leaves no process behind when it is stopped', async () => {
      const words = [platform.dataDir, platform.url]
      assert.ok((await processesWith(words)).length > 0)
      assert.equal(await platform.kill('SIGTERM'), 0)
      assert.deepEqual(await processesWith(words), [])
    })
  })
}

const Checked = z.object({
  metrics: z.record(z.string(), z.number()),
  n: z.number(),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number()]))),
  chances: z.array(z.number()),
})
const Predicted = z.object({ predictions: z.array(z.tuple([z.number(), z.number()])) })
const Told = z.object({
  live: z.boolean(),
  ready: z.boolean(),
  name: z.string(),
  inputs: z.array(z.string()),
  json: z.array(z.number()),
  binary: z.array(z.number()),
})
const Played = z.object({ isDone: z.boolean(), project: z.string(), notes: z.array(z.string()) })
const Flights = z.array(z.object({ delay: z.number() }).loose())

const isModel = ({ key }: { key: string }) => key === 'model'

function assertNear(found: number | null | undefined, wanted: number, most: number): void {
  assert.ok(Math.abs((found ?? Number.NaN) - wanted) <= most, `${found} is not ${wanted}`)
}

/** The first 8,000 flights of the demo, each with the delay of another. */
async function shuffledFlights() {
  const file = join(dirname(import.meta.dirname), 'node_modules/vega-datasets/data/flights-20k.json')
  const flights = Flights.parse(JSON.parse(await readFile(file, 'utf8'))).slice(0, 8_000)
  const chance = chanceOf(7)
  const delays = flights.map(({ delay }) => ({ delay, at: chance.next() })).toSorted((a, b) => a.at - b.at)
  return flights.map((flight, at) => ({ ...flight, delay: delays[at]?.delay ?? flight.delay }))
}
