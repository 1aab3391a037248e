import { z } from 'zod'
import { AppError } from '../../../../kernel/errors.ts'
import type { DiffInput, RowDiff } from '../rows.schema.ts'
import { withDuckDb, type Session, type Work } from '../session.ts'
import { Count, ident, parquet } from '../sql.ts'
import { describe } from '../tables.ts'
import type { TableColumn } from '../tables.schema.ts'
import { shown, toShownRow } from './cells.ts'
import { findColumn } from './filter.ts'

/** A column of both tables. */
type Pair = { name: string; before: TableColumn; after: TableColumn }
type Tables = { input: DiffInput; keys: Pair[]; shared: Pair[] }

const sampledColumns = 30

/** Matches the rows of two versions by a key and counts what was added, removed and changed. */
export async function diff(input: DiffInput, work: Work): Promise<RowDiff> {
  return withDuckDb(work, [input.before, input.after], async session => {
    session.step('comparing')
    const before = await describe(session, input.before)
    const after = await describe(session, input.after)
    const pair = (name: string): Pair => ({ name, before: findColumn(before, name), after: findColumn(after, name) })
    const names = before.map(({ name }) => name).filter(name => after.some(column => column.name === name))
    const tables = {
      input,
      keys: input.key.map(pair),
      shared: names.filter(name => !input.key.includes(name)).map(pair),
    }
    await checkKey(session, input, 'before')
    await checkKey(session, input, 'after')
    const counts = await count(session, tables)
    return { ...counts, ...(await sample(session, tables)) }
  })
}

async function checkKey(session: Session, input: DiffInput, side: 'before' | 'after'): Promise<void> {
  const keys = input.key.map(ident).join(', ')
  const { spare } = await session.row(
    z.object({ spare: Count }),
    `select count(*) - (select count(*) from (select distinct ${keys} from ${parquet(input[side])})) as spare from ${parquet(input[side])}`,
  )
  if (spare === 0) return
  throw new AppError(
    'bad_request',
    `${input.key.join(', ')} is no key of the version ${side}: ${spare} rows share theirs with another row`,
    {
      hint: 'Choose columns that are different in every row',
    },
  )
}

async function count(
  session: Session,
  tables: Tables,
): Promise<Pick<RowDiff, 'added' | 'removed' | 'changed' | 'same' | 'columns'>> {
  const { shared } = tables
  const isBoth = 'b.here and a.here'
  const columns = shared.map((pair, i) => `count(*) filter (${isBoth} and ${differs(pair, i)}) as c${i}`)
  const found = await session.row(
    z.record(z.string(), Count),
    `select ${[
      'count(*) filter (b.here is null) as added',
      'count(*) filter (a.here is null) as removed',
      `count(*) filter (${isBoth} and (${anyDiffers(shared)})) as changed`,
      `count(*) filter (${isBoth}) as matched`,
      ...columns,
    ].join(', ')} from ${joined(tables)}`,
  )
  const { added = 0, removed = 0, changed = 0, matched = 0 } = found
  return {
    added,
    removed,
    changed,
    same: matched - changed,
    columns: shared.map(({ name }, i) => ({ column: name, changed: found[`c${i}`] ?? 0 })),
  }
}

const differs = (pair: Pair, at: number) =>
  isComparable(pair)
    ? `b.v${at} is distinct from a.v${at}`
    : `cast(b.v${at} as varchar) is distinct from cast(a.v${at} as varchar)`

const kinds = [new Set(['integer', 'float', 'decimal']), new Set(['date', 'timestamp'])]

/** 30 and 30.0 are equal, and so are a day and its midnight; other types that differ are compared as text. */
const isComparable = ({ before, after }: Pair) =>
  before.storage === after.storage || kinds.some(kind => kind.has(before.type) && kind.has(after.type))

const anyDiffers = (pairs: Pair[]) => pairs.map(differs).join(' or ') || 'false'

function joined({ input, keys, shared }: Tables): string {
  const side = (file: string) => {
    const key = keys.map(
      (pair, i) => `${isComparable(pair) ? ident(pair.name) : `cast(${ident(pair.name)} as varchar)`} as k${i}`,
    )
    const values = shared.map(({ name }, i) => `${ident(name)} as v${i}`)
    return `(select ${[...key, ...values].join(', ')}, true as here from ${parquet(file)})`
  }
  const on = keys.map((_, i) => `b.k${i} is not distinct from a.k${i}`).join(' and ')
  return `${side(input.before)} b full outer join ${side(input.after)} a on ${on}`
}

async function sample(session: Session, tables: Tables): Promise<Pick<RowDiff, 'sampled' | 'samples'>> {
  const { shared } = tables
  // the columns that changed most are not known to be the first ones, but a row of 4,000 cells helps nobody
  const pairs = shared.slice(0, sampledColumns)
  const ask = (where: string) => readSamples(session, tables, { where, pairs })
  const added = await ask('b.here is null')
  const removed = await ask('a.here is null')
  const changed = await ask(`b.here and a.here and (${anyDiffers(shared)})`)
  return {
    sampled: pairs.map(({ name }) => name),
    samples: {
      added: added.map(({ key, after }) => ({ key, after })),
      removed: removed.map(({ key, before }) => ({ key, before })),
      changed,
    },
  }
}

async function readSamples(session: Session, tables: Tables, { where, pairs }: { where: string; pairs: Pair[] }) {
  const { input, keys } = tables
  const cell = (column: TableColumn, alias: string) =>
    `(select ${shown({ ...column, name: 'x' })} from (select ${alias} as x))`
  const text = (storage: string): TableColumn => ({ name: 'x', type: 'string', storage })
  const key = keys.map((pair, i) =>
    cell(isComparable(pair) ? pair.before : text('VARCHAR'), `coalesce(b.k${i}, a.k${i})`),
  )
  const before = pairs.map((pair, i) => cell(pair.before, `b.v${i}`))
  const after = pairs.map((pair, i) => cell(pair.after, `a.v${i}`))
  const order = keys.map((_, i) => `coalesce(b.k${i}, a.k${i})`).join(', ')
  const rows = await session.values(
    `select ${[...key, ...before, ...after].join(', ')} from ${joined(tables)} where ${where} order by ${order} limit ${input.sample}`,
  )
  return rows.map(row => {
    const { cells } = toShownRow(row)
    const from = keys.length
    return {
      key: cells.slice(0, from),
      before: cells.slice(from, from + pairs.length),
      after: cells.slice(from + pairs.length),
    }
  })
}
