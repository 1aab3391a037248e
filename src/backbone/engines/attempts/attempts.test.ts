import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, before, describe, test } from 'node:test'
import { z } from 'zod'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { freshDatabase, type TestDatabase } from '../../../../test/postgres.ts'
import { openDatabase } from '../../../database/open.ts'
import { processEngine } from '../../../engines/process/process.engine.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { Seat } from '../../../people/seats.ts'
import { connect, type Trireme } from '../../../sdk/trireme.ts'
import { folderOf } from '../../storage/folder.ts'
import { probeSandbox } from '../sandbox.ts'
import type { AttemptKind } from './attempts.kind.ts'
import { cutAtEnd } from './attempts.log.ts'
import type { Attempt } from './attempts.schema.ts'
import { startAttempt } from './attempts.service.ts'

const isCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
const project = 'attempts'
const sandbox = await probeSandbox()

const Script = z.object({
  command: z.array(z.string()).default(['true']),
  snapshot: z.string().optional(),
  rights: z.array(z.string()).optional(),
  prepareFails: z.string().optional(),
  finishFails: z.string().optional(),
})

/** An upper tier's kind: runs a script and writes into the settings what it left, in the transaction of the end. */
function scripts(seen: { tokens: string[] }): AttemptKind {
  return {
    async prepare(ctx, attempt) {
      const spec = Script.parse(attempt.spec)
      if (spec.prepareFails === 'bug') throw new TypeError('cannot read properties of undefined')
      if (spec.prepareFails) throw new AppError('not_found', spec.prepareFails)
      const token = spec.rights && (await ctx.issueToken(spec.rights))
      if (token) seen.tokens.push(token)
      return {
        command: spec.command,
        ...(token ? { env: { TOKEN: token } } : {}),
        network: token ? 'server' : 'none',
        ...(spec.snapshot ? { code: { snapshot: spec.snapshot } } : {}),
      }
    },
    async finish(_, attempt, end) {
      const { finishFails } = Script.parse(attempt.spec)
      if (finishFails && end.state === 'done') throw new AppError('bad_request', finishFails)
      const left = JSON.stringify(end.outputs.map(({ name, size }) => ({ name, size })))
      return async tx => {
        // a second application would fail on the key
        await tx
          .insertInto('settings')
          .values({ key: `end ${attempt.id}`, value: `${end.state} ${left}` })
          .execute()
      }
    },
  }
}

