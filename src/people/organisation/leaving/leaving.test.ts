import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onBothDatabases } from '../../../../test/both.ts'
import { mlflowCalls } from '../../../../test/mlflow.ts'
import { registerOnnx } from '../../../../test/models.ts'
import { plusOne } from '../../../../test/onnx.ts'
import { AppError } from '../../../kernel/errors.ts'
import { connect } from '../../../sdk/trireme.ts'
import type { Departure } from './leaving.schema.ts'

onBothDatabases('leaving and joining', inside => {
  test('a leaver who answers for nothing is seen off, and every way in ends at once', async () => {
    const { leaving } = inside.owner
    const ada = await inside.arrive('Ada Ash')
    await inside.owner.projects.create({ name: 'Light', slug: 'light' })
    await inside.owner.projects.takeSeat({ project: 'light', seat: 'project_manager', userId: ada.id })
    const { secret } = await ada.api.tokens.create({ project: 'light', name: 'laptop' })
    const program = connect({ url: inside.url, token: secret })
    assert.equal((await program.sessions.me()).id, ada.id)
    const before = await leaving.get({ user: ada.id })
    assert.deepEqual([before.accountable, before.tokens, before.sessions], [0, 1, 1])
    const after = await leaving.finish({ user: ada.id })
    assert.ok(after.leftAt !== null && after.endedAt !== null)
    assert.deepEqual(after.holdings, [])
    await assert.rejects(program.sessions.me(), isCode('unauthenticated'))
    await assert.rejects(ada.api.sessions.me(), isCode('unauthenticated'))
  })

  test('nobody is seen off while a seat, an asset or a report has no new owner, and nothing has changed then', async () => {
    const { owner } = inside
    const { bo, cy } = await crew('heavy')
    await assert.rejects(owner.leaving.finish({ user: bo.id }), (error: unknown) => {
      assert.ok(error instanceof AppError)
      assert.equal(error.code, 'conflict')
      assert.match(error.message, /still answers for .*seat data_engineer \(heavy\)/)
      return true
    })
    // refused as a whole: the account is as it was
    assert.equal((await bo.api.sessions.me()).id, bo.id)
    const held = await owner.leaving.get({ user: bo.id })
    assert.deepEqual(accountable(held), ['asset tides', 'report Cy Cedar', 'seat data_engineer'])
    const items = held.holdings.filter(one => one.isAccountable)
    // an asset goes only to somebody who sits in its project, and a batch is whole or not at all
    await assert.rejects(
      owner.leaving.handOver({ user: bo.id, items: items.filter(one => one.kind !== 'seat'), to: cy.id }),
      isCode('conflict'),
    )
    assert.equal((await owner.leaving.get({ user: bo.id })).accountable, 3)
  })

  test('what is handed over has a new owner, authorship stays, and then the person can go', async () => {
    const { owner } = inside
    const { bo, di } = await crew('passing')
    const held = await owner.leaving.get({ user: bo.id })
    const items = held.holdings.filter(one => one.isAccountable).map(({ kind: of, id }) => ({ kind: of, id }))
    const rest = await owner.leaving.handOver({ user: bo.id, items, to: di.id })
    assert.equal(rest.accountable, 0)
    await owner.leaving.finish({ user: bo.id })
    const { assets } = await owner.catalog.search({ project: 'passing' })
    assert.equal(assets[0]?.owner.name, 'Di Dogwood')
    const { events } = await di.api.events.list({ project: 'passing', kind: 'dataset' })
    assert.deepEqual(
      events.map(event => `${event.actor.name} ${event.verb}`),
      ['Owner hand-over', 'Bo Birch publish', 'Bo Birch create'],
    )
    const { seats } = await di.api.projects.seats({ project: 'passing' })
    assert.deepEqual(
      seats.filter(seat => seat.seat === 'data_engineer').map(seat => seat.person.name),
      ['Di Dogwood'],
    )
  })

  test('whoever deployed an endpoint answers for it until somebody of the project takes it over', async () => {
    const { owner, url } = inside
    const { bo, di } = await crew('served')
    await owner.projects.takeSeat({ project: 'served', seat: 'ml_engineer', userId: bo.id })
    const { secret } = await bo.api.tokens.create({ project: 'served', name: 'script', rights: ['*'] })
    await registerOnnx(mlflowCalls({ url, token: secret, project: 'served' }), 'plus', plusOne())
    await bo.api.deployments.deploy({ project: 'served', endpoint: 'plus', model: 'plus', version: 1 })
    const held = await owner.leaving.get({ user: bo.id })
    const endpoint = held.holdings.find(one => one.kind === 'endpoint')
    assert.deepEqual([endpoint?.name, endpoint?.project?.slug, endpoint?.isAccountable], ['plus', 'served', true])
    const items = [{ kind: 'endpoint', id: endpoint?.id ?? '' }]
    await assert.rejects(owner.leaving.release({ user: bo.id, items, reason: 'No' }), isCode('conflict'))
    await owner.leaving.handOver({ user: bo.id, items, to: di.id })
    const after = await di.api.deployments.get({ project: 'served', endpoint: 'plus' })
    assert.deepEqual([after.owner.name, after.live?.createdBy.name], ['Di Dogwood', 'Bo Birch'])
    const mine = await owner.leaving.get({ user: di.id })
    assert.ok(mine.holdings.some(one => one.kind === 'endpoint' && one.name === 'plus'))
  })

  test('what somebody is finding out is gone on with by another one of the project, or ends openly unanswered', async () => {
    const { owner } = inside
    const { bo, cy, di } = await crew('asking')
    const ask = (question: string) =>
      bo.api.spikes.start({
        ...{ project: 'asking', phase: 'data' as const, question, days: 5 },
        ...{ success: 'Named in the log', failure: 'Nobody knows' },
      })
    const [first, second] = [await ask('Who labels the ships?'), await ask('Is the radar on at night?')]
    const held = await owner.leaving.get({ user: bo.id })
    assert.deepEqual(
      held.holdings.filter(one => one.kind === 'spike').map(one => [one.id, one.name, one.isAccountable]),
      [
        [first.id, first.question, true],
        [second.id, second.question, true],
      ],
    )
    await assert.rejects(owner.leaving.finish({ user: bo.id }), /spike Who labels the ships\? \(asking\)/)
    const items = [{ kind: 'spike', id: first.id }]
    await assert.rejects(owner.leaving.handOver({ user: bo.id, items, to: cy.id }), isCode('conflict'))
    await owner.leaving.handOver({ user: bo.id, items, to: di.id })
    const reason = 'The radar is being replaced'
    const rest = await owner.leaving.release({ user: bo.id, items: [{ kind: 'spike', id: second.id }], reason })
    assert.deepEqual(
      rest.holdings.filter(one => one.kind === 'spike'),
      [],
    )
    const { spikes: open } = await di.api.spikes.list({ project: 'asking' })
    assert.deepEqual(
      open.map(({ id, owner: by }) => [id, by.name]),
      [[first.id, 'Di Dogwood']],
    )
    const { spikes: closed } = await di.api.spikes.list({ project: 'asking', state: 'closed' })
    assert.deepEqual(
      closed.map(({ id, state, verdict, outcome }) => [id, state, verdict, outcome]),
      [[second.id, 'unanswered', 'no_go', reason]],
    )
    const { events } = await di.api.events.list({ project: 'asking', kind: 'spike' })
    assert.deepEqual(
      events.map(({ actor, verb }) => `${actor.name} ${verb}`),
      ['Owner close', 'Owner hand-over', 'Bo Birch open', 'Bo Birch open'],
    )
  })

  test('a seat may be left empty, but only openly and with a reason', async () => {
    const { owner } = inside
    const ed = await inside.arrive('Ed Elm')
    await owner.projects.create({ name: 'Gap', slug: 'gap' })
    await owner.projects.takeSeat({ project: 'gap', seat: 'ml_engineer', userId: ed.id })
    const { holdings } = await owner.leaving.get({ user: ed.id })
    const items = holdings.map(({ kind: of, id }) => ({ kind: of, id }))
    await assert.rejects(owner.leaving.release({ user: ed.id, items, reason: ' ' }), isCode('bad_request'))
    const rest = await owner.leaving.release({ user: ed.id, items, reason: 'Hiring for it' })
    assert.equal(rest.accountable, 0)
    assert.equal(rest.endedAt, null)
  })

  test('access ends at once while the rest is still to be handed over', async () => {
    const { owner } = inside
    const { bo } = await crew('sudden')
    const ended = await owner.leaving.end({ user: bo.id })
    assert.ok(ended.endedAt !== null)
    assert.equal(ended.accountable, 3)
    await assert.rejects(bo.api.sessions.me(), isCode('unauthenticated'))
    await assert.rejects(owner.leaving.finish({ user: bo.id }), isCode('conflict'))
  })

  test('only an owner sees people off, and nobody sees themselves off', async () => {
    const fay = await inside.arrive('Fay Fir')
    await inside.owner.users.takeSeat({ seat: 'security_engineer', user: fay.id })
    await assert.rejects(fay.api.leaving.get({ user: inside.ownerId }), isCode('forbidden'))
    await assert.rejects(inside.owner.leaving.finish({ user: inside.ownerId }), isCode('conflict'))
    await assert.rejects(inside.owner.leaving.end({ user: inside.ownerId }), isCode('conflict'))
  })

  test('whoever is brought in finds place, team and seat, and steps that tick themselves', async () => {
    const { owner } = inside
    await owner.projects.create({ name: 'Harbour', slug: 'harbour' })
    const team = await owner.teams.create({ name: 'Dockers' })
    const science = await owner.lines.createDepartment({ name: 'Science' })
    const { person, url } = await owner.joining.join({
      name: 'Gil Gorse',
      email: 'gil@example.org',
      title: 'Scientist',
      department: 'Science',
      reportsTo: inside.ownerId,
      team: 'Dockers',
      seats: [{ project: 'harbour', seat: 'data_scientist' }],
    })
    const seen = await owner.lines.person({ user: person.id })
    assert.deepEqual(
      [seen.department?.id, seen.reportsTo?.id, seen.title, seen.teams[0]?.id, seen.seats[0]?.seat],
      [science.id, inside.ownerId, 'Scientist', team.id, 'data_scientist'],
    )
    const gil = await inside.signIn(url)
    assert.deepEqual(steps(await gil.api.joining.steps()), ['account', 'token', 'hypothesis', 'run'])
    await gil.api.sessions.change({ password: 'a long enough one' })
    await gil.api.tokens.create({ project: 'harbour', name: 'laptop' })
    assert.deepEqual(steps(await gil.api.joining.steps()), ['hypothesis', 'run'])
    await gil.api.joining.hide({ project: 'harbour' })
    assert.deepEqual((await gil.api.joining.steps()).places, [])
  })

  test('bringing somebody in is whole or nothing', async () => {
    const { owner } = inside
    const wish = { name: 'Half Way', email: 'half@example.org' }
    await assert.rejects(owner.joining.join({ ...wish, team: 'No such team' }), isCode('not_found'))
    const { users } = await owner.users.list({ q: 'Half Way' })
    assert.deepEqual(users, [])
  })

  /** Bo sits alone as data engineer and owns a dataset; Cy reports to Bo; Di sits in the project as well. */
  async function crew(project: string) {
    const { owner } = inside
    const [bo, cy, di] = [
      await inside.arrive('Bo Birch'),
      await inside.arrive('Cy Cedar'),
      await inside.arrive('Di Dogwood'),
    ]
    await owner.projects.create({ name: project, slug: project })
    await owner.projects.takeSeat({ project, seat: 'data_engineer', userId: bo.id })
    await owner.projects.takeSeat({ project, seat: 'data_scientist', userId: di.id })
    await bo.api.datasets.upload({ project, name: 'tides', body: 'a,b\n1,2\n', format: 'csv' })
    await owner.lines.place({ user: cy.id, reportsTo: bo.id })
    return { bo, cy, di }
  }
})

const accountable = ({ holdings }: Departure) =>
  holdings
    .filter(one => one.isAccountable)
    .map(one => `${one.kind} ${one.name}`)
    .toSorted()

const steps = ({ places }: { places: { steps: { name: string; isDone: boolean }[] }[] }) =>
  places.flatMap(place => place.steps.filter(step => !step.isDone).map(step => step.name))

const isCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
