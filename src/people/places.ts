import { AppError } from '../kernel/errors.ts'

export type TimePlace = { at: number; id: string }

/** A place in a list by time, then by id. */
export const writePlace = ({ at, id }: TimePlace) => `${at}:${id}`

/** What no page of ours has named as its end is refused. */
export function readPlace(text: string): TimePlace {
  const [, at, id = ''] = /^(\d{1,15}):(\w{0,80})$/.exec(text) ?? []
  if (at === undefined) throw badPlace(text)
  return { at: Number(at), id }
}

export const badPlace = (text: string) =>
  new AppError('bad_request', `"${text}" is no place in this list; leave it out to start at the first page`)
