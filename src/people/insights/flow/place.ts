import { AppError } from '../../../kernel/errors.ts'

/** Where a page of waits goes on: after the one that ended then. */
export function parsePlace(text: string): { endedAt: number; id: string } {
  const [, endedAt, id] = /^(\d{1,16})-(.{1,200})$/.exec(text) ?? []
  if (endedAt === undefined || id === undefined)
    throw new AppError('bad_request', `"${text}" is not a place in this list; leave it out to start at the newest`)
  return { endedAt: Number(endedAt), id }
}
