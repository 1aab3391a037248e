import { AsyncLocalStorage } from 'node:async_hooks'
import { SqliteAdapter, type Dialect, type Driver, type Kysely } from 'kysely'

/**
 * SQLite has one connection, which a transaction holds: a query on `db` instead of `tx` inside of it would wait for the end
 * of the transaction, which waits for the query. Where code is written and tested that is an error instead of silence.
 */
export function watched(dialect: Dialect) {
  const inside = new AsyncLocalStorage<{ isOpen: boolean }>()
  const watchedDialect: Dialect = {
    createAdapter: () => new QueuedAdapter(),
    createDriver: () => queued(dialect.createDriver(), inside),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: db => dialect.createIntrospector(db),
  }
  return { dialect: watchedDialect, watch: <T>(db: Kysely<T>) => mark(db, inside) }
}

/** Its own queue would make the query wait before anybody could say that it waits for itself. */
class QueuedAdapter extends SqliteAdapter {
  override get supportsMultipleConnections() {
    return true
  }
}

type Inside = AsyncLocalStorage<{ isOpen: boolean }>

function queued(driver: Driver, inside: Inside): Driver {
  const waiting: (() => void)[] = []
  let isTaken = false
  return {
    init: options => driver.init(options),
    destroy: options => driver.destroy(options),
    beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
    commitTransaction: connection => driver.commitTransaction(connection),
    rollbackTransaction: connection => driver.rollbackTransaction(connection),
    async acquireConnection(options) {
      if (inside.getStore()?.isOpen)
        throw new Error('A query on "db" inside a transaction waits for itself on SQLite: use the transaction, "tx"')
      if (isTaken) await new Promise<void>(resolve => waiting.push(resolve))
      isTaken = true
      return driver.acquireConnection(options)
    },
    async releaseConnection(connection, options) {
      await driver.releaseConnection(connection, options)
      const next = waiting.shift()
      if (next) next()
      else isTaken = false
    },
  }
}

/** What is called inside a transaction knows that it is; what it leaves for later is free once that is done. */
function mark<T>(db: Kysely<T>, inside: Inside): Kysely<T> {
  const begin = db.transaction.bind(db)
  db.transaction = () => {
    const builder = begin()
    const execute = builder.execute.bind(builder)
    builder.execute = work =>
      execute(async tx => {
        const state = { isOpen: true }
        try {
          return await inside.run(state, () => work(tx))
        } finally {
          state.isOpen = false
        }
      })
    return builder
  }
  return db
}
