import { z } from 'zod'
import type { Db } from '../database/schema.ts'
import { Metric } from './insights/metrics/metrics.schema.ts'

const key = 'metrics-off'

/** What nobody may see, whoever asks. */
export async function offMetrics(db: Db): Promise<Set<Metric>> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  const known = z.array(z.string()).parse(JSON.parse(row?.value ?? '[]'))
  return new Set(known.flatMap(name => Metric.safeParse(name).data ?? []))
}

export async function saveOffMetrics(db: Db, off: ReadonlySet<Metric>): Promise<void> {
  const value = JSON.stringify([...off].toSorted())
  await db
    .insertInto('settings')
    .values({ key, value })
    .onConflict(c => c.column('key').doUpdateSet({ value }))
    .execute()
}
