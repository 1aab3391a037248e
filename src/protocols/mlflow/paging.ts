import { AppError } from '../../kernel/errors.ts'

/** How many rows a client gets: the usual number when it does not say, an error when it says too many or none. */
export function pageSize(wished: number | undefined, { usual, most }: { usual: number; most: number }): number {
  if (wished === undefined) return usual
  if (wished < 1) throw refusal(wished, 'It must be a positive integer')
  if (wished > most) throw refusal(wished, `It must be at most ${most}`)
  return wished
}

const refusal = (wished: number, why: string) =>
  new AppError('bad_request', `Invalid value ${wished} for parameter 'max_results' supplied. ${why}`)
