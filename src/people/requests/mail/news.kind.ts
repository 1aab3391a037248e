import type { Db } from '../../../database/schema.ts'

/** Something that is no request and that a person should hear of: what it is called, what is said of it, where it is. */
export type News = { title: string; text: string; path: string }

export type NewsWanted = {
  to: { id: string; locale: string | null }
  /** of one thing, or of all since a time */
  of: { id: string } | { since: number }
  now: number
}

/** Brought by a slice above at the composition root; asked when the mail goes out, so that nobody is told what is over. */
export type NewsReader = (db: Db, wanted: NewsWanted) => Promise<News[]>
