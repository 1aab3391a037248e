import assert from 'node:assert/strict'
import type { Trireme } from '../src/sdk/trireme.ts'
import type { Inside } from './inside.ts'
import { openMlflow } from './mlflow.ts'
import { registerFiles } from './models.ts'
import { plusOne } from './onnx.ts'

const project = 'ships'

/** A small project that has one of everything that needs no image: what an upgrade must keep. */
export async function makeSpine(inside: Inside): Promise<void> {
  const { owner, ownerId: userId } = inside
  const mlflow = await openMlflow(inside, 'Ships')
  await owner.projects.takeSeat({ project, seat: 'project_manager', userId })
  await owner.projects.takeSeat({ project, seat: 'ml_engineer', name: 'Ravi 船' })

  await owner.charter.put({ project, goal: 'Arrive before the storm' })
  const kpi = {
    name: 'Saved',
    unit: 'h',
    direction: 'higher',
    baseline: 1,
    target: 2,
    targetDate: '2030-01-01',
  } as const
  const { id } = await owner.charter.addKpi({ project, ...kpi })
  await owner.charter.addValue({ project, kpi: id, value: 1.5, low: 1.25, high: 1.75, n: 40, note: 'first voyage' })
  await owner.hypotheses.create({ project, title: 'More oars', metric: 'knots', delta: '2' })
  await owner.hypotheses.create({ project, title: 'Longer oars' })
  await owner.hypotheses.close({ project, hypothesis: 'H2', state: 'refuted', outcome: 'They break' })

  for (const body of ['ship,oars\nArgo,50\n', 'ship,oars\nArgo,50\nOlympias,170\n'])
    await owner.datasets.upload({ project, name: 'ships', fileName: 'ships.csv', body })
  await train(mlflow)

  await owner.deployments.deploy({ project, endpoint: 'plus', model: 'plus', version: 1 })
  await live(owner)
  const subject = { kind: 'model', id: 'plus', version: '1' }
  await owner.requests.create({ project, kind: 'promotion', subject, reason: 'It adds up' })
  await owner.gates.decide({ project, gate: 'G0', decision: 'go', reason: 'Worth it' })
  const object = { kind: 'project', id: (await owner.projects.get({ project })).id }
  await owner.talk.add({ project, object, body: 'Row! ⛵' })
}

async function train(mlflow: Awaited<ReturnType<typeof openMlflow>>): Promise<void> {
  const { experiment_id } = await mlflow.post('experiments/create', { name: 'rowing' })
  const { run } = await mlflow.post('runs/create', { experiment_id, run_name: 'first', start_time: 1_700_000_000_000 })
  const run_id = run?.info.run_id ?? ''
  const metrics = Array.from({ length: 300 }, (_, step) => ({
    key: 'knots',
    value: step / 8,
    step,
    timestamp: 1_700_000_000_000 + step,
  }))
  const params = [{ key: 'oars', value: '50' }]
  await mlflow.post('runs/log-batch', { run_id, metrics, params, tags: [{ key: 'sea', value: 'calm' }] })
  await mlflow.post('runs/update', { run_id, status: 'FINISHED', end_time: 1_700_000_001_000 })
  const described = 'flavors: {onnx: {data: model.onnx}, python_function: {loader_module: mlflow.onnx}}\n'
  await registerFiles(mlflow, 'plus', { MLmodel: described, 'model.onnx': new Blob([Buffer.from(plusOne())]) })
  await mlflow.post('registered-models/alias', { name: 'plus', alias: 'champion', version: '1' })
}

async function live(owner: Trireme): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { live: found } = await owner.deployments.get({ project, endpoint: 'plus' })
    if (found) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  assert.fail('the endpoint did not become live')
}

/** What the project shows through the public API, nothing of it a matter of chance. */
export async function spineFacts(owner: Trireme) {
  const { charter, hypotheses, datasets, runs, models } = owner
  const kpi = (await charter.get({ project })).kpis[0]
  const run = (await runs.list({ project })).runs.find(({ name }) => name === 'first')
  const detail = await runs.get({ project, run: run?.id ?? '' })
  const series = await runs.series({ project, run: detail.id, key: 'knots', points: 2_000 })
  const version = await models.get({ project, model: 'plus', version: 1 })
  const data = await datasets.get({ project, name: 'ships', version: 2 })
  const file = await datasets.download({ project, name: 'ships', version: 2, format: 'csv' })
  const { seats } = await owner.projects.seats({ project })
  const { requests } = await owner.requests.list({ project })
  const { gates, stage } = await owner.gates.course({ project })
  const { comments } = await owner.talk.list({
    project,
    kind: 'project',
    id: (await owner.projects.get({ project })).id,
  })
  const predicted = await owner.deployments.predict({ project, endpoint: 'plus', rows: [{ x: 1 }, { x: 2.5 }] })
  return {
    goal: (await charter.get({ project })).goal,
    kpi: [kpi?.name, kpi?.values.map(({ value, low, high, n, note }) => ({ value, low, high, n, note }))],
    seats: seats.map(({ seat, person }) => `${seat} ${person.name}`).toSorted(),
    hypotheses: (await hypotheses.list({ project })).hypotheses.map(({ title, state, outcome }) => ({
      title,
      state,
      outcome,
    })),
    dataset: { rows: data.rows, digest: data.digest, hasProfile: data.profile !== null, text: await file.text() },
    run: {
      status: detail.status,
      experiment: detail.experiment.name,
      params: detail.params,
      tag: detail.tags.find(({ key }) => key === 'sea'),
      latest: detail.metrics.map(({ key, value, step }) => ({ key, value, step })),
      points: series.values.length,
      sum: series.values.reduce<number>((sum, value) => sum + (value ?? 0), 0),
    },
    model: { files: version.files, aliases: version.aliases },
    endpoint: predicted.predictions,
    requests: requests.map(({ kind, state, toSeat, subject }) => ({ kind, state, toSeat, subject: subject.name })),
    gates: [stage, gates.map(({ state }) => state)],
    comments: comments.map(({ body, author }) => ({ body, by: author.name })),
  }
}