for (const database of ['SQLite', 'Postgres'] as const)
  describe(`attempts on ${database}`, () => {
    const seen: { tokens: string[] } = { tokens: [] }
    let inside: Inside
    let postgres: TestDatabase | undefined
    let ada: { api: Trireme; id: string }

    before(async () => {
      postgres = database === 'Postgres' ? await freshDatabase() : undefined
      inside = await openTrireme({
        databaseUrl: postgres?.url ?? '',
        env: { TRIREME_STEPS: '1' },
        attemptKinds: { script: scripts(seen) },
      })
      ada = await seated('Ada', 'data_scientist')
    })
    after(async () => {
      await inside.close()
      await postgres?.drop()
    })

    async function seated(name: string, seat: Seat) {
      const projects = await inside.owner.projects.list()
      if (projects.projects.every(one => one.slug !== project)) await inside.owner.projects.create({ name: 'Attempts' })
      const { invitation } = await inside.owner.projects.takeSeat({ project, seat, name })
      return inside.signIn(invitation ?? '')
    }

    async function start(
      spec: z.input<typeof Script>,
      by: { id: string; seat: Seat } = { id: ada.id, seat: 'data_scientist' },
    ) {
      const { id, slug, name } = await inside.owner.projects.get({ project })
      const engines = { process: processEngine({ data: inside.dataDir, sandbox }) }
      const ctx = {
        actor: { ...by, name: '', isOwner: false, mayRunCode: true },
        source: 'sdk' as const,
        clock: systemClock,
        project: { id, slug, name, isDemo: false },
        engines,
        attemptKinds: { script: scripts(seen) },
        wakeJobs: () => {},
      }
      const wish = { kind: 'script', subjectId: `subject${Math.random()}`, spec }
      return (await inside.db.transaction().execute(tx => startAttempt(tx, ctx, wish))).id
    }

    const get = (attempt: string) => ada.api.attempts.get({ project, attempt })
    const until = async (attempt: string, isTrue: (state: Attempt) => boolean) => {
      for (;;) {
        const now = await get(attempt)
        if (isTrue(now)) return now
        await sleep(30)
      }
    }
    const ended = (attempt: string) => until(attempt, now => now.finishedAt !== null)
    const logOf = async (attempt: string) => (await ada.api.attempts.log({ project, attempt })).text
    const says = async (attempt: string, words: string) => {
      while (!(await logOf(attempt)).includes(words)) await sleep(30)
    }
    const sh = (script: string) => ['sh', '-c', script]
    const resultOf = async (attempt: string) =>
      (await inside.db.selectFrom('settings').select('value').where('key', '=', `end ${attempt}`).executeTakeFirst())
        ?.value
    const stepFolder = (attempt: string) => join(folderOf(inside.dataDir).steps, attempt)

    test('code runs, is measured, leaves its outputs and its log, and nothing else', async () => {
      const { digest } = await ada.api.snapshots.create({
        project,
        files: [
          {
            path: 'lib/work.py',
            content: Buffer.from('n = 0\nfor i in range(3_000_000): n += i\nprint(n)').toString('base64'),
          },
        ],
      })
      const id = await start({
        snapshot: digest,
        command: sh('python3 lib/work.py; echo out > $TRIREME_OUTPUTS/r.txt'),
      })
      const end = await ended(id)
      assert.deepEqual([end.state, end.exitCode, end.reason, end.isolation], ['done', 0, null, sandbox.kind])
      assert.ok(end.cpuSeconds !== null && end.cpuSeconds > 0)
      assert.ok(end.peakMemoryBytes !== null && end.peakMemoryBytes > 1_000_000)
      assert.ok(end.wallMs !== null && end.wallMs > 0 && end.queueMs !== null && end.queueMs >= 0)
      assert.equal(await resultOf(id), 'done [{"name":"r.txt","size":4}]')
      assert.equal(await logOf(id), '4499998500000\n')
      const { events } = await ada.api.events.list({ project, kind: 'attempt', id })
      assert.deepEqual(
        events.map(event => [event.verb, event.actor.id, event.seat, event.source]),
        [
          ['finish', ada.id, 'data_scientist', 'system'],
          ['start', ada.id, 'data_scientist', 'sdk'],
        ],
      )
      while ((await readdir(folderOf(inside.dataDir).steps)).length > 0) await sleep(30)
      assert.deepEqual(await readdir(folderOf(inside.dataDir).temp), [])
      assert.equal(await logOf(id), '4499998500000\n')
    })

    test('a step that fails keeps its exit code, and what cannot begin or be kept says why', async () => {
      const ids = [
        await start({ command: sh('echo oh >&2; exit 7') }),
        await start({ prepareFails: 'The dataset flights@9 does not exist' }),
        await start({ prepareFails: 'bug' }),
        await start({ finishFails: 'There is no model.onnx' }),
        await start({ snapshot: `sha256:${'0'.repeat(64)}` }),
      ]
      const ends = await Promise.all(ids.map(ended))
      const [failed, unprepared, buggy, unkept, missing] = ends
      assert.deepEqual(
        ends.map(end => end.state),
        ids.map(() => 'failed'),
      )
      assert.deepEqual([failed?.exitCode, failed?.reason], [7, null])
      assert.equal(unprepared?.reason, 'The dataset flights@9 does not exist')
      assert.match(buggy?.reason ?? '', /^Trireme made a mistake/)
      assert.deepEqual([unkept?.exitCode, unkept?.reason], [0, 'There is no model.onnx'])
      assert.match(missing?.reason ?? '', /Snapshot .* does not exist/)
      assert.deepEqual(
        await Promise.all(ids.map(resultOf)),
        ids.map(() => 'failed []'),
      )
    })

    test('the step calls the server with a token of its own, which ends with it and is stored nowhere', async () => {
      const code = [
        'import os, urllib.request, urllib.error',
        'def call(path):',
        '  request = urllib.request.Request(os.environ["TRIREME_URL"] + path, headers={"Authorization": "Bearer " + os.environ["TOKEN"]})',
        '  try: return urllib.request.urlopen(request).status',
        '  except urllib.error.HTTPError as error: return error.code',
        'print(call("/api/projects/" + os.environ["TRIREME_PROJECT"] + "/environments"), call("/api/projects/other/environments"))',
      ]
      const id = await start({ command: ['python3', '-c', code.join('\n')], rights: ['project:read'] })
      assert.equal((await ended(id)).state, 'done', await logOf(id))
      assert.equal(await logOf(id), '200 404\n')
      const token = seen.tokens.at(-1) ?? ''
      assert.match(token, /^tri_/)
      await assert.rejects(connect({ url: inside.url, token }).projects.list(), isCode('unauthenticated'))
      for (const table of ['attempts', 'jobs', 'events', 'tokens'] as const)
        assert.ok(!JSON.stringify(await inside.db.selectFrom(table).selectAll().execute()).includes(token))
      assert.deepEqual((await ada.api.tokens.list({ project })).tokens, [], 'tokens of steps are not among mine')
    })

    test('what does not fit waits with its place in the queue, and can be cancelled there', async () => {
      const first = await start({ command: ['sleep', '600'] })
      await until(first, now => now.state === 'running')
      const waiting = [await start({}), await start({}), await start({})]
      assert.deepEqual(await Promise.all(waiting.map(async id => (await get(id)).position)), [1, 2, 3])
      const { engines } = await ada.api.engines.list()
      assert.deepEqual([engines[0]?.running, engines[0]?.queued, engines[0]?.width], [1, 3, 1])
      assert.deepEqual(
        engines[0]?.attempts.map(one => [one.id, one.project]),
        [first, ...waiting].map(id => [id, project]),
      )
      const [a = '', b = '', c = ''] = waiting
      const dropped = await ada.api.attempts.cancel({ project, attempt: a })
      assert.deepEqual([dropped.state, dropped.reason], ['cancelled', 'It was cancelled before it began'])
      assert.equal(await resultOf(a), 'cancelled []')
      assert.equal((await get(b)).position, 1)
      await ada.api.attempts.cancel({ project, attempt: first })
      assert.equal((await ended(first)).state, 'cancelled')
      assert.deepEqual([(await ended(b)).state, (await ended(c)).state], ['done', 'done'])
      assert.deepEqual(await ada.api.attempts.cancel({ project, attempt: c }), await get(c))
      const { events } = await ada.api.events.list({ project, kind: 'attempt', id: first })
      assert.deepEqual(
        events.map(event => event.verb),
        ['finish', 'cancel', 'start'],
      )
    })

    test('a running step survives the server and its result is kept once', async () => {
      const id = await start({ command: sh('echo began; while [ ! -e go ]; do sleep 0.05; done; echo went') })
      await says(id, 'began')
      const { startedAt } = await get(id)
      await inside.restart()
      assert.equal((await get(id)).state, 'running')
      await writeFile(join(stepFolder(id), 'work', 'go'), '')
      assert.equal((await ended(id)).startedAt, startedAt)
      assert.equal(await logOf(id), 'began\nwent\n')
      assert.equal(await resultOf(id), 'done []')
    })

    test('a server that was killed between the launch and its note does not launch again', async () => {
      const id = await start({ command: sh('echo began; while [ ! -e go ]; do sleep 0.05; done') })
      await says(id, 'began')
      await inside.restart(async () => {
        const db = openDatabase({ url: postgres?.url ?? '', file: folderOf(inside.dataDir).database })
        await db.updateTable('attempts').set({ state: 'starting', handle: null }).where('id', '=', id).execute()
        await db.destroy()
      })
      await until(id, now => now.state === 'running')
      await writeFile(join(stepFolder(id), 'work', 'go'), '')
      assert.equal((await ended(id)).state, 'done')
      assert.equal(await logOf(id), 'began\n')
    })

    test('whoever leaves the project leaves nothing behind that begins later', async () => {
      const first = await start({ command: ['sleep', '600'] })
      await until(first, now => now.state === 'running')
      const bo = await seated('Bo', 'ml_engineer')
      const later = await start({}, { id: bo.id, seat: 'ml_engineer' })
      await inside.owner.projects.leaveSeat({ project, seat: 'ml_engineer', user: bo.id })
      await ada.api.attempts.cancel({ project, attempt: first })
      const end = await ended(later)
      assert.deepEqual([end.state, end.by.id], ['failed', bo.id])
      assert.match(end.reason ?? '', /has left the project/)
    })

    test('the log is read in pieces that never cut a sign, and followed while it grows', async () => {
      const id = await start({
        command: sh('printf "港口 🚢 é"; while [ ! -e go ]; do sleep 0.05; done; printf " ende"'),
      })
      await says(id, 'é')
      const followed: string[] = []
      const stream = await ada.api.attempts.logStream({ project, attempt: id, from: 7 })
      const reading = (async () => {
        for await (const { data } of stream) followed.push(data.text)
      })()
      await writeFile(join(stepFolder(id), 'work', 'go'), '')
      await reading
      assert.equal(followed.join(''), '🚢 é ende')
      await ended(id)
      let text = ''
      for (let from = 0, isAll = false; !isAll;) {
        const piece = await ada.api.attempts.log({ project, attempt: id, from, limit: 5 })
        text += piece.text
        from = piece.next
        isAll = piece.ended
      }
      assert.equal(text, '港口 🚢 é ende')
      assert.equal(await (await ada.api.attempts.logFile({ project, attempt: id })).text(), text)
    })

    test('other projects see no attempt of mine, and a seat without the right cannot cancel', async () => {
      const id = await start({})
      await ended(id)
      await inside.owner.projects.create({ name: 'Other' })
      await assert.rejects(inside.owner.attempts.get({ project: 'other', attempt: id }), isCode('not_found'))
      await assert.rejects(inside.owner.attempts.log({ project: 'other', attempt: id }), isCode('not_found'))
      await assert.rejects(ada.api.attempts.get({ project: 'other', attempt: id }), isCode('not_found'))
      const stakeholder = await seated('Sten', 'stakeholder')
      await assert.rejects(stakeholder.api.attempts.cancel({ project, attempt: id }), isCode('forbidden'))
      assert.equal((await stakeholder.api.attempts.get({ project, attempt: id })).id, id)
      const page = await ada.api.attempts.list({ project, kind: 'script', limit: 1 })
      assert.deepEqual([page.attempts[0]?.id, page.next], [id, id])
      const mine = await ada.api.attempts.list({ project, subject: page.attempts[0]?.subject ?? '' })
      assert.deepEqual(
        mine.attempts.map(one => one.id),
        [id],
      )
    })
  })

