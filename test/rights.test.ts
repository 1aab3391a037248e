import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import {
  agentMayEnter,
  agentRights,
  isPlatformRight,
  isProjectRight,
  platformSeatMay,
  seatMay,
  type Permission,
} from '../src/people/policies.ts'
import { seats, type Seat } from '../src/people/seats.ts'
import { openTrireme, type Inside } from './inside.ts'

/** Every native route against every seat: who is let in follows from the policies alone, whatever the handlers do. */
type Door = { method: string; path: string; permission: string; agents: boolean }

/** Where a rule of a service says no to somebody who holds the right: that is not the policies' doing. */
const furtherRules: Record<string, string> = {
  'GET /api/users/{user}/erasure': 'an owner alone erases people',
  'PUT /api/metrics/{metric}': 'an owner alone switches what is computed about people',
  'PATCH /api/users/{user}': 'an owner alone grants the right to run code and deactivates people',
  'GET /api/users/{user}/departure': 'an owner alone sees people off',
  'POST /api/users/{user}/departure/end-access': 'an owner alone sees people off',
  'POST /api/users/{user}/departure/finish': 'an owner alone sees people off',
}

const OpenApi = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ 'x-permission': z.string(), 'x-agents': z.boolean().default(false) })),
  ),
})

let inside: Inside
let doors: Door[] = []
const cookies = new Map<Seat, string>()
let stranger = ''
/** acts for an owner who sits in every seat, with all that may be lent */
let agent = ''

before(async () => {
  inside = await openTrireme()
  const { owner, url } = inside
  await owner.projects.create({ name: 'Ours', slug: 'ours' })
  await owner.projects.create({ name: 'Theirs', slug: 'theirs' })
  for (const seat of seats) {
    const { id, cookie } = await arrive(seat)
    await owner.projects.takeSeat({ project: 'ours', seat, userId: id })
    await owner.users.takeSeat({ seat, user: id })
    cookies.set(seat, cookie)
  }
  stranger = (await arrive('stranger')).cookie
  for (const seat of seats) {
    await owner.projects.takeSeat({ project: 'ours', seat, userId: inside.ownerId })
    await owner.users.takeSeat({ seat, user: inside.ownerId })
  }
  agent = (await owner.agents.create({ name: 'Agent', projects: ['ours'] })).secret
  const { paths } = OpenApi.parse(await (await fetch(`${url}/api/openapi.json`)).json())
  doors = Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, route]) => ({
        method: method.toUpperCase(),
        path,
        permission: route['x-permission'],
        agents: route['x-agents'],
      })),
    )
    // whoever ends the session knocks at no further door
    .toSorted((a, b) => Number(isSignOut(a)) - Number(isSignOut(b)))
})

after(() => inside.close())

async function arrive(name: string) {
  const user = await inside.owner.users.create({ name })
  return inside.signIn((await inside.owner.users.invite({ user: user.id })).url)
}

const isSignOut = ({ method, path }: Door) => method === 'DELETE' && path === '/api/session'
const inProject = ({ path }: Door) => path.includes('{project}')
const nameOf = ({ method, path }: Door) => `${method} ${path}`

type Knocking = { cookie?: string; token?: string; project: string }

