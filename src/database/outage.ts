import { AppError } from '../kernel/errors.ts'

/** What went wrong with the machine rather than with the request or our code: the caller may try again. */
export function outageOf(error: unknown): AppError | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  // SQLite says what happened in a number: read-only, input and output, full
  const sqlite = 'errcode' in error ? Number(error.errcode) & 0xff : 0
  if (code === 'ENOSPC' || code === 'EDQUOT' || sqlite === 13)
    return new AppError('unavailable', 'The disk of the server is full, so nothing can be written', {
      hint: 'Ask whoever runs this server to make room in its data folder',
    })
  if (code === 'EROFS' || sqlite === 8)
    return new AppError('unavailable', 'The data folder of the server cannot be written', {
      hint: 'Ask whoever runs this server to give it the right to write there',
    })
  if (isLost(error, code))
    return new AppError('unavailable', 'The database does not answer at the moment', { hint: 'Try again in a moment' })
  return undefined
}

/** Postgres ended the connection, cannot be reached, or is just starting. */
const isLost = (error: Error, code: string) =>
  /^(57P0[1-5]|08\w{3}|53300|ECONNREFUSED|ECONNRESET|EPIPE)$/.test(code) ||
  /^(Connection terminated|Client has encountered a connection error)/.test(error.message)
