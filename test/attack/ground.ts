import type { Trireme } from '../../src/sdk/trireme.ts'
import { mlflowCalls, type MlflowCalls } from '../mlflow.ts'
import { signInWith } from '../inside.ts'
import { startPlatform, type TestPlatform } from '../platform.ts'

/** Stands in every text of the project that nobody of the other one may ever see. */
export const canary = 'canary-7c1f0b'

type Some = readonly [string, ...string[]]

export type Ground = {
  platform: TestPlatform
  /** holds every seat of `alpha`, and none of `beta` */
  alice: { api: Trireme; cookie: string; mlflow: MlflowCalls }
  owner: { api: Trireme; cookie: string }
  /** what a header may carry: good, weak, ended and foreign tokens */
  tokens: { full: string; reading: string; revoked: string; foreign: string; agent: string }
  /** the names and ids of both projects, by the field that takes them */
  known: Record<string, Some>
  /** the other project's own: ids say nothing, names hold the canary */
  foreign: { ids: Some; names: Some }
}

const seats = [
  'stakeholder',
  'project_manager',
  'data_scientist',
  'data_engineer',
  'ml_engineer',
  'mlops_engineer',
  'devops_engineer',
  'security_engineer',
  'fullstack_engineer',
] as const

/** Two projects with one of everything: `alpha` is attacked from, `beta` holds the canary. */
export async function layOut(databaseUrl = ''): Promise<Ground> {
  const platform = await startPlatform({
    databaseUrl,
    env: { UV_INDEX_URL: 'http://127.0.0.1:9/simple', TRIREME_LOG: 'error' },
  })
  const owner = await signInWith(() => platform.url, platform.signInUrl)
  const beta = await furnish(platform.url, { api: owner.api, slug: 'beta', word: canary, ownerId: owner.id })
  const { invitations } = await owner.api.projects.create({
    name: 'Alpha',
    slug: 'alpha',
    seats: [{ seat: 'data_scientist', name: 'Alice' }],
  })
  const alice = await signInWith(() => platform.url, invitations[0]?.url ?? '')
  for (const seat of seats)
    if (seat !== 'data_scientist') await owner.api.projects.takeSeat({ project: 'alpha', seat, userId: alice.id })
  const alpha = await furnish(platform.url, { api: alice.api, slug: 'alpha', word: 'plain', ownerId: alice.id })
  return {
    platform,
    owner,
    alice: { api: alice.api, cookie: alice.cookie, mlflow: alpha.mlflow },
    tokens: {
      full: alpha.mlflow.token,
      reading: (await alice.api.tokens.create({ project: 'alpha', name: 'reads', rights: ['project:read'] })).secret,
      revoked: await revoked(alice.api),
      foreign: beta.mlflow.token,
      agent: (await alice.api.agents.create({ name: 'Agent', projects: ['alpha'] })).secret,
    },
    known: alpha.known,
    foreign: beta.foreign,
  }
}

async function revoked(api: Trireme): Promise<string> {
  const { token, secret } = await api.tokens.create({ project: 'alpha', name: 'ended' })
  await api.tokens.revoke({ project: 'alpha', token: token.id })
  return secret
}

type Wish = { api: Trireme; slug: string; word: string; ownerId: string }

/** One of everything, each text with the word in it. */
async function furnish(url: string, { api, slug: project, word, ownerId }: Wish) {
  if (project !== 'alpha')
    await api.projects.create({
      name: `Project ${word}`,
      slug: project,
      seats: seats.map(seat => ({ seat, userId: ownerId })),
    })
  const kpi = { name: `kpi ${word}`, unit: word, direction: 'higher', baseline: 1, target: 2 } as const
  await api.charter.put({ project, goal: `goal ${word}`, scope: word })
  await api.charter.addKpi({ project, ...kpi, targetDate: '2030-01-01' })
  const hypothesis = await api.hypotheses.create({ project, title: `hypothesis ${word}`, because: word })
  const body = new TextEncoder().encode(`${word},late\n${word}-a,1\n${word}-b,0\n`)
  await api.datasets.upload({ project, name: `data-${word}`, fileName: `${word}.csv`, description: word, body })
  const { dataset } = await api.datasets.versions({ project, name: `data-${word}` })
  const { secret, token } = await api.tokens.create({ project, name: `token ${word}` })
  const mlflow = mlflowCalls({ url, token: secret, project })
  const made = await mlflow.post('runs/create', { experiment_id: '0', run_name: `run ${word}` })
  const run = made.run?.info.run_id ?? ''
  const tags = [{ key: `tag.${word}`, value: word }]
  const metrics = [{ key: `metric ${word}`, value: 1, timestamp: 1, step: 0 }]
  await mlflow.post('runs/log-batch', { run_id: run, tags, metrics, params: [{ key: `param.${word}`, value: word }] })
  await mlflow.send('PUT', `/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/${word}.txt`, { body: word })
  const model = `model-${word}`
  await mlflow.post('registered-models/create', { name: model, description: word, tags })
  await mlflow.post('model-versions/create', { name: model, source: `runs:/${run}/model`, run_id: run })
  const subject = { kind: 'model', id: model, version: '1' }
  const request = await api.requests.create({ project, kind: 'promotion', subject, reason: `reason ${word}` })
  const comment = await api.talk.add({ project, object: { kind: 'run', id: run }, body: `comment ${word}` })
  const { kpis } = await api.charter.get({ project })
  return {
    mlflow,
    foreign: {
      ids: [project, run, request.id, comment.id, hypothesis.id, dataset.assetId, token.id],
      names: [project, run, model, `data-${word}`, request.id, dataset.assetId],
    } satisfies Ground['foreign'],
    known: {
      project: [project],
      name: [`data-${word}`, model],
      dataset: [`data-${word}`],
      model: [model],
      version: ['1'],
      run: [run],
      run_id: [run],
      run_ids: [run],
      experiment_id: ['0'],
      experiment_ids: ['0'],
      request: [request.id],
      comment: [comment.id],
      hypothesis: [hypothesis.id],
      asset: [dataset.assetId],
      kpi: [kpis[0]?.id ?? ''],
      kind: ['run', 'model', 'dataset', 'promotion'],
      id: [run, model],
      key: ['loss', `metric ${word}`],
      filter: ['metrics.loss > 1', "params.a = 'b'", "tags.x LIKE '%'"],
      environment: ['development', 'production'],
      endpoint: ['scores'],
      path: [`${word}.txt`, 'a/b'],
      source: [`runs:/${run}/model`],
      gate: ['G0', 'G1'],
      seat: ['data_scientist'],
    } satisfies Ground['known'],
  }
}
