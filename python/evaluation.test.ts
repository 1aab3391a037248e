import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { z } from 'zod'
import { demoImage } from '../test/python.ts'

const root = dirname(import.meta.dirname)
const example = join(root, 'examples', 'flight-delays')
const folder = mkdtemp(join(tmpdir(), 'evaluation-'))
after(async () => rm(await folder, { recursive: true, force: true }))

const Estimate = z.object({ value: z.number(), low: z.number(), high: z.number() })
const Judged = z.object({
  verdict: z.string(),
  laterThanTraining: z.boolean(),
  metrics: z.array(Estimate.extend({ name: z.string(), verdict: z.string(), difference: Estimate })),
  slices: z.array(z.object({ name: z.string(), n: z.number() })),
})
const Pair = z.tuple([z.number(), z.number()])
const Pairs = z.record(z.string(), Pair)
const Checked = z.object({
  classification: Pairs,
  regression: Pairs,
  capacity: Pairs,
  interval: Pairs,
  flights: Pairs,
  minutes: z.object({ unit: z.string(), mae: Pair }),
  verdicts: z.record(z.string(), z.object({ higher: z.string(), lower: z.string() })),
  refused: z.record(z.string(), z.string()),
})

/** Prepares the flights, trains twice alike and once on shuffled labels, and judges: everything that is asserted below. */
const done = (async () => {
  const place = await folder
  await Promise.all(['inputs', 'real', 'noise'].map(name => mkdir(join(place, name))))
  const flights = join(root, 'node_modules/vega-datasets/data/flights-20k.json')
  const table = join(place, 'inputs/flights-features.parquet')
  await python([join(example, 'prepare.py'), '--data', flights, '--output', table])
  const [first, second] = await Promise.all([
    train('--register', 'real'),
    train('--model', 'boosting'),
    train('--register', 'noise', '--shuffle-label'),
  ])
  const [checked, real, noise] = await Promise.all([
    python([join(import.meta.dirname, 'evaluation_check.py'), table, 'models:/real/1']),
    evaluate('real'),
    evaluate('noise'),
  ])
  return { first, second, real, noise, checked: Checked.parse(JSON.parse(checked)) }
})()

function train(...args: string[]) {
  return python([join(example, 'train.py'), '--trees', '30', ...args])
}

const Evaluation = z.object({ dataset: z.string(), plan: z.looseObject({}) })

async function evaluate(model: 'real' | 'noise') {
  const project: unknown = JSON.parse(await readFile(join(example, 'project.json'), 'utf8'))
  const { evaluation } = z.object({ evaluation: Evaluation }).parse(project)
  const outputs = join(await folder, model)
  const spec = {
    ...evaluation.plan,
    data: `${evaluation.dataset}.parquet`,
    model: `models:/${model}/1`,
    trainedUntil: '2001-03-14T16:36:00',
  }
  await python(['-m', 'trireme_runtime.evaluate'], {
    TRIREME_OUTPUTS: outputs,
    TRIREME_EVALUATION: JSON.stringify(spec),
  })
  return Judged.parse(JSON.parse(await readFile(join(outputs, 'evaluation.json'), 'utf8')))
}

/** Runs our Python in the demo's image, with mlflow's own store in a folder instead of a server. */
async function python(args: string[], more: Record<string, string> = {}): Promise<string> {
  const [image, place] = await Promise.all([demoImage(), folder])
  const env = {
    PATH: ['/usr/bin', '/bin'].join(delimiter),
    HOME: place,
    TMPDIR: place,
    PYTHONPATH: import.meta.dirname,
    TRIREME_INPUTS: join(place, 'inputs'),
    MLFLOW_TRACKING_URI: `file://${place}/mlruns`,
    MLFLOW_ALLOW_FILE_STORE: 'true',
    MLFLOW_DISABLE_TELEMETRY: 'true',
    GIT_PYTHON_REFRESH: 'quiet',
    ...more,
  }
  return (await promisify(execFile)(join(image, 'bin/python'), args, { env, cwd: place })).stdout
}

function assertEqual(pairs: z.infer<typeof Pairs>) {
  for (const [name, [ours, theirs]] of Object.entries(pairs))
    assert.ok(Math.abs(ours - theirs) < 1e-9, `${name}: ${ours}, expected ${theirs}`)
}

test('each metric equals scikit-learn, with ties and with weighted rows', async () => {
  const { checked } = await done
  assert.equal(Object.keys(checked.classification).length, 8)
  assertEqual(checked.classification)
  assertEqual(checked.regression)
})

test('precision and recall at capacity are those of the list acted on, and of a lottery where all are tied', async () =>
  assertEqual((await done).checked.capacity))

test('an interval is that of the drawn rows judged one draw after another', async () =>
  assertEqual((await done).checked.interval))

test('the verdict follows the direction of the metric', async () => {
  const { verdicts } = (await done).checked
  assert.deepEqual(verdicts, {
    'above zero': { higher: 'better', lower: 'worse' },
    'around zero': { higher: 'no_better', lower: 'no_better' },
    'below zero': { higher: 'worse', lower: 'better' },
  })
})

test('a registered model is judged on the flights after those it learned from, as scikit-learn sees them', async () => {
  const { real, checked } = await done
  assertEqual(checked.flights)
  assert.equal(real.laterThanTraining, true)
  assert.equal(real.verdict, 'better')
  assert.ok(real.metrics.every(metric => metric.low < metric.value && metric.value < metric.high))
  assert.ok(real.slices.some(slice => slice.name === 'Hour of departure'))
})

test('a model that learned from shuffled labels is no better than a constant guess', async () => {
  const { noise } = await done
  assert.equal(noise.verdict, 'no_better')
  assert.deepEqual(new Set(noise.metrics.map(metric => metric.verdict)), new Set(['no_better']))
  assert.ok(noise.metrics.every(({ difference }) => difference.low <= 0 && difference.high >= 0))
})

test('training once more gives the same metrics', async () => {
  const { first, second } = await done
  const metrics = (output: string) => output.split('\n').filter(line => /^\d+ trees:/.test(line))
  assert.equal(metrics(first).length, 2)
  assert.deepEqual(metrics(second), metrics(first))
})

test('a regression is judged in the unit of its label', async () => {
  const { minutes } = (await done).checked
  assert.equal(minutes.unit, 'minutes')
  assertEqual({ mae: minutes.mae })
})

test('what cannot be judged is refused with a sentence that helps', async () => {
  const { refused } = (await done).checked
  assert.match(refused['metric'] ?? '', /metrics for classification are auc, .* asked for: mae/)
  assert.match(refused['label'] ?? '', /lacks late; it has date, hour/)
  assert.match(refused['model'] ?? '', /predict_proba/)
})
