import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { freshDatabase, type TestDatabase } from '../../../../test/postgres.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { Trireme } from '../../../sdk/trireme.ts'
import { addVersion, ensureAsset, type AssetWish, type Publisher } from '../publish.service.ts'
import type { LineageGraph } from './lineage.schema.ts'
import { closureOf, link, type Thing } from './lineage.service.ts'

const isCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`lineage on ${kind}`, () => {
    let inside: Inside
    let database: TestDatabase | undefined
    let ada: { api: Trireme; id: string }
    let alpha: Publisher
    let beta: Publisher

    before(async () => {
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      inside = await openTrireme({ databaseUrl: database?.url ?? '' })
      ;[ada, alpha] = await seated('Alpha')
      ;[, beta] = await seated('Beta')
    })
    after(async () => {
      await inside.close()
      await database?.drop()
    })

    async function seated(name: string) {
      const made = await inside.owner.projects.create({
        name,
        seats: [{ seat: 'ml_engineer', name: `${name}'s maker` }],
      })
      const person = await inside.signIn(made.invitations[0]?.url ?? '')
      return [
        person,
        { actor: { id: person.id }, source: 'sdk', clock: systemClock, project: made.project },
      ] satisfies [unknown, Publisher]
    }

    const publish = (ctx: Publisher, wish: AssetWish): Promise<Thing> =>
      inside.db.transaction().execute(async tx => {
        const { id } = await ensureAsset(tx, ctx, wish)
        return { kind: wish.kind, id, version: await addVersion(tx, ctx, { assetId: id }) }
      })
    const edge = (ctx: Publisher, [from, role, to]: readonly [Thing, string, Thing]) =>
      inside.db.transaction().execute(tx => link(tx, ctx, { from, to, role }))
    const read = ({ kind, id, version }: Thing) =>
      ada.api.lineage.read({ project: 'alpha', kind, id, version: String(version ?? '') })

    /** The edges with names, or the kind of what is private. */
    function told({ nodes, edges }: LineageGraph): string[] {
      const name = (key: string) => {
        const node = nodes.find(one => one.key === key)
        return node?.isPrivate ? `private ${node.kind}` : `${node?.name}${node?.version ? `@${node.version}` : ''}`
      }
      return edges.map(({ from, role, to }) => `${name(from)} ${role} ${name(to)}`).toSorted()
    }

    const run = (id: string): Thing => ({ kind: 'run', id })
    const code = (id: string): Thing => ({ kind: 'snapshot', id: `sha256:${id}` })

    test('a thing leads back to all it was made with and forth to all made with it', async () => {
      const data = await publish(alpha, { kind: 'dataset', name: 'flights' })
      const image = await publish(alpha, { kind: 'image', name: 'sklearn' })
      const model = await publish(alpha, { kind: 'model', name: 'delays' })
      const sibling = await publish(alpha, { kind: 'model', name: 'sibling' })
      for (const one of [
        [run('r1'), 'training', data],
        [run('r1'), 'image', image],
        [run('r1'), 'code', code('c1')],
        [model, 'made by', run('r1')],
        [sibling, 'made by', run('r0')],
        [run('r0'), 'training', data],
        [{ kind: 'endpoint', id: 'ep1' }, 'serves', model],
        [model, 'made by', run('r1')],
      ] as const)
        await edge(alpha, one)
      const graph = await read(run('r1'))
      assert.deepEqual(told(graph), [
        'delays@1 made by r1',
        'ep1 serves delays@1',
        'r1 code code c1',
        'r1 image sklearn@1',
        'r1 training flights@1',
      ])
      assert.equal(graph.nodes.find(node => node.key === graph.start)?.id, 'r1')
      assert.deepEqual([...new Set(graph.nodes.map(node => node.project))], ['alpha'])
      assert.deepEqual((await read(model)).edges.length, 5)
    })

    test('what other projects make with my data is seen, but not what it is', async () => {
      const data = await publish(alpha, { kind: 'dataset', name: 'harbours', visibility: 'organisation' })
      const secret = await publish(beta, { kind: 'model', name: 'secret model' })
      const shared = await publish(beta, { kind: 'model', name: 'shared model', visibility: 'organisation' })
      for (const one of [
        [run('beta-run'), 'training', data],
        [secret, 'made by', run('beta-run')],
        [shared, 'made by', run('beta-run')],
      ] as const)
        await edge(beta, one)
      const graph = await read(data)
      assert.deepEqual(told(graph), [
        'private model made by private run',
        'private run training harbours@1',
        'shared model@1 made by private run',
      ])
      const answer = JSON.stringify(graph)
      for (const hidden of ['beta-run', 'secret', secret.id]) assert.ok(!answer.includes(hidden), hidden)
      assert.match(
        JSON.stringify(await inside.owner.lineage.read({ project: 'alpha', ...data, kind: 'dataset', version: '1' })),
        /secret model/,
      )
    })

    test('an asset that I may not see has no lineage for me, and an unknown run stands alone', async () => {
      const hidden = await publish(beta, { kind: 'dataset', name: 'hidden' })
      await edge(beta, [run('beta-only'), 'training', hidden])
      await assert.rejects(read(hidden), isCode('not_found'))
      const graph = await read(run('beta-only'))
      assert.deepEqual([graph.nodes.length, graph.edges.length, graph.nodes[0]?.project], [1, 0, null])
    })

    test('equal code in two projects does not connect them', async () => {
      await edge(alpha, [run('same-a'), 'code', code('same')])
      await edge(beta, [run('same-b'), 'code', code('same')])
      assert.deepEqual(told(await read(code('same'))), ['same-a code code same'])
    })

    test('a circle comes to an end', async () => {
      await edge(alpha, [run('one'), 'child of', run('two')])
      await edge(alpha, [run('two'), 'child of', run('one')])
      assert.equal((await read(run('one'))).edges.length, 2)
    })

    test('a graph that is too large is cut and says so', async () => {
      await inside.db.transaction().execute(async tx => {
        for (let at = 0; at < 450; at++)
          await link(tx, alpha, { from: run(`many${at}`), to: code('many'), role: 'code' })
      })
      const graph = await read(code('many'))
      assert.deepEqual([graph.isCut, graph.nodes.length], [true, 400])
    })

    test('a model version is closed once it leads back to a run, and that to data, image and code', async () => {
      const data = await publish(alpha, { kind: 'dataset', name: 'chain' })
      const image = await publish(alpha, { kind: 'image', name: 'chain' })
      const model = await publish(alpha, { kind: 'model', name: 'chain' })
      const missing = async () => (await closureOf(inside.db, model)).missing
      assert.deepEqual(await missing(), ['run', 'dataset', 'image', 'snapshot'])
      await edge(alpha, [model, 'made by', run('chain')])
      await edge(alpha, [run('chain'), 'training', data])
      await edge(alpha, [data, 'made by', run('loader')])
      await edge(alpha, [run('loader'), 'image', image])
      await edge(alpha, [run('loader'), 'code', code('chain')])
      assert.deepEqual(await missing(), ['image', 'snapshot'], 'what made the data did not make the model')
      await edge(alpha, [run('chain'), 'image', image])
      await edge(alpha, [run('chain'), 'code', code('chain')])
      const closure = await closureOf(inside.db, model)
      assert.equal(closure.isClosed, true)
      assert.ok(closure.origins.some(origin => origin.kind === 'dataset' && origin.version === '1'))
    })
  })
