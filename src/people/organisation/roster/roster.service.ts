import { z } from 'zod'
import { AppError } from '../../../kernel/errors.ts'
import type { Context } from '../../context.ts'
import { Name } from '../../shapes.ts'
import { addPerson, userByEmail, userOf } from '../../users/users.service.ts'
import { addDepartment, departmentNamed, placeOf, putInLine } from '../lines/lines.service.ts'
import { addTeam, addToTeam, teamNamed } from '../teams/teams.service.ts'
import { readTable } from './csv.ts'
import { RosterColumn, rosterColumns, type Roster, type RosterRow } from './roster.schema.ts'

const most = 5_000

/** Does it all and takes it back: what is shown is what will be done, by the same code. */
export async function previewRoster(ctx: Context, csv: string): Promise<Roster> {
  let roster: Roster | undefined
  try {
    await ctx.db.transaction().execute(async tx => {
      roster = await importRows({ ...ctx, db: tx }, csv)
      throw new TakenBack()
    })
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error
  }
  if (!roster) throw new AppError('internal', 'The preview came to no end')
  return { ...roster, isApplied: false }
}

class TakenBack extends Error {}

export const applyRoster = (ctx: Context, csv: string): Promise<Roster> =>
  ctx.db.transaction().execute(tx => importRows({ ...ctx, db: tx }, csv))

type Wish = { row: number } & Record<RosterColumn, string>

async function importRows(ctx: Context, csv: string): Promise<Roster> {
  const { wishes, columns, ignored } = readWishes(csv)
  const refused = await findFaults(ctx, wishes)
  const made = { departments: new Set<string>(), teams: new Set<string>() }
  const ids = new Map<string, string>()
  const good = wishes.filter(wish => !refused.has(wish.row))
  const isNew = new Set<number>()
  for (const wish of good) {
    const known = await userByEmail(ctx, wish.email)
    if (!known) isNew.add(wish.row)
    ids.set(wish.email, known?.id ?? (await addPerson(ctx, { name: wish.name, email: wish.email, kind: 'person' })))
  }
  const changes = new Map<number, RosterRow['what']>()
  for (const wish of good) changes.set(wish.row, await settle(ctx, wish, { ids, made }))
  const rows = wishes.map(wish => toRow(wish, { refused, isNew, changes }))
  const count = (is: RosterRow['is']) => rows.filter(row => row.is === is).length
  return {
    ...{ isApplied: true, columns, ignored, rows },
    ...{ created: count('created'), changed: count('changed'), same: count('same'), refused: count('refused') },
    departments: [...made.departments],
    teams: [...made.teams],
  }
}

type Found = { refused: Map<number, string>; isNew: Set<number>; changes: Map<number, RosterRow['what']> }

function toRow(wish: Wish, { refused, isNew, changes }: Found): RosterRow {
  const { row, name, email } = wish
  const reason = refused.get(row) ?? null
  if (reason !== null) return { row, name, email, is: 'refused', what: [], reason }
  const what = changes.get(row) ?? []
  if (isNew.has(row)) return { row, name, email, is: 'created', what: ['person', ...what], reason }
  return { row, name, email, is: what.length > 0 ? 'changed' : 'same', what, reason }
}

/** Department, line, title and teams of one person; an empty cell leaves what is there. */
async function settle(
  ctx: Context,
  wish: Wish,
  { ids, made }: { ids: Map<string, string>; made: { departments: Set<string>; teams: Set<string> } },
): Promise<RosterRow['what']> {
  const id = ids.get(wish.email) ?? ''
  const before = await placeOf(ctx, id)
  const departmentId = wish.department
    ? await departmentAt(ctx, wish.department, made.departments)
    : before.departmentId
  const above = wish.reports_to
    ? (ids.get(wish.reports_to) ?? (await userByEmail(ctx, wish.reports_to))?.id)
    : undefined
  const after = { departmentId, reportsTo: above ?? before.reportsTo, title: wish.title || before.title }
  await putInLine(ctx, id, after)
  let isInMore = false
  for (const name of partsOf(wish.teams, /[;|]/)) {
    const known = await teamNamed(ctx, name)
    if (known === undefined) made.teams.add(name)
    const team = known ?? (await addTeam(ctx, { name, description: '', kind: 'stream-aligned' }))
    isInMore = (await addToTeam(ctx, { team, user: id })) || isInMore
  }
  return [
    ...(after.departmentId === before.departmentId ? [] : ['department' as const]),
    ...(after.reportsTo === before.reportsTo ? [] : ['line' as const]),
    ...(after.title === before.title ? [] : ['title' as const]),
    ...(isInMore ? ['team' as const] : []),
  ]
}

