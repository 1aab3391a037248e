/** The closed list of error codes and their HTTP status; docs/errors.md explains each, a test compares the two. */
export const errorCodes = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_media: 415,
  unknown_host: 421,
  too_many: 429,
  internal: 500,
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof errorCodes

export type ErrorExtra = { hint?: string; details?: unknown }

/** A failure that a person can act on: a code from the closed list and a sentence that says what to do. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly hint: string | undefined
  readonly details: unknown

  constructor(code: ErrorCode, message: string, extra: ErrorExtra = {}) {
    super(message)
    this.name = 'AppError'
    this.code = code
    this.status = errorCodes[code]
    this.hint = extra.hint
    this.details = extra.details
  }
}

export const notFound = (kind: string, id: string) =>
  new AppError('not_found', `${kind} ${id} does not exist, or you may not see it`)

/** The wire form of an error, the same on every route of ours. */
export type ErrorBody = { error: { code: ErrorCode; message: string; hint?: string; details?: unknown } }

export function errorBody(error: AppError): ErrorBody {
  const { code, message, hint, details } = error
  return {
    error: { code, message, ...(hint === undefined ? {} : { hint }), ...(details === undefined ? {} : { details }) },
  }
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && value in errorCodes
}

/** Turns anything thrown into words for a log or a job's record. */
export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
