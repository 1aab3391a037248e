import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { mlflowCalls } from '../../test/mlflow.ts'
import { openTrireme, type Inside } from '../../test/inside.ts'

const main = join(import.meta.dirname, '..', '..', 'bin', 'trireme.mjs')

let inside: Inside
let folder = ''
let token = ''

before(async () => {
  inside = await openTrireme()
  folder = await mkdtemp(join(tmpdir(), 'cli-'))
  await inside.owner.projects.create({
    name: 'Ships',
    slug: 'ships',
    seats: [{ seat: 'data_engineer', userId: inside.ownerId }],
  })
  token = (await inside.owner.tokens.create({ project: 'ships', name: 'shell' })).secret
  await trireme('login', '--url', inside.url, '--token', token)
})

after(async () => {
  await inside.close()
  await rm(folder, { recursive: true, force: true })
})

/** The command as a person types it, with nothing but what `login` kept. */
async function trireme(...args: string[]) {
  const { TRIREME_URL: _, TRIREME_TOKEN: __, ...env } = process.env
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: { ...env, TRIREME_CONFIG: join(folder, 'config'), TRIREME_PROJECT: 'ships' },
  })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code: Number(code), stdout, stderr }
}

test('login keeps the token for this person alone, and refuses one that is not known', async () => {
  const file = join(folder, 'config', 'login.json')
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  const refused = await trireme('login', '--url', inside.url, '--token', 'trm_nothing')
  assert.equal(refused.code, 1)
  assert.match(await readFile(file, 'utf8'), new RegExp(token))
})

test('projects and seats are listed as a table, and as JSON for programs', async () => {
  assert.match((await trireme('project', 'list')).stdout, /^project .*\nships +Ships +active/)
  assert.match((await trireme('seat', 'list')).stdout, /data_engineer/)
  const detail = JSON.parse((await trireme('--json', 'project', 'get')).stdout)
  assert.equal(detail.slug, 'ships')
})

test('people are imported from a table after a look, and one is seen off', async () => {
  await writeFile(join(folder, 'crew.csv'), 'name,email,department\nPim Pine,pim@example.org,Deck\n')
  const look = await trireme('people', 'import', 'crew.csv')
  assert.match(look.stdout, /created +person, department\n\n1 new[^]*say --apply/, look.stderr)
  assert.match((await trireme('people', 'import', 'crew.csv', '--apply')).stdout, /Imported/)
  const { users } = await inside.owner.users.list({ q: 'Pim' })
  assert.match((await trireme('people', 'show', users[0]?.id ?? '')).stdout, /department: +Deck/)
  assert.match((await trireme('people', 'finish', users[0]?.id ?? '')).stdout, /Pim Pine has left/)
})

test('a team is made, filled, told apart by its kind, and dissolved', async () => {
  const made = await trireme('team', 'create', 'Rowers', '--kind', 'platform', '--description', 'Pull together')
  assert.match(made.stdout, /^Team Rowers is there \(platform\)/, made.stderr)
  const added = await trireme('team', 'add', 'Rowers', '--user', inside.ownerId)
  assert.match(added.stdout, /data_engineer \(ships\)/, added.stderr)
  await trireme('team', 'create', 'Helm')
  const served = await trireme('team', 'interact', 'Rowers', '--with', 'Helm', '--mode', 'x-as-a-service')
  assert.match(served.stdout, /Helm: x-as-a-service \(gives\)/, served.stderr)
  assert.match((await trireme('team', 'list')).stdout, /Rowers +platform +1/)
  const wrong = await trireme('team', 'change', 'Rowers', '--kind', 'crew')
  assert.match(wrong.stderr, /There is no "crew" here\nThere are: stream-aligned/)
  await trireme('team', 'remove', 'Rowers')
  assert.equal((await trireme('team', 'show', 'Rowers')).code, 1)
})

test('a file that is uploaded comes back the same', async () => {
  await writeFile(join(folder, 'boats.csv'), 'boat,oars\nArgo,50\nOlympias,170\n')
  const uploaded = await trireme('dataset', 'upload', 'boats.csv', '--note', 'first')
  assert.match(uploaded.stdout, /^boats version 1: 2 rows, 2 columns/, uploaded.stderr)
  assert.match((await trireme('dataset', 'list')).stdout, /boats +1 +2 +2/)
  assert.match((await trireme('dataset', 'get', 'boats')).stdout, /oars/)
  await trireme('dataset', 'download', 'boats', '--format', 'csv', '--output', 'back.csv')
  assert.match(await readFile(join(folder, 'back.csv'), 'utf8'), /Olympias,170/)
  assert.match((await trireme('events', 'list', '--kind', 'dataset')).stdout, /boats/)
})

test('an image file that is wrong and a run that is not there are told with a way out', async () => {
  await writeFile(join(folder, 'image.json'), '{ "name": "tools", "python": "two", "packages": [] }')
  const wrong = await trireme('image', 'build', 'image.json')
  assert.equal(wrong.code, 1)
  assert.match(wrong.stderr, /does not declare an image[^]*python/)
  assert.equal((await trireme('run', 'list')).stdout, 'nothing yet\n')
  const lost = await trireme('run', 'logs', 'nothing')
  assert.equal(lost.code, 1)
  assert.match(lost.stderr, /Nothing was executed for run nothing\ntrireme run list/)
  const launched = await trireme('run', 'launch', 'image.json', '--image', 'none', '--folder', folder)
  assert.match(launched.stderr, /none/)
})

test('a registered model is listed, and read with its files', async () => {
  const mlflow = mlflowCalls({ url: inside.url, token, project: 'ships' })
  const { run } = await mlflow.post('runs/create', { experiment_id: '0' })
  const id = run?.info.run_id ?? ''
  await mlflow.send('PUT', `/api/2.0/mlflow-artifacts/artifacts/0/${id}/artifacts/model/MLmodel`, {
    body: 'flavors: {}',
  })
  await mlflow.post('registered-models/create', { name: 'speed' })
  await mlflow.post('model-versions/create', { name: 'speed', source: `runs:/${id}/model`, run_id: id })
  assert.match((await trireme('model', 'list')).stdout, /speed +1/)
  assert.match((await trireme('model', 'get', 'speed')).stdout, new RegExp(`run: +${id}[^]*MLmodel +11`))
  assert.match((await trireme('model', 'get', 'speed', 'x')).stderr, /"x" is not the number of a version/)
  const lost = await trireme('model', 'get', 'depth')
  assert.equal(lost.code, 1)
})

test('what is mistyped is answered with what there is, in text and in JSON', async () => {
  const unknown = await trireme('project', 'burn')
  assert.equal(unknown.code, 1)
  assert.match(unknown.stderr, /There is no command "project burn"\nThere are: project list/)
  const option = await trireme('dataset', 'list', '--colour', 'red', '--json')
  assert.equal(JSON.parse(option.stderr).error.code, 'bad_request')
  const seat = await trireme('seat', 'take', 'captain')
  assert.match(seat.stderr, /There is no seat "captain"\nThere are: stakeholder/)
  assert.match((await trireme('help')).stdout, /trireme run launch SCRIPT/)
})

test('a server that is not there is said to be so', async () => {
  const child = spawn(process.execPath, [main, 'project', 'list'], {
    env: { ...process.env, TRIREME_URL: 'http://127.0.0.1:9', TRIREME_TOKEN: 'x' },
  })
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  assert.equal(code, 1)
  assert.match(stderr, /The server cannot be reached/)
})