test('without isolation only people with that right run code, and the engines say so', async t => {
  const path = process.env['PATH']
  process.env['PATH'] = '/nonexistent'
  const inside = await openTrireme({ attemptKinds: { script: scripts({ tokens: [] }) } })
  process.env['PATH'] = path
  t.after(() => inside.close())
  const { invitations } = await inside.owner.projects.create({
    name: 'Bare',
    seats: [{ seat: 'ml_engineer', name: 'Mia' }],
  })
  const mia = await inside.signIn(invitations[0]?.url ?? '')
  const [engine] = (await mia.api.engines.list()).engines
  assert.equal(engine?.isolation.kind, 'none')
  assert.match(engine?.cannotRun ?? '', /You cannot run code here, because this server has no isolation/)
  assert.equal((await inside.owner.engines.list()).engines[0]?.cannotRun, null)
  const { id, slug, name } = await inside.owner.projects.get({ project: 'bare' })
  const start = (mayRunCode: boolean) =>
    inside.db.transaction().execute(tx =>
      startAttempt(
        tx,
        {
          actor: { id: mia.id, name: '', isOwner: false, mayRunCode },
          source: 'sdk',
          clock: systemClock,
          project: { id, slug, name, isDemo: false },
          engines: {
            process: processEngine({ data: inside.dataDir, sandbox: { kind: 'none', reason: 'not installed' } }),
          },
          attemptKinds: { script: scripts({ tokens: [] }) },
          wakeJobs: () => {},
        },
        { kind: 'script', subjectId: 'bare', spec: {} },
      ),
    )
  await assert.rejects(start(false), /no isolation \(not installed\); ask an owner/)
  const attempt = await start(true)
  for (;;) {
    const now = await mia.api.attempts.get({ project: 'bare', attempt: attempt.id })
    if (now.finishedAt !== null) return assert.deepEqual([now.state, now.isolation], ['done', 'none'])
    await sleep(30)
  }
})

test('a piece of text ends before a sign that is cut', () => {
  const bytes = Buffer.from('aé港🚢')
  assert.deepEqual(
    Array.from({ length: 11 }, (_, length) => cutAtEnd(bytes.subarray(0, length))),
    [0, 0, 1, 0, 1, 2, 0, 1, 2, 3, 0],
  )
})
