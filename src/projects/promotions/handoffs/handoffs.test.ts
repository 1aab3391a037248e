import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { describeMlflow } from '../../../../test/mlflow.ts'
import { registerFiles } from '../../../../test/models.ts'
import type { Trireme } from '../../../sdk/trireme.ts'
import { returnReasons } from './reasons.schema.ts'

describeMlflow('a handoff', ground => {
  const project = 'ships'
  let scientist: Trireme
  let engineer: Trireme
  let first = ''

  before(async () => {
    const { inside, mlflow } = ground()
    const seat = async (name: string, at: 'data_scientist' | 'ml_engineer') => {
      const { invitation } = await inside.owner.projects.takeSeat({ project, seat: at, name })
      return (await inside.signIn(invitation ?? '')).api
    }
    scientist = await seat('Ada', 'data_scientist')
    engineer = await seat('Ravi', 'ml_engineer')
    await registerFiles(mlflow, 'delays', { MLmodel: 'flavors: {}\n' })
    await mlflow.post('model-versions/create', { name: 'delays', source: 's3://bucket/x' })
  })

  const handOver = (version: string) =>
    scientist.requests.create({
      project,
      kind: 'handoff',
      subject: { kind: 'model', id: 'delays', version },
      reason: 'Ready for the pipeline',
    })

  test('shows whoever takes over what the platform found, and what is missing names a seat', async () => {
    const asked = await handOver('1')
    first = asked.id
    assert.deepEqual([asked.fromSeat, asked.toSeat, asked.subject.name], ['data_scientist', 'ml_engineer', 'delays v1'])
    assert.deepEqual(
      asked.checks.map(({ name, state, seat }) => [name, state, seat]),
      ['re_run', 'image_locked', 'data_checked', 'evaluated', 'card', 'cost'].map(name => [
        name,
        'missing',
        'data_scientist',
      ]),
    )
    assert.deepEqual(asked.reasons, returnReasons)
    await assert.rejects(scientist.requests.accept({ project, request: first }), { code: 'forbidden' })
  })

  test('goes back with a reason of the list, and only "other" needs words', async () => {
    const back = (how: { code?: string; reason?: string }) =>
      engineer.requests.return({ project, request: first, ...how })
    await assert.rejects(back({ reason: 'no' }), { code: 'bad_request', message: /one of: rerun_differs, image_not/ })
    await assert.rejects(back({ code: 'mood' }), { code: 'bad_request' })
    await assert.rejects(back({ code: 'other' }), { code: 'bad_request' })
    const returned = await back({ code: 'card_missing' })
    assert.deepEqual([returned.state, returned.decisionCode, returned.decisionReason], ['returned', 'card_missing', ''])
  })

  test('is repaired in a new version, keeps its chain, and is taken over', async () => {
    await ground().mlflow.post('model-versions/create', {
      name: 'delays',
      source: 's3://bucket/y',
      description: 'What it is good for',
    })
    const again = await handOver('3')
    assert.equal(again.previousId, first)
    assert.deepEqual(
      again.checks.filter(check => check.state === 'met').map(({ name, found }) => [name, found]),
      [['card', '5 words']],
    )
    assert.equal((await engineer.requests.get({ project, request: first })).nextId, again.id)
    const events = async (id: string, verb: string) =>
      (await scientist.events.list({ project, kind: 'request', id })).events.find(event => event.verb === verb)
    const cause = (await events(first, 'return'))?.id
    assert.equal((await events(again.id, 'request'))?.cause, cause)
    const accepted = await engineer.requests.accept({ project, request: again.id })
    assert.deepEqual([accepted.state, accepted.decidedSeat], ['accepted', 'ml_engineer'])
    const { events: handed } = await scientist.events.list({ project, kind: 'model', verb: 'hand-over' })
    assert.equal(handed[0]?.payload['request'], again.id)
    // whoever counts by the log counts one model, although people call it by its name
    const subject = { kind: 'model', id: 'delays', version: '3', object: handed[0]?.object.id }
    assert.deepEqual((await events(again.id, 'accept'))?.payload['subject'], subject)
    assert.deepEqual((await events(first, 'return'))?.payload['subject'], { ...subject, version: '1' })
    const { bus } = await engineer.links.get({ project })
    assert.deepEqual(
      [...(bus?.single ?? []), ...(bus?.orphaned ?? [])].filter(({ kind }) => kind === 'model').map(({ name }) => name),
      ['delays'],
    )
  })

  test('is counted on the desk of its edge, and each number opens to its requests', async () => {
    const waiting = await handOver('2')
    const desk = await engineer.handoffs.desk({ project })
    assert.deepEqual(
      desk.queue.map(({ id }) => id),
      [waiting.id],
    )
    const [edge] = desk.edges
    assert.deepEqual(
      [edge?.fromSeat, edge?.toSeat, edge?.open, edge?.bounceRate, edge?.firstTimeRight],
      ['data_scientist', 'ml_engineer', 1, 1 / 2, 0],
    )
    assert.deepEqual(edge?.reasons, [{ code: 'card_missing', requests: [first] }])
    assert.equal(edge?.requests.length, 3)
  })

  test('does not go to the seat that it comes from, nor be about anything but work', async () => {
    const subject = { kind: 'model', id: 'delays', version: '1' }
    const wish = { project, kind: 'handoff', reason: 'x' } as const
    await assert.rejects(engineer.requests.create({ ...wish, subject }), { code: 'bad_request' })
    const odd = { kind: 'project', id: 'ships' }
    await assert.rejects(scientist.requests.create({ ...wish, subject: odd }), { code: 'bad_request' })
    await assert.rejects(scientist.requests.create({ ...wish, subject, details: { days: 3 } }), { code: 'bad_request' })
  })
})
