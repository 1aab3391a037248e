import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onBothDatabases } from '../../../../test/both.ts'
import { AppError } from '../../../kernel/errors.ts'

onBothDatabases('teams', inside => {
  test('a team is made, renamed, described and found by its new name', async () => {
    const { teams } = inside.owner
    const made = await teams.create({ name: 'Vision', kind: 'complicated-subsystem' })
    await teams.change({ team: made.id, name: 'Image ranking', description: 'Ranks pictures' })
    const team = await teams.get({ team: 'Image ranking' })
    assert.deepEqual([team.id, team.description, team.kind], [made.id, 'Ranks pictures', 'complicated-subsystem'])
    assert.equal((await teams.list({ q: 'RANK' })).teams.length, 1)
    await assert.rejects(teams.get({ team: 'Vision' }), isCode('not_found'))
  })

  test('a name that is taken is a conflict, for a new team and for a renamed one', async () => {
    const { teams } = inside.owner
    await teams.create({ name: 'Data' })
    const other = await teams.create({ name: 'Rails' })
    await assert.rejects(teams.create({ name: 'Data' }), isCode('conflict'))
    await assert.rejects(teams.change({ team: other.id, name: 'Data' }), isCode('conflict'))
  })

  test('its page shows people, seats and assets, and only counts what the reader may not see', async () => {
    const { owner } = inside
    const ada = await inside.arrive('Ada Ash')
    const team = await owner.teams.create({ name: 'Churn crew' })
    await owner.teams.addMember({ team: team.id, user: ada.id })
    await owner.projects.create({ name: 'Shown', slug: 'shown' })
    await owner.projects.takeSeat({ project: 'shown', seat: 'data_engineer', userId: ada.id })
    await ada.api.projects.create({ name: 'Quiet', slug: 'quiet' })
    await owner.users.takeSeat({ seat: 'devops_engineer', user: ada.id })
    await ada.api.datasets.upload({ project: 'shown', name: 'tides', body: 'a,b\n1,2\n', format: 'csv' })
    const seen = await owner.teams.get({ team: team.id })
    assert.deepEqual(
      seen.people[0]?.seats.map(({ seat, project }) => `${seat} ${project?.slug ?? 'platform'}`),
      ['data_engineer shown', 'devops_engineer platform'],
    )
    assert.equal(seen.people[0]?.hiddenSeats, 1)
    assert.deepEqual([seen.projects.map(({ slug }) => slug), seen.hiddenProjects], [['shown'], 1])
    const { assets } = await owner.catalog.search({ team: 'Churn crew' })
    assert.deepEqual(
      assets.map(asset => asset.name),
      ['tides'],
    )
    const mine = await owner.teams.list({ person: ada.id })
    assert.deepEqual(
      mine.teams.map(one => one.name),
      ['Churn crew'],
    )
  })

  test('who joins twice is in it once, and who left is in it no more', async () => {
    const { teams } = inside.owner
    const bo = await inside.arrive('Bo Birch')
    const team = await teams.create({ name: 'Once' })
    await teams.addMember({ team: team.id, user: bo.id })
    assert.equal((await teams.addMember({ team: team.id, user: bo.id })).members, 1)
    assert.equal((await teams.removeMember({ team: team.id, user: bo.id })).members, 0)
    await assert.rejects(teams.removeMember({ team: team.id, user: bo.id }), isCode('not_found'))
    await assert.rejects(teams.addMember({ team: team.id, user: 'usr_nobody' }), isCode('not_found'))
  })

  test('two teams are one thing to each other, read from both sides', async () => {
    const { teams } = inside.owner
    const platform = await teams.create({ name: 'Platform', kind: 'platform' })
    const stream = await teams.create({ name: 'Stream' })
    const both = { team: platform.id, other: stream.id }
    await teams.interact({ ...both, mode: 'x-as-a-service', purpose: 'features' })
    assert.deepEqual(sides(await teams.get({ team: stream.id })), ['Platform x-as-a-service takes'])
    await teams.interact({ team: stream.id, other: platform.id, mode: 'collaboration' })
    assert.deepEqual(sides(await teams.get({ team: platform.id })), ['Stream collaboration both'])
    assert.deepEqual((await teams.endInteraction(both)).interactions, [])
    await assert.rejects(teams.endInteraction(both), isCode('not_found'))
    await assert.rejects(teams.interact({ ...both, other: both.team, mode: 'facilitating' }), isCode('conflict'))
  })

  test('a dissolved team is gone, and its people and the log stay', async () => {
    const { owner } = inside
    const cy = await inside.arrive('Cy Cedar')
    const team = await owner.teams.create({ name: 'Passing' })
    await owner.teams.addMember({ team: team.id, user: cy.id })
    await owner.teams.remove({ team: team.id })
    await assert.rejects(owner.teams.get({ team: team.id }), isCode('not_found'))
    assert.equal((await cy.api.sessions.me()).name, 'Cy Cedar')
    const said = await inside.db
      .selectFrom('events')
      .select('verb')
      .where('object_kind', '=', 'team')
      .where('object_id', '=', team.id)
      .orderBy('seq')
      .execute()
    assert.deepEqual(
      said.map(event => event.verb),
      ['create', 'join', 'remove'],
    )
  })

  test('whoever holds no seat of the platform reads teams and changes none', async () => {
    const di = await inside.arrive('Di Dogwood')
    const team = await inside.owner.teams.create({ name: 'Guarded' })
    assert.equal((await di.api.teams.get({ team: team.id })).name, 'Guarded')
    await assert.rejects(di.api.teams.change({ team: team.id, name: 'Mine' }), isCode('forbidden'))
  })

  test('teams come in pages that join to the whole', async () => {
    const { teams } = inside.owner
    const whole = (await teams.list({})).teams.map(team => team.name)
    const joined: string[] = []
    for (let after: string | undefined; ;) {
      const page = await teams.list({ limit: 2, after })
      joined.push(...page.teams.map(team => team.name))
      if (page.next === null) break
      after = page.next
    }
    assert.deepEqual(joined, whole)
  })
})

const sides = ({ interactions }: { interactions: { team: { name: string }; mode: string; side: string }[] }) =>
  interactions.map(({ team, mode, side }) => `${team.name} ${mode} ${side}`)

const isCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