/** `Science / Vision`: each part below the one before it; those that are missing are made. */
async function departmentAt(ctx: Context, path: string, made: Set<string>): Promise<string | null> {
  let at: string | null = null
  for (const name of partsOf(path, /\//)) {
    const known = await departmentNamed(ctx, name)
    if (known === undefined) made.add(name)
    at = known ?? (await addDepartment(ctx, { name, parentId: at })).id
  }
  return at
}

const partsOf = (text: string, sign: RegExp) =>
  text
    .split(sign)
    .map(part => part.trim())
    .filter(Boolean)

/** Rows that cannot be taken, each with what to mend; found before anything is written. */
async function findFaults(ctx: Context, wishes: Wish[]): Promise<Map<number, string>> {
  const faults = new Map<number, string>()
  const seen = new Map<string, number>()
  for (const wish of wishes) {
    const fault = (await plainFault(ctx, wish)) ?? repeated(wish, seen)
    if (fault) faults.set(wish.row, fault)
    else seen.set(wish.email, wish.row)
  }
  await findLineFaults(ctx, wishes, faults)
  return faults
}

async function plainFault(ctx: Context, wish: Wish): Promise<string | undefined> {
  if (!wish.email) return 'An e-mail is missing: by it the same person is found again next time'
  if (!z.email().max(320).safeParse(wish.email).success) return `"${wish.email}" is no e-mail`
  const known = await userByEmail(ctx, wish.email)
  const user = known && (await userOf(ctx, known.id))
  if (user && user.deactivatedAt !== null) return `${user.name} is deactivated; activate them before they are imported`
  if (!known && !Name.safeParse(wish.name).success) return 'A name is missing for somebody new'
  const names = [...partsOf(wish.department, /\//), ...partsOf(wish.teams, /[;|]/)]
  const odd = names.find(name => !Name.safeParse(name).success)
  if (odd !== undefined) return `"${odd.slice(0, 40)}" is no name for a department or team: at most 200 visible letters`
  if (wish.title.length > 200) return 'The title is longer than 200 letters'
  return undefined
}

function repeated(wish: Wish, seen: Map<string, number>): string | undefined {
  const first = seen.get(wish.email)
  return first === undefined ? undefined : `${wish.email} stands in row ${first} already; keep one of the two`
}

/** A lead must be there or in the file, and no line may turn in a circle; whoever is led by a refused row is looked at again. */
async function findLineFaults(ctx: Context, wishes: Wish[], faults: Map<number, string>): Promise<void> {
  for (let before = -1; before !== faults.size;) {
    before = faults.size
    const good = wishes.filter(wish => !faults.has(wish.row))
    const inFile = new Set(good.map(wish => wish.email))
    const line = openLine(ctx)
    for (const wish of good) {
      if (!wish.reports_to) continue
      if (!inFile.has(wish.reports_to) && !(await userByEmail(ctx, wish.reports_to)))
        faults.set(wish.row, `Nobody has the e-mail ${wish.reports_to}; add a row for them or mend it`)
      else if (!(await line.put(wish.email, wish.reports_to)))
        faults.set(wish.row, `${wish.reports_to} reports to ${wish.email} already, at some step`)
    }
  }
}

/** The lines as they would be after the file, by e-mail. */
function openLine(ctx: Context) {
  const known = new Map<string, string | undefined>()
  const above = async (email: string): Promise<string | undefined> => {
    if (known.has(email)) return known.get(email)
    const person = await userByEmail(ctx, email)
    const lead = person && (await placeOf(ctx, person.id)).reportsTo
    const found = lead ? ((await userOf(ctx, lead))?.email ?? undefined) : undefined
    known.set(email, found)
    return found
  }
  return {
    /** false, and nothing is changed, where the line would turn in a circle */
    async put(email: string, lead: string): Promise<boolean> {
      for (let at: string | undefined = lead; at !== undefined; at = await above(at)) if (at === email) return false
      known.set(email, lead)
      return true
    },
  }
}

const spellings: Record<string, RosterColumn> = {
  ...Object.fromEntries(rosterColumns.map(name => [name, name])),
  'full name': 'name',
  person: 'name',
  'e-mail': 'email',
  mail: 'email',
  'job title': 'title',
  dept: 'department',
  manager: 'reports_to',
  'manager email': 'reports_to',
  'reports to': 'reports_to',
  team: 'teams',
}

function readWishes(csv: string) {
  const [head = [], ...records] = readTable(csv)
  if (records.length > most)
    throw new AppError('bad_request', `This file has ${records.length} rows; at most ${most} are taken at once`)
  const named = head.map(name => spellings[name.toLowerCase().trim()])
  const columns = rosterColumns.filter(column => named.includes(column))
  if (!columns.includes('email') || !columns.includes('name'))
    throw new AppError('bad_request', 'The first row must name at least the columns "name" and "email"', {
      hint: `Columns that are read: ${rosterColumns.join(', ')}`,
    })
  const wishes = records.map((record, at): Wish => {
    const cell = (column: RosterColumn) => record[named.indexOf(column)] ?? ''
    return {
      row: at + 2,
      name: cell('name'),
      email: cell('email').toLowerCase(),
      title: cell('title'),
      department: cell('department'),
      reports_to: cell('reports_to').toLowerCase(),
      teams: cell('teams'),
    }
  })
  return { wishes, columns, ignored: head.filter((_, at) => named[at] === undefined) }
}
