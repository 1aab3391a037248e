import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { signInWith } from '../../../../test/inside.ts'
import { describeMlflow, mlflowCalls } from '../../../../test/mlflow.ts'
import { startPlatform } from '../../../../test/platform.ts'
import { openReceiver, type Received, type Receiver } from '../../../../test/receiver.ts'

const Body = z.object({
  entity: z.string(),
  action: z.string(),
  workspace: z.string(),
  data: z.record(z.string(), z.unknown()),
})
const Answered = z.object({ webhook: z.object({ webhook_id: z.string(), url: z.string(), status: z.string() }) })
const Tested = z.object({
  result: z.object({
    success: z.boolean(),
    response_status: z.number().optional(),
    response_body: z.string().optional(),
    error_message: z.string().optional(),
  }),
})
const happened = ({ body }: Received) => {
  const { entity, action, data } = Body.parse(JSON.parse(body))
  return { event: `${entity}.${action}`, data }
}

describeMlflow(
  'a webhook of the registry',
  ground => {
    let receiver: Receiver
    before(async () => {
      receiver = await openReceiver()
    })
    after(() => receiver.close())

    const send = (method: string, path: string, body?: unknown) =>
      ground().mlflow.send(method, `/api/2.0/mlflow/webhooks${path}`, { body })
    const create = async (more: object) =>
      Answered.parse(await (await send('POST', '', { name: 'ci', url: receiver.url, ...more })).json()).webhook
    const told = async () => (await ground().inside.owner.webhooks.list({ project: 'ships' })).webhooks

    test('is told of what it listens to, signed, with an id of the delivery', async () => {
      const { mlflow } = ground()
      const events = [
        { entity: 'REGISTERED_MODEL', action: 'CREATED' },
        { entity: 'MODEL_VERSION', action: 'CREATED' },
        { entity: 'MODEL_VERSION_ALIAS', action: 'CREATED' },
        { entity: 'PROMPT', action: 'CREATED' },
      ]
      const { webhook_id: id } = await create({ events, secret: 'quiet' })
      await mlflow.post('registered-models/create', { name: 'delays', tags: [{ key: 'a', value: 'b' }] })
      await mlflow.post('model-versions/create', { name: 'delays', source: 's3://bucket/x' })
      await mlflow.post('registered-models/set-tag', { name: 'delays', key: 'a', value: 'c' })
      await mlflow.post('registered-models/alias', { name: 'delays', alias: 'champion', version: '1' })
      const isPrompt = [{ key: 'mlflow.prompt.is_prompt', value: 'true' }]
      await mlflow.post('registered-models/create', { name: 'greeting', tags: isPrompt })
      const got = await receiver.first(4)
      const byEvent = got.map(happened).toSorted((a, b) => (a.event < b.event ? -1 : 1))
      const version = { name: 'delays', version: '1' }
      assert.deepEqual(byEvent, [
        {
          event: 'model_version.created',
          data: { ...version, tags: {}, description: null, source: 's3://bucket/x', run_id: null },
        },
        { event: 'model_version_alias.created', data: { ...version, alias: 'champion' } },
        { event: 'prompt.created', data: { name: 'greeting', tags: {}, description: '' } },
        { event: 'registered_model.created', data: { name: 'delays', tags: { a: 'b' }, description: '' } },
      ])
      for (const { headers, body } of got) {
        const signed = `${headers['x-mlflow-delivery-id']}.${headers['x-mlflow-timestamp']}.${body}`
        const signature = createHmac('sha256', 'quiet').update(signed).digest('base64')
        assert.equal(headers['x-mlflow-signature'], `v1,${signature}`)
      }
      let [webhook] = await told()
      while (webhook?.deliveries.some(({ state }) => state === 'waiting')) [webhook] = await told()
      assert.equal(webhook?.origin, new URL(receiver.url).origin, 'the path may be a password')
      assert.deepEqual(
        webhook.deliveries.map(({ state, answered }) => [state, answered]),
        Array.from({ length: 4 }, () => ['delivered', 200]),
      )
      const { secret } = await ground().inside.db.selectFrom('webhooks').select('secret').executeTakeFirstOrThrow()
      assert.ok(secret !== null && !Buffer.from(secret, 'base64url').includes('quiet'), 'the secret is sealed')
      assert.equal((await send('PATCH', `/${id}`, { status: 'DISABLED' })).status, 200)
      await mlflow.post('registered-models/create', { name: 'silent' })
      assert.equal((await told())[0]?.deliveries.length, 4, 'one that is switched off is told nothing')
      assert.equal((await send('DELETE', `/${id}`)).status, 200)
      assert.equal((await send('GET', `/${id}`)).status, 404)
    })

    test('says in a test what the other side answered, and follows it nowhere', async () => {
      const events = [{ entity: 'MODEL_VERSION_TAG', action: 'SET' }]
      const { webhook_id: id } = await create({ name: 'tests', events })
      const tested = async () => Tested.parse(await (await send('POST', `/${id}/test`, {})).json()).result
      assert.deepEqual(await tested(), { success: true, response_status: 200, response_body: 'heard' })
      const before = receiver.got.length
      receiver.answer = { status: 302, headers: { Location: receiver.url } }
      assert.deepEqual(await tested(), { success: false, response_status: 302, response_body: 'heard' })
      assert.equal(receiver.got.length, before + 1)
      receiver.answer = { status: 200 }
      await ground().inside.owner.webhooks.remove({ project: 'ships', webhook: id })
    })

    test('is refused where the server must not call, and where nothing could be told', async () => {
      const event = { entity: 'MODEL_VERSION', action: 'CREATED' }
      const mistakes: [object, RegExp][] = [
        [{ url: 'http://127.0.0.2/' }, /127\.0\.0\.2 is a private address.*TRIREME_ALLOWED_ADDRESSES/],
        [{ url: 'http://0x7f.2/' }, /127\.0\.0\.2 is a private address/],
        [{ url: 'http://[::1]/' }, /::1 is a private address/],
        [{ url: 'http://[::ffff:10.0.0.1]/' }, /is a private address/],
        [{ url: 'https://169.254.169.254/latest/meta-data' }, /169\.254\.169\.254 is a private address/],
        [{ url: 'https://[64:ff9b::a9fe:a9fe]/' }, /is a private address/],
        [{ url: 'ftp://example.com/' }, /Invalid webhook URL scheme: 'ftp'/],
        [{ url: 'https://me:pw@example.com/' }, /holds no name and no password/],
        [{ url: 'nowhere' }, /Invalid webhook URL/],
        [{ name: '-' }, /Webhook name '-' is invalid/],
        [{ events: [] }, /non-empty list/],
        [{ events: [{ entity: 'MODEL_VERSION', action: 'SET' }] }, /Nothing here is told as 'model_version.set'/],
        [{ events: [{ entity: 'SHIP', action: 'SET' }] }, /'events\[0\]\.entity'/],
      ]
      for (const [wish, says] of mistakes) {
        const full = { name: 'ci', url: receiver.url, events: [event], ...wish }
        const answer = await ground().mlflow.ask('POST', 'webhooks', full)
        assert.deepEqual([answer.status, answer.error_code], [400, 'INVALID_PARAMETER_VALUE'], JSON.stringify(wish))
        assert.match(answer.message, says)
      }
      assert.equal((await ground().mlflow.ask('GET', 'webhooks/none')).error_code, 'RESOURCE_DOES_NOT_EXIST')
    })
  },
  { TRIREME_ALLOWED_ADDRESSES: '127.0.0.1/32' },
)

