import { AppError } from '../../kernel/errors.ts'

/** How many rows a client gets: the usual number when it does not say, an error when it says too many or none. */
export function pageSize(wished: number | undefined, { usual, most, beyond = said }: PageSizes): number {
  if (wished === undefined) return usual
  if (wished < 1) throw refusal(wished, '. It must be a positive integer')
  if (wished > most) throw refusal(wished, beyond(most))
  return wished
}

type PageSizes = {
  usual: number
  most: number
  /** how the original words too many; two of its searches say less than the others */
  beyond?: (most: number) => string
}

const said = (most: number) => `. It must be at most ${most}`
export const hinted = () =>
  ":  Hint: Value was of type 'int'. See the API docs for more information about request parameters."

const refusal = (wished: number, why: string) =>
  new AppError('bad_request', `Invalid value ${wished} for parameter 'max_results' supplied${why}`)
