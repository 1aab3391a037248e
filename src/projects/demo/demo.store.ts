import type { Db } from '../../database/schema.ts'
import { Demo } from './demo.schema.ts'

const key = 'demo'

export async function readDemo(db: Db): Promise<Demo> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return row ? Demo.parse(JSON.parse(row.value)) : { state: 'off', step: null, steps: [], project: null }
}

export async function saveDemo(db: Db, demo: Demo): Promise<void> {
  const value = JSON.stringify(demo)
  await db
    .insertInto('settings')
    .values({ key, value })
    .onConflict(c => c.column('key').doUpdateSet({ value }))
    .execute()
}