/** Knocks with parameters that name nothing and an empty body; answers with the status alone. */
async function knock(door: Door, as: Knocking): Promise<number> {
  const path = door.path.replace('{project}', as.project).replace(/\{\w+\}/g, 'nothing')
  const response = await fetch(`${inside.url}${path}`, {
    method: door.method,
    headers: {
      ...(as.cookie === undefined ? {} : { Cookie: as.cookie, Origin: inside.url }),
      ...(as.token === undefined ? {} : { Authorization: `Bearer ${as.token}` }),
      ...(door.method === 'GET' ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(door.method === 'GET' ? {} : { body: '{}' }),
  })
  // live streams never end by themselves
  await response.body?.cancel()
  return response.status
}

function mayEnter(door: Door, seat: Seat): boolean {
  const { permission } = door
  if (isProjectRight(permission)) return seatMay(seat, permission)
  if (isPlatformRight(permission)) return platformSeatMay(seat, permission)
  return permission === 'signed-in' || permission === 'public'
}

/** The doors at which something else happened than what was expected, in words. */
async function wrongDoors(chosen: Door[], as: Knocking, expect: Expectation) {
  const wrong: string[] = []
  for (const door of chosen) {
    const status = await knock(door, as)
    if (status >= 500 || !expect(door, status)) wrong.push(`${nameOf(door)} (${door.permission}) answered ${status}`)
  }
  return wrong
}

type Expectation = (door: Door, status: number) => boolean

test('every route names a permission that is known, and project rights go with a project in the path', () => {
  assert(doors.length > 60, `only ${doors.length} routes were found`)
  const known = ({ permission }: Door) =>
    isProjectRight(permission) || isPlatformRight(permission) || ['public', 'signed-in'].includes(permission)
  const odd = doors.filter(door => !known(door) || isProjectRight(door.permission) !== inProject(door))
  assert.deepEqual(odd, [])
})

test('nobody who is signed out gets in, except where everybody may', async () => {
  const closed = doors.filter(({ permission }) => permission !== 'public')
  assert.deepEqual(await wrongDoors(closed, { project: 'ours' }, (_, status) => status === 401), [])
  const open = doors.filter(({ permission }) => permission === 'public')
  assert.deepEqual(await wrongDoors(open, { project: 'ours' }, (_, status) => status !== 403), [])
})

test('who holds no seat is told that the project is not there, and cannot change the platform', async () => {
  const projects = doors.filter(inProject)
  assert.deepEqual(await wrongDoors(projects, { cookie: stranger, project: 'ours' }, (_, status) => status === 404), [])
  const platform = doors.filter(({ permission }) => isPlatformRight(permission) && permission !== 'platform:read')
  assert(platform.length > 3)
  assert.deepEqual(await wrongDoors(platform, { cookie: stranger, project: '' }, (_, status) => status === 403), [])
})

for (const seat of seats)
  test(`a ${seat.replaceAll('_', ' ')} gets in where the policies say so, and nowhere else`, async () => {
    const cookie = cookies.get(seat) ?? ''
    const elsewhere = await wrongDoors(doors.filter(inProject), { cookie, project: 'theirs' }, (_, s) => s === 404)
    assert.deepEqual(elsewhere, [], 'in a project of others')
    const own = await wrongDoors(doors, { cookie, project: 'ours' }, (door, status) =>
      mayEnter(door, seat)
        ? (status !== 401 || door.permission === 'public') && (status !== 403 || nameOf(door) in furtherRules)
        : status === 403,
    )
    assert.deepEqual(own, [], 'in a project of their own')
  })

test('an agent gets in where the policies say so and nowhere else, although its person may do everything', async () => {
  const as = { token: agent, project: 'ours' }
  const mayEnterAs = (door: Door) =>
    agentMayEnter({
      allow: permissionOf(door),
      isInProject: inProject(door),
      isWrite: door.method !== 'GET',
      agents: door.agents,
    })
  const wrong = await wrongDoors(doors, as, (door, status) =>
    mayEnterAs(door) ? (status !== 401 || door.permission === 'public') && status !== 403 : status === 403,
  )
  assert.deepEqual(wrong, [])
  const elsewhere = doors.filter(door => inProject(door) && mayEnterAs(door))
  assert(elsewhere.length > 60)
  assert.deepEqual(await wrongDoors(elsewhere, { ...as, project: 'theirs' }, (_, status) => status === 404), [])
})

function permissionOf({ permission }: Door): Permission {
  if (isProjectRight(permission) || isPlatformRight(permission)) return permission
  return permission === 'public' ? 'public' : 'signed-in'
}

test('what an agent can change is what it says and asks: nothing that seats, decides, accepts or makes tokens', () => {
  const changing = doors.filter(door => door.agents && door.method !== 'GET')
  assert.deepEqual(changing.map(nameOf).toSorted(), [
    'POST /api/projects/{project}/comments',
    'POST /api/projects/{project}/hypotheses',
    'POST /api/projects/{project}/requests',
    'PUT /api/projects/{project}/runs/{run}/note',
  ])
  assert.deepEqual(
    agentRights.filter(right => ['seat:write', 'token:write', 'gate:decide', 'project:write'].some(no => no === right)),
    [],
  )
})