test('what a webhook was not told yet is told after the server was killed', { timeout: 300_000 }, async t => {
  const receiver = await openReceiver()
  const platform = await startPlatform({ env: { TRIREME_ALLOWED_ADDRESSES: '127.0.0.1', TRIREME_LOG: 'error' } })
  t.after(() => Promise.all([platform.stop(), receiver.close()]))
  const { api, id: userId } = await signInWith(() => platform.url, platform.signInUrl)
  const { project } = await api.projects.create({ name: 'Ships', seats: [{ seat: 'data_scientist', userId }] })
  const { secret: token } = await api.tokens.create({ project: project.slug, name: 'script', rights: ['*'] })
  const mlflow = mlflowCalls({ url: platform.url, token, project: project.slug })
  const events = [{ entity: 'REGISTERED_MODEL', action: 'CREATED' }]
  await mlflow.post('webhooks', { name: 'ci', url: receiver.url, events })
  receiver.answer = { status: 503 }
  await mlflow.post('registered-models/create', { name: 'delays' })
  const [refused] = await receiver.first(1)
  await mlflow.post('registered-models/create', { name: 'masts' })
  await platform.kill('SIGKILL')
  receiver.answer = { status: 200 }
  await platform.restart()
  const states = async () =>
    (await api.webhooks.list({ project: project.slug })).webhooks.flatMap(({ deliveries }) =>
      deliveries.map(({ state }) => state),
    )
  while ((await states()).join(' ') !== 'delivered delivered') await sleep(50)
  const again = receiver.got.slice(1)
  const models = again.map(one => Body.parse(JSON.parse(one.body)).data['name'])
  assert.deepEqual(new Set(models), new Set(['delays', 'masts']))
  const id = 'x-mlflow-delivery-id'
  assert.ok(
    again.some(({ headers }) => headers[id] === refused?.headers[id]),
    'the same delivery comes again under its id',
  )
})
