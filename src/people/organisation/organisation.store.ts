import type { Db } from '../../database/schema.ts'

const key = 'organisation'

export async function readName(db: Db): Promise<string | null> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value ?? null
}

export async function saveName(db: Db, value: string): Promise<void> {
  await db
    .insertInto('settings')
    .values({ key, value })
    .onConflict(c => c.column('key').doUpdateSet({ value }))
    .execute()
}
