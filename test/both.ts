import { after, before, describe } from 'node:test'
import { openTrireme, type Inside, type InsideOptions } from './inside.ts'
import { freshDatabase, type TestDatabase } from './postgres.ts'

/** A platform of the tests below it, there as soon as the first of them runs. */
export type Place = Inside & {
  /** adds a person and signs them in */
  arrive(name: string): ReturnType<Inside['signIn']>
}

/** The same facts on SQLite and on Postgres, each on a platform of its own. */
export function onBothDatabases(title: string, facts: (inside: Place) => void, options: InsideOptions = {}): void {
  for (const kind of ['SQLite', 'Postgres'] as const)
    describe(`${title} on ${kind}`, () => {
      let opened: Inside | undefined
      let database: TestDatabase | undefined
      before(async () => {
        database = kind === 'Postgres' ? await freshDatabase() : undefined
        opened = await openTrireme({ ...options, databaseUrl: database?.url ?? '' })
      })
      after(async () => {
        await opened?.close()
        await database?.drop()
      })
      facts(placeOf(() => opened))
    })
}

function placeOf(find: () => Inside | undefined): Place {
  const inside = () => {
    const found = find()
    if (!found) throw new Error('the platform opens before the first test; ask for it inside of one')
    return found
  }
  return {
    get url() {
      return inside().url
    },
    get dataDir() {
      return inside().dataDir
    },
    get db() {
      return inside().db
    },
    get owner() {
      return inside().owner
    },
    get ownerId() {
      return inside().ownerId
    },
    signIn: link => inside().signIn(link),
    restart: between => inside().restart(between),
    close: () => inside().close(),
    async arrive(name) {
      const { users } = inside().owner
      const user = await users.create({ name })
      return inside().signIn((await users.invite({ user: user.id })).url)
    },
  }
}
