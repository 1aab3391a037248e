import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Inside } from '../../../test/inside.ts'
import { describeMlflow, mlflowAs, mlflowCalls, openMlflow, type Call } from '../../../test/mlflow.ts'

describeMlflow("who may speak MLflow's protocol", ground => {
  const newRun = async (wish: object = {}) => {
    const { run } = await ground().mlflow.post('runs/create', { experiment_id: '0', start_time: 1, ...wish })
    assert.ok(run)
    return run.info
  }

  test('a token signs in as Bearer or as Basic password; a cookie does not', async () => {
    const path = '/api/2.0/mlflow/experiments/get?experiment_id=0'
    const as = async (headers: Record<string, string>) => (await ground().mlflow.send('GET', path, { headers })).status
    const basic = (password: string) => `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}`
    const { cookie } = await ground().inside.signIn(await linkOf(ground().inside))
    assert.equal(await as({}), 200)
    assert.equal(await as({ Authorization: basic(ground().mlflow.token) }), 200)
    assert.equal(await as({ Authorization: basic('wrong') }), 401)
    assert.equal(await as({ Authorization: 'Bearer tri_wrong' }), 401)
    const byCookie = await fetch(`${ground().inside.url}${path}`, { headers: { Cookie: cookie } })
    assert.equal(byCookie.status, 401)
    assert.equal(byCookie.headers.get('www-authenticate'), 'Basic realm="mlflow"')
    const body: unknown = await byCookie.json()
    assert.match(JSON.stringify(body), /"error_code":"UNAUTHENTICATED","message":"You are not authenticated\./)
  })

  test('a token reaches its own project only, by whatever name', async () => {
    const other = await openMlflow(ground().inside, 'Other')
    const { run_id } = await newRun({ run_name: 'mine' })
    await ground().mlflow.send('PUT', `/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/a.txt`, {
      body: 'secret',
    })
    assert.equal((await other.ask('GET', `runs/get?run_id=${run_id}`)).status, 404)
    assert.equal((await other.ask('POST', 'runs/log-metric', { run_id, key: 'a', value: 1, timestamp: 1 })).status, 404)
    assert.equal(
      (await other.send('GET', `/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/a.txt`)).status,
      404,
    )
    assert.equal((await other.send('GET', `/get-artifact?run_id=${run_id}&path=a.txt`)).status, 404)
    assert.deepEqual((await other.get(`metrics/get-history?run_id=${run_id}&metric_key=a`)).metrics, [])
    assert.deepEqual((await other.post('runs/search', { experiment_ids: ['0'] })).runs, [])
    const inWorkspace = async (workspace: string) =>
      (
        await other.send('GET', '/api/2.0/mlflow/experiments/get?experiment_id=0', {
          headers: { 'X-MLFLOW-WORKSPACE': workspace },
        })
      ).status
    assert.deepEqual(
      [await inWorkspace('other'), await inWorkspace('default'), await inWorkspace('ships')],
      [200, 200, 404],
    )
  })

  test('a token for reading reads, and says what it lacks when it is to write', async () => {
    const reader = await mlflowAs(ground().inside, {
      api: ground().inside.owner,
      project: 'ships',
      rights: ['project:read'],
    })
    assert.equal((await reader.ask('POST', 'runs/search', { experiment_ids: ['0'] })).status, 200)
    const { status, error_code, message } = await reader.ask('POST', 'runs/create', {})
    assert.deepEqual([status, error_code], [403, 'PERMISSION_DENIED'])
    assert.match(message, /^Permission denied\. You cannot, because .* "run:write"/)
    assert.equal((await reader.ask('POST', 'registered-models/create', { name: 'x' })).status, 403)
  })

  test("a step's token writes into its own run and into those it started, nowhere else", async () => {
    const own = await newRun()
    const foreign = await newRun()
    const bound = await mlflowAs(ground().inside, { api: ground().inside.owner, project: 'ships' })
    await ground().inside.db.updateTable('tokens').set({ run_id: own.run_id }).where('id', '=', bound.tokenId).execute()
    const log = async (run_id: string) =>
      (await bound.ask('POST', 'runs/log-metric', { run_id, key: 'a', value: 1, timestamp: 1 })).status
    const { run: child } = await bound.post('runs/create', { experiment_id: '0' })
    assert.deepEqual(
      [await log(own.run_id), await log(child?.info.run_id ?? ''), await log(foreign.run_id)],
      [200, 200, 403],
    )
    const put = async (id: string) =>
      (await bound.send('PUT', `/api/2.0/mlflow-artifacts/artifacts/0/${id}/artifacts/x`, { body: 'x' })).status
    assert.deepEqual([await put(own.run_id), await put(foreign.run_id)], [200, 403])
    const model = async (source_run_id: string) =>
      (await bound.ask('POST', 'logged-models', { experiment_id: '0', name: 'm', source_run_id })).status
    assert.deepEqual([await model(own.run_id), await model(foreign.run_id)], [200, 403])
    assert.equal((await bound.ask('POST', 'runs/delete', { run_id: foreign.run_id })).status, 403)
  })

  test('workspaces are the projects that a token may see, by their addresses', async () => {
    const { inside, mlflow } = ground()
    await openMlflow(inside, 'Hidden')
    const ask = async (method: string, path: string, call: Call = {}) => {
      const response = await mlflow.send(method, `/api/3.0/mlflow/workspaces${path}`, call)
      return { status: response.status, said: await response.text() }
    }
    const { said } = await ask('GET', '')
    assert.equal(said, '{"workspaces":[{"name":"ships","description":"Ships"}]}')
    assert.equal((await ask('GET', '/hidden')).status, 404)
    assert.equal((await ask('GET', '', { headers: { Authorization: 'Bearer tri_wrong' } })).status, 401)
    assert.match((await ask('PATCH', '/ships', { body: {} })).said, /Workspace update must have at least one key/)
    const body = { name: 'boats', description: 'Boats' }
    assert.equal((await ask('POST', '', { body })).status, 403, 'a token of one project starts no other')
    await mlflow.post('runs/create', { experiment_id: '0', start_time: 1 })
    const full = await ask('DELETE', '/ships')
    assert.deepEqual([full.status, JSON.parse(full.said).error_code], [400, 'INVALID_STATE'])
    assert.match(full.said, /still contains runs\. Remove them first, or close .*\/projects\/ships\/settings/)
    assert.match((await ask('DELETE', '/ships?mode=CASCADE')).said, /INVALID_PARAMETER_VALUE.*Close it as it is/)
    assert.match((await ask('DELETE', '/ships?mode=SINK')).said, /Invalid deletion mode 'SINK'/)

    const free = await mlflowAs(inside, { api: inside.owner, project: 'ships' })
    await inside.db.updateTable('tokens').set({ project_id: null }).where('id', '=', free.tokenId).execute()
    const headers = { Authorization: `Bearer ${free.token}` }
    const made = await ask('POST', '', { body, headers })
    assert.deepEqual([made.status, made.said], [201, '{"workspace":{"name":"boats","description":"Boats"}}'])
    assert.match((await ask('POST', '', { body, headers })).said, /RESOURCE_ALREADY_EXISTS/)
    assert.match((await ask('POST', '', { body: { name: 'default' }, headers })).said, /is reserved/)
    assert.match((await ask('POST', '', { body: { name: 'No Name' }, headers })).said, /must match the pattern/)
    assert.match(
      (await ask('GET', '', { headers })).said,
      /"name":"boats".*"name":"ships"|"name":"ships".*"name":"boats"/,
    )
    assert.equal((await ask('DELETE', '/boats', { headers })).status, 204)
    assert.equal((await ask('GET', '/boats', { headers })).status, 404)
    assert.doesNotMatch((await ask('GET', '', { headers })).said, /boats/)
    await inside.owner.projects.change({ project: 'boats', state: 'active' })
    assert.equal((await ask('GET', '/boats', { headers })).status, 200, 'what was closed is opened again')
    const current = await mlflow.send('GET', '/api/2.0/mlflow/users/current')
    assert.match(await current.text(), new RegExp(`"user":{"id":"${inside.ownerId}"`))
  })

  test('version, health and server information need no token', async () => {
    const plain = mlflowCalls({ url: ground().inside.url, token: '', project: '' })
    const text = async (path: string) => (await fetch(`${plain.url}${path}`)).text()
    assert.match(await text('/version'), /^3\.\d+\.\d+$/)
    assert.equal(await text('/health'), 'OK')
    assert.match(await text('/api/3.0/mlflow/server-info'), /"multipart_downloads_enabled":true/)
  })
})

async function linkOf(inside: Inside): Promise<string> {
  const { invitations } = await inside.owner.projects.create({
    name: 'Guests',
    seats: [{ seat: 'data_engineer', name: 'Guest' }],
  })
  return invitations[0]?.url ?? ''
}
