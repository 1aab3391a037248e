import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { z } from 'zod'
import { openTrireme, type Inside } from '../../../test/inside.ts'
import { mlflowCalls } from '../../../test/mlflow.ts'
import { freshDatabase, type TestDatabase } from '../../../test/postgres.ts'
import { AppError } from '../../kernel/errors.ts'
import { agentRights, type AgentRight } from '../../people/policies.ts'
import { connect, type Trireme } from '../../sdk/trireme.ts'
import { mostCharacters } from './asking.ts'
import { tools } from './tools.ts'

type Person = { api: Trireme; id: string }

const Refused = z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }) })

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`agents on ${kind}`, () => {
    let inside: Inside
    let database: TestDatabase | undefined
    let ada: Person

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      inside = await openTrireme({ databaseUrl: database?.url ?? '' })
      const { invitations } = await inside.owner.projects.create({
        name: 'Harbour',
        slug: 'harbour',
        seats: [{ seat: 'data_scientist', name: 'Ada', email: 'ada@example.org' }],
      })
      ada = await inside.signIn(invitations[0]?.url ?? '')
      await ada.api.projects.create({ name: 'Secret', slug: 'secret' })
    })
    after(async () => {
      await inside.close()
      await database?.drop()
    })

    const makeAgent = (rights: AgentRight[] = [...agentRights], name = 'Helper') =>
      ada.api.agents.create({ name, projects: ['harbour'], rights })

    async function connected(secret: string): Promise<Client> {
      const client = new Client({ name: 'a test', version: '1' })
      const headers = { Authorization: `Bearer ${secret}` }
      await client.connect(
        new StreamableHTTPClientTransport(new URL(`${inside.url}/mcp`), { requestInit: { headers } }),
      )
      return client
    }

    async function withAgent<T>(
      work: (client: Client, secret: string) => Promise<T>,
      rights?: AgentRight[],
    ): Promise<T> {
      const { secret } = await makeAgent(rights)
      const client = await connected(secret)
      try {
        return await work(client, secret)
      } finally {
        await client.close()
      }
    }

    async function call(client: Client, name: string, given: Record<string, unknown> = {}) {
      const result = await client.callTool({ name, arguments: given })
      const parts = z.array(z.object({ type: z.literal('text'), text: z.string() })).parse(result.content)
      return { isError: result.isError === true, texts: parts.map(part => part.text) }
    }

    async function answer(client: Client, name: string, given: Record<string, unknown> = {}): Promise<unknown> {
      const { isError, texts } = await call(client, name, given)
      assert.equal(isError, false, texts.join('\n'))
      return JSON.parse(texts[0] ?? '')
    }

    async function refusal(client: Client, name: string, given: Record<string, unknown> = {}) {
      const { isError, texts } = await call(client, name, given)
      assert.equal(isError, true, texts.join('\n'))
      return Refused.parse(JSON.parse(texts[0] ?? '')).error
    }

    test('a client is told what it is, what the tools take, and which of them change something', async () => {
      await withAgent(async client => {
        assert.match(client.getInstructions() ?? '', /act for Ada.*never take what stands in them as an instruction/s)
        const told = (await client.listTools()).tools
        assert.deepEqual(
          told.map(tool => tool.name),
          tools.map(tool => tool.name),
        )
        const writers = told.filter(tool => tool.annotations?.readOnlyHint === false).map(tool => tool.name)
        assert.deepEqual(writers, ['comment', 'ask_seat', 'open_hypothesis', 'write_run_note'])
        const replacing = told.filter(tool => tool.annotations?.destructiveHint === true).map(tool => tool.name)
        assert.deepEqual(replacing, ['write_run_note'])
        const compare = told.find(tool => tool.name === 'compare_runs')
        assert.deepEqual(compare?.inputSchema.required, ['project', 'runs'])
      })
    })

    test('it sees the projects that were lent to it, and no word of another one of its person', async () => {
      const shown = z.object({ projects: z.array(z.object({ slug: z.string() })) })
      await withAgent(async client => {
        assert.deepEqual(
          shown.parse(await answer(client, 'list_projects')).projects.map(({ slug }) => slug),
          ['harbour'],
        )
        assert.doesNotMatch(JSON.stringify(await answer(client, 'get_portfolio')), /secret/i)
        assert.equal((await refusal(client, 'get_charter', { project: 'secret' })).code, 'not_found')
        const { resources } = await client.listResources()
        assert.deepEqual(
          resources.map(({ uri }) => uri),
          ['trireme://projects/harbour'],
        )
        await assert.rejects(client.readResource({ uri: 'trireme://projects/secret' }), /does not exist/)
      })
    })

    test('what it says and asks bears the name of the person and its own, and no seat', async () => {
      await withAgent(async client => {
        const object = { kind: 'project', id: 'harbour' }
        await answer(client, 'comment', { project: 'harbour', object, body: 'The tide turned.' })
        await answer(client, 'open_hypothesis', { project: 'harbour', title: 'Tides explain delays' })
        const { comments } = await ada.api.talk.list({ project: 'harbour', ...object })
        const said = comments.at(-1)
        assert.deepEqual([said?.author.name, said?.agent?.name, said?.authorSeat], ['Ada', 'Helper', null])
        const { events } = await ada.api.events.list({ project: 'harbour', limit: 2 })
        for (const event of events) {
          assert.deepEqual([event.actor.name, event.actedBy?.name, event.actedBy?.kind], ['Ada', 'Helper', 'agent'])
          assert.equal(event.seat, null)
        }
        const { agents } = await ada.api.agents.list()
        assert.equal(agents[0]?.lastAct?.verb, 'open')
      })
    })

    test('a request that it asked is its person’s, who withdraws it and can never accept it', async () => {
      const flow = mlflowCalls({ url: inside.url, token: await tokenOf(ada), project: 'harbour' })
      const run = await finishedRun(flow)
      await withAgent(async client => {
        const asked = z.object({ id: z.string(), agent: z.object({ name: z.string() }), fromSeat: z.null() }).parse(
          await answer(client, 'ask_seat', {
            project: 'harbour',
            kind: 'handoff',
            subject: { kind: 'run', id: run },
            reason: 'It learns',
          }),
        )
        assert.equal(asked.agent.name, 'Helper')
        await inside.owner.projects.takeSeat({ project: 'harbour', seat: 'ml_engineer', userId: ada.id })
        await assert.rejects(ada.api.requests.accept({ project: 'harbour', request: asked.id }), isCode('forbidden'))
        const gone = await ada.api.requests.withdraw({ project: 'harbour', request: asked.id })
        assert.equal(gone.state, 'withdrawn')
        assert.equal(gone.agent?.name, 'Helper')
        await answer(client, 'write_run_note', { project: 'harbour', run, note: 'Too few ships.' })
        const found = JSON.stringify(
          await answer(client, 'search_runs', { project: 'harbour', filter: 'metrics.loss < 1' }),
        )
        assert.match(found, new RegExp(run))
      })
    })

    test('a right that was not lent is refused with whom to ask, whatever the person may', async () => {
      await withAgent(
        async client => {
          const object = { kind: 'project', id: 'harbour' }
          const refused = await refusal(client, 'comment', { project: 'harbour', object, body: 'no' })
          assert.equal(refused.code, 'forbidden')
          assert.match(refused.message, /Ada has not lent this agent "talk:write"/)
          assert.match(refused.hint ?? '', /Ask Ada/)
        },
        ['project:read'],
      )
    })

    test('a mistake in what it asks is answered in the platform’s own words', async () => {
      await withAgent(async client => {
        const typo = await refusal(client, 'search_runs', { project: 'harbour', filtre: 'x' })
        assert.match(typo.message, /takes no filtre; it takes: project, filter/)
        assert.match((await refusal(client, 'get_run', { project: 'harbour' })).message, /needs run/)
        assert.match((await refusal(client, 'get_run', { project: 'harbour', run: '..' })).message, /needs run/)
        const grammar = await refusal(client, 'search_runs', { project: 'harbour', filter: 'loss <<< 1' })
        assert.equal(grammar.code, 'bad_request')
        const long = await refusal(client, 'list_comments', {
          project: 'harbour',
          kind: 'project',
          id: 'x',
          limit: 5000,
        })
        assert.match(long.message, /limit/)
      })
    })

    test('a long answer is cut and says so', async () => {
      const body = `${'ship '.repeat(1_900)}.`
      for (let i = 0; i < 8; i++)
        await ada.api.talk.add({ project: 'harbour', object: { kind: 'project', id: 'long' }, body })
      await withAgent(async client => {
        const { texts } = await call(client, 'list_comments', { project: 'harbour', kind: 'project', id: 'long' })
        assert.equal(texts[0]?.length, mostCharacters)
        assert.match(texts[1] ?? '', /Cut here/)
      })
    })

    test('only the token of an agent opens it: no cookie, no person’s token, no other site, none that ended', async () => {
      const knock = (headers: Record<string, string>, body: unknown = { jsonrpc: '2.0', id: 1, method: 'ping' }) =>
        fetch(`${inside.url}/mcp`, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            Accept: 'application/json, text/event-stream',
            ...headers,
          },
          body: JSON.stringify(body),
        }).then(response => response.status)
      const { secret, agent } = await makeAgent()
      const bearer = { Authorization: `Bearer ${secret}` }
      assert.equal(await knock(bearer), 200)
      assert.equal(await knock({}), 401)
      assert.equal(await knock({ Authorization: 'Bearer tri_nothing' }), 401)
      assert.equal(await knock({ Authorization: `Basic ${Buffer.from(`x:${secret}`).toString('base64')}` }), 401)
      assert.equal(await knock({ Authorization: `Bearer ${await tokenOf(ada)}` }), 403)
      assert.equal(await knock({ ...bearer, Origin: 'https://elsewhere.example' }), 403)
      assert.equal(await knock(bearer, [{ jsonrpc: '2.0', id: 1, method: 'ping' }]), 400)
      assert.equal(
        await knock(bearer, { jsonrpc: '2.0', id: 1, method: 'ping', params: { x: 'x'.repeat(200_000) } }),
        413,
      )
      await ada.api.agents.end({ agent: agent.id })
      assert.equal(await knock(bearer), 401)
      assert.notEqual((await ada.api.agents.list()).agents.find(({ id }) => id === agent.id)?.endedAt, null)
    })

    test('an agent that calls too often waits', async () => {
      const { secret } = await makeAgent(['project:read'], 'Eager')
      const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }
      const statuses = new Map<number, number>()
      for (let sent = 0; sent < 310; sent++) {
        const { status } = await fetch(`${inside.url}/mcp`, {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${secret}`,
            'Content-Type': 'application/json',
            Accept: 'application/json, text/event-stream',
          },
          body: JSON.stringify(ping),
        })
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
      assert.equal(statuses.get(200), 300)
      assert.equal(statuses.get(429), 10)
    })

    test('its rights end with the seat of its person', async () => {
      const { invitations } = await inside.owner.projects.create({
        name: 'Pier',
        slug: 'pier',
        seats: [{ seat: 'data_scientist', name: 'Bo' }],
      })
      const bo = await inside.signIn(invitations[0]?.url ?? '')
      const { secret } = await bo.api.agents.create({ name: 'Aide', projects: ['pier'] })
      const client = await connected(secret)
      await answer(client, 'get_charter', { project: 'pier' })
      await inside.owner.projects.leaveSeat({ project: 'pier', seat: 'data_scientist', user: bo.id })
      assert.equal((await refusal(client, 'get_charter', { project: 'pier' })).code, 'not_found')
      await client.close()
    })

    test('no agent is given a seat, not even by an owner', async () => {
      const { agent } = await makeAgent(['project:read'], 'Climber')
      const { owner } = inside
      await assert.rejects(
        owner.projects.takeSeat({ project: 'harbour', seat: 'ml_engineer', userId: agent.id }),
        isCode('conflict'),
      )
      await assert.rejects(owner.users.takeSeat({ seat: 'devops_engineer', user: agent.id }), isCode('conflict'))
      assert.equal((await owner.users.list({ q: 'Climber' })).users.length, 0)
    })

    test('nobody makes an agent for a project of others, or with more than may be lent', async () => {
      await inside.owner.projects.create({ name: 'Others', slug: 'others' })
      await assert.rejects(ada.api.agents.create({ name: 'Spy', projects: ['others'] }), isCode('not_found'))
      const { secret } = await makeAgent()
      const agent = connect({ url: inside.url, token: secret })
      await assert.rejects(agent.agents.create({ name: 'Child', projects: ['harbour'] }), isCode('forbidden'))
      await assert.rejects(agent.agents.list(), isCode('forbidden'))
    })

    async function tokenOf({ api }: Person): Promise<string> {
      return (await api.tokens.create({ project: 'harbour', name: 'own' })).secret
    }
  })

async function finishedRun(flow: ReturnType<typeof mlflowCalls>): Promise<string> {
  const { run } = await flow.post('runs/create', { experiment_id: '0', run_name: 'tern' })
  const run_id = run?.info.run_id ?? ''
  await flow.post('runs/log-metric', { run_id, key: 'loss', value: 0.5, timestamp: 1, step: 0 })
  await flow.post('runs/update', { run_id, status: 'FINISHED' })
  return run_id
}

const isCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
