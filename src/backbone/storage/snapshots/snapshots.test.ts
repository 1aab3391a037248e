import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { freshDatabase, type TestDatabase } from '../../../../test/postgres.ts'
import { AppError } from '../../../kernel/errors.ts'
import { connect, type Trireme } from '../../../sdk/trireme.ts'
import { fileBlobs } from '../files.ts'
import { folderOf } from '../folder.ts'
import { materialize } from './snapshots.service.ts'

const isCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64')
const project = 'code'

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`snapshots on ${kind}`, () => {
    let inside: Inside
    let database: TestDatabase | undefined
    let maker: Trireme

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      inside = await openTrireme({ databaseUrl: database?.url ?? '' })
      const seats = [{ seat: 'ml_engineer' as const, name: 'Mia' }]
      const made = await inside.owner.projects.create({ name: 'Code', seats })
      maker = (await inside.signIn(made.invitations[0]?.url ?? '')).api
    })
    after(async () => {
      await inside.close()
      await database?.drop()
    })

    const keep = (files: Record<string, string | Buffer>) =>
      maker.snapshots.create({
        project,
        files: Object.entries(files).map(([path, content]) => ({ path, content: base64(content) })),
      })

    test('the same files are the same snapshot, whatever their order and spelling', async () => {
      const files = { 'train.py': 'print(1)', 'lib/ä.py': '', 'data/图.bin': Buffer.from([0, 255, 1]) }
      const first = await keep(files)
      const again = await keep({
        './data/图.bin': Buffer.from([0, 255, 1]),
        'lib/a\u0308.py': '',
        'train.py': 'print(1)',
      })
      assert.equal(again.digest, first.digest)
      assert.deepEqual(
        first.files.map(file => [file.path, file.size]),
        [
          ['data/图.bin', 3],
          ['lib/ä.py', 0],
          ['train.py', 8],
        ],
      )
      assert.notEqual((await keep({ ...files, 'train.py': 'print(2)' })).digest, first.digest)
      assert.notEqual((await keep({ 'a.py': 'x' })).digest, (await keep({ 'b.py': 'x' })).digest)
      const { events } = await maker.events.list({ project, kind: 'snapshot', id: first.digest })
      assert.deepEqual(
        events.map(event => event.verb),
        ['create'],
      )
    })

    test('a commit that is told later is kept, and then stays', async () => {
      const files = [{ path: 'a.py', content: base64('commit') }]
      const commit = 'c'.repeat(40)
      assert.equal((await maker.snapshots.create({ project, files })).git, null)
      const told = await maker.snapshots.create({ project, files, git: { commit, isDirty: true } })
      assert.deepEqual(told.git, { commit, isDirty: true })
      const other = await maker.snapshots.create({ project, files, git: { commit: 'd'.repeat(40), isDirty: false } })
      assert.deepEqual(other.git, { commit, isDirty: true })
    })

    test('a file comes back as it was, as text only when it is text', async () => {
      const { digest } = await keep({ 'сборка/train.py': 'print("港")\n', 'w.bin': Buffer.from([137, 80, 0, 1]) })
      const text = await maker.snapshots.file({ project, digest, path: 'сборка/train.py' })
      assert.equal(await text.text(), 'print("港")\n')
      assert.match(text.headers.get('content-type') ?? '', /^text\/plain/)
      assert.equal(text.headers.get('content-security-policy'), 'sandbox')
      const bytes = await maker.snapshots.file({ project, digest, path: 'w.bin' })
      assert.equal(bytes.headers.get('content-type'), 'application/octet-stream')
      assert.deepEqual([...new Uint8Array(await bytes.arrayBuffer())], [137, 80, 0, 1])
      await assert.rejects(maker.snapshots.file({ project, digest, path: 'none.py' }), isCode('not_found'))
      await assert.rejects(maker.snapshots.file({ project, digest, path: '../w.bin' }), isCode('bad_request'))
    })

    for (const path of [
      '../x',
      'a/../../x',
      'a/..',
      '/etc/passwd',
      'C:/x',
      '..\\x',
      'a\\..\\x',
      'a//b',
      'a/',
      '.',
      'a\u0000b',
      'a\nb',
      '\ud800',
      `${'n'.repeat(256)}.py`,
      'f/'.repeat(600) + 'x',
    ])
      test(`the path ${JSON.stringify(path).slice(0, 30)} is refused`, async () => {
        await assert.rejects(keep({ [path]: 'x' }), isCode('bad_request'))
      })

    test('two files never stand for one', async () => {
      const twice = (a: string, b: string) =>
        maker.snapshots.create({ project, files: [a, b].map(path => ({ path, content: '' })) })
      await assert.rejects(twice('a.py', 'a.py'), /twice/)
      await assert.rejects(twice('a.py', './a.py'), /twice/)
      await assert.rejects(twice('\u00e9.py', 'e\u0301.py'), /twice/)
      await assert.rejects(twice('a', 'a/b'), /both a file and a folder/)
    })

    test('what is not base64, too many files and too many bytes are refused', async () => {
      const one = (content: string) => maker.snapshots.create({ project, files: [{ path: 'a', content }] })
      for (const content of ['a', 'a===', '=aaa', '####', 'YQ=='.repeat(2)])
        await assert.rejects(one(content), isCode('bad_request'))
      const many = Array.from({ length: 2_001 }, (_, at) => ({ path: `f${at}`, content: '' }))
      await assert.rejects(maker.snapshots.create({ project, files: many }), isCode('bad_request'))
      await assert.rejects(one('A'.repeat(44_739_248)), isCode('too_large'))
      await assert.rejects(one('A'.repeat(49 * 1024 * 1024)), isCode('too_large'))
    })

    test('only makers keep code, and only the project reads it', async () => {
      const { digest } = await keep({ 'secret.py': 'x = 1' })
      const viewer = inside.owner.snapshots.create({ project, files: [{ path: 'a', content: '' }] })
      await assert.rejects(viewer, isCode('forbidden'))
      assert.equal((await inside.owner.snapshots.get({ project, digest })).files.length, 1)
      await inside.owner.projects.create({ name: 'Elsewhere' })
      await assert.rejects(inside.owner.snapshots.get({ project: 'elsewhere', digest }), isCode('not_found'))
      await assert.rejects(maker.snapshots.get({ project: 'elsewhere', digest }), isCode('not_found'))
      await assert.rejects(connect({ url: inside.url }).snapshots.get({ project, digest }), isCode('unauthenticated'))
    })

    test('a step gets the files in a folder of their own', async t => {
      const snapshot = await keep({ 'main.py': 'import lib.x', 'lib/x.py': 'y = 1' })
      const blobs = fileBlobs(folderOf(inside.dataDir).blobs)
      const root = await mkdtemp(join(tmpdir(), 'step-'))
      t.after(() => rm(root, { recursive: true }))
      const folder = join(root, 'code')
      await materialize(blobs, snapshot, folder)
      assert.deepEqual((await readdir(folder, { recursive: true })).toSorted(), ['lib', 'lib/x.py', 'main.py'])
      assert.equal(await readFile(join(folder, 'lib/x.py'), 'utf8'), 'y = 1')
      const [file] = snapshot.files
      assert.ok(file)
      await assert.rejects(
        materialize(blobs, { files: [{ ...file, path: '../out.py' }] }, folder),
        isCode('bad_request'),
      )
      assert.deepEqual(await readdir(root), ['code'])
    })
  })
