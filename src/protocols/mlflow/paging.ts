import { AppError } from '../../kernel/errors.ts'

/** How many rows a client gets: the usual number when it does not say, an error when it says too many or none. */
export function pageSize(wished: number | undefined, { usual, most, words = said }: PageSizes): number {
  if (wished === undefined) return usual
  if (wished < 1) throw new AppError('bad_request', words.tooFew(wished))
  if (wished > most) throw new AppError('bad_request', words.tooMany(wished, most))
  return wished
}

type PageWords = { tooFew: (wished: number) => string; tooMany: (wished: number, most: number) => string }
type PageSizes = { usual: number; most: number; words?: PageWords }

const invalid = (wished: number | string) =>
  `Invalid value ${JSON.stringify(wished)} for parameter 'max_results' supplied`
const hint = (type: string) =>
  `:  Hint: Value was of type '${type}'. See the API docs for more information about request parameters.`

const said: PageWords = {
  tooFew: wished => `${invalid(wished)}. It must be a positive integer`,
  tooMany: (wished, most) => `${invalid(wished)}. It must be at most ${most}`,
}
/** how the original words it where it checks before it searches: of runs */
export const ofRuns: PageWords = { ...said, tooMany: wished => invalid(wished) + hint('int') }
/** of registered models: a query string holds text only */
export const ofModels: PageWords = { ...said, tooMany: wished => invalid(String(wished)) + hint('str') }
/** of their versions */
export const ofVersions: PageWords = {
  ...ofModels,
  tooFew: wished => `Invalid value for max_results. It must be a positive integer, but got ${wished}`,
}
