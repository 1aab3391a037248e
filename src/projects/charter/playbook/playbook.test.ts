import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { freshDatabase } from '../../../../test/postgres.ts'
import type { Trireme } from '../../../sdk/trireme.ts'

const project = 'ships'
const day = 86_400_000

for (const database of ['SQLite', 'Postgres']) {
  let inside: Inside
  let engineer: Trireme
  let engineerId = ''
  let drop = async () => {}

  before(async () => {
    const fresh = database === 'Postgres' ? await freshDatabase() : undefined
    if (fresh) drop = () => fresh.drop()
    inside = await openTrireme(fresh ? { databaseUrl: fresh.url } : {})
    const { invitations } = await inside.owner.projects.create({
      name: 'Ships',
      slug: project,
      seats: [
        { seat: 'project_manager', userId: inside.ownerId },
        { seat: 'data_engineer', name: 'Petra' },
      ],
    })
    const arrived = await inside.signIn(invitations[0]?.url ?? '')
    engineer = arrived.api
    engineerId = arrived.id
  })
  after(async () => {
    await inside.close()
    await drop()
  })

  const gate = async (name: string) => {
    const { gates } = await inside.owner.gates.course({ project })
    return gates.find(one => one.name === name)?.checks ?? []
  }

  test(`a project follows a playbook: its phases end at gates, and each has questions (${database})`, async () => {
    const { owner } = inside
    assert.deepEqual(await owner.playbook.get({ project }), { name: null, followedAt: null, phases: [] })
    await assert.rejects(owner.playbook.ask({ project, phase: 'data', words: 'Why?' }), { code: 'conflict' })
    await assert.rejects(engineer.playbook.follow({ project, name: 'product' }), { code: 'forbidden' })
    const { phases, name } = await owner.playbook.follow({ project, name: 'product' })
    assert.equal(name, 'product')
    assert.deepEqual(
      phases.map(({ phase, gate: end, questions }) => [phase, end, questions.length]),
      [
        ['understanding', 'G0', 4],
        ['data', 'G1', 3],
        ['model', 'G2', 3],
        ['evaluation', 'G3', 3],
        ['deployment', 'G4', 3],
        ['monitoring', 'G5', 3],
      ],
    )
    assert.equal(phases[0]?.questions[0]?.key, 'product.understanding.1')
  })

  test(`a gate looks for answers to the questions of its phase (${database})`, async () => {
    const { owner } = inside
    const found = async () => (await gate('G1')).find(check => check.name === 'questions')
    assert.deepEqual([(await found())?.state, (await found())?.found], ['missing', '0 of 3 answered'])
    const { phases } = await owner.playbook.get({ project })
    const [, data] = phases
    for (const { id } of data?.questions ?? [])
      await engineer.playbook.answer({ project, question: id, answer: 'We looked' })
    assert.deepEqual([(await found())?.state, (await found())?.found], ['met', '3 of 3 answered'])
    const [first] = (await owner.playbook.get({ project })).phases[1]?.questions ?? []
    assert.deepEqual([first?.answer, first?.answeredBy?.name], ['We looked', 'Petra'])
    await engineer.playbook.answer({ project, question: first?.id ?? '', answer: '' })
    assert.equal((await found())?.state, 'missing')
    await assert.rejects(engineer.playbook.answer({ project, question: 'que_nothing', answer: 'x' }), {
      code: 'not_found',
    })
  })

  test(`another playbook takes the open questions away and leaves the answers (${database})`, async () => {
    const { owner } = inside
    await owner.playbook.ask({ project, phase: 'data', words: 'Which harbours report late?' })
    const { phases } = await owner.playbook.follow({ project, name: 'bought' })
    const words = phases[1]?.questions.map(question => [question.answer, question.words.slice(0, 22)])
    assert.deepEqual(words?.toSorted(), [
      ['', 'Do we have 200 rows wi'],
      ['', 'May this data leave th'],
      ['', 'Which groups or langua'],
      ['', 'Which harbours report '],
      ['We looked', 'Which groups are missi'],
      ['We looked', 'Who labels, how much d'],
    ])
    const { events } = await owner.events.list({ project, kind: 'playbook' })
    assert.deepEqual(
      events.map(({ verb, payload }) => [verb, payload['playbook']]),
      [
        ['change', 'bought'],
        ['create', 'product'],
      ],
    )
  })

  test(`a spike is one question of at most two weeks, and says what came out (${database})`, async () => {
    const { owner } = inside
    const wish = {
      project,
      phase: 'data',
      question: 'Do two people label alike?',
      success: '9 of 10',
      failure: 'fewer than 8',
    } as const
    await assert.rejects(owner.spikes.start({ ...wish, days: 15 }), { code: 'bad_request' })
    const stranger = await owner.users.create({ name: 'Stranger' })
    await assert.rejects(owner.spikes.start({ ...wish, days: 3, owner: stranger.id }), { code: 'bad_request' })
    const { id, owner: who, untilAt, startedAt } = await owner.spikes.start({ ...wish, days: 3, owner: engineerId })
    assert.deepEqual([who.name, untilAt - startedAt], ['Petra', 3 * day])
    assert.equal((await gate('G1')).find(check => check.name === 'spikes')?.found, '1 open')
    const said = { state: 'answered', verdict: 'no_go', outcome: 'They agree on 6 of 10' } as const
    const closed = await engineer.spikes.close({ project, spike: id, ...said })
    assert.deepEqual([closed.state, closed.verdict, closed.outcome], ['answered', 'no_go', 'They agree on 6 of 10'])
    await assert.rejects(engineer.spikes.close({ project, spike: id, ...said }), { code: 'conflict' })
    assert.equal((await gate('G1')).find(check => check.name === 'spikes')?.found, undefined)
    const list = async (state: 'open' | 'closed') => (await owner.spikes.list({ project, state })).spikes.length
    assert.deepEqual([await list('open'), await list('closed')], [0, 1])
    const { events } = await owner.events.list({ project, kind: 'spike', verb: 'close' })
    assert.deepEqual(events[0]?.payload, { state: 'answered', verdict: 'no_go', isLate: false })
  })
}
