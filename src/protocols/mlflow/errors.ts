import { outageOf } from '../../database/outage.ts'
import { AppError, type ErrorCode } from '../../kernel/errors.ts'
import type { Log } from '../../kernel/log.ts'

/** Names of MLflow's errors with their status; clients choose between retry, fall-back and "exists already" by them. */
const statuses = {
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  // 500 in the original, which costs the caller four minutes of retries for a mistake of their own
  INVALID_STATE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_CONFLICT: 409,
  REQUEST_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
} as const

export type MlflowCode = keyof typeof statuses

const codes: Record<ErrorCode, MlflowCode> = {
  bad_request: 'INVALID_PARAMETER_VALUE',
  unauthenticated: 'UNAUTHENTICATED',
  forbidden: 'PERMISSION_DENIED',
  not_found: 'RESOURCE_DOES_NOT_EXIST',
  conflict: 'RESOURCE_ALREADY_EXISTS',
  gone: 'RESOURCE_DOES_NOT_EXIST',
  too_large: 'INVALID_PARAMETER_VALUE',
  unsupported_media: 'INVALID_PARAMETER_VALUE',
  unknown_host: 'PERMISSION_DENIED',
  too_many: 'REQUEST_LIMIT_EXCEEDED',
  internal: 'INTERNAL_ERROR',
  unavailable: 'TEMPORARILY_UNAVAILABLE',
}

/** The classification that clients since 3.17 show beside the code. */
const classes: Partial<Record<MlflowCode, { sqlstate: string; error_class?: string }>> = {
  INVALID_PARAMETER_VALUE: { sqlstate: 'KAM00', error_class: 'INVALID_PARAMETER_VALUE' },
  BAD_REQUEST: { sqlstate: 'KAM00', error_class: 'INVALID_PARAMETER_VALUE' },
  RESOURCE_ALREADY_EXISTS: { sqlstate: 'KAM00', error_class: 'RESOURCE_ALREADY_EXISTS' },
  INVALID_STATE: { sqlstate: 'XXM00', error_class: 'CLIENT_INTERNAL_ERROR' },
  PERMISSION_DENIED: { sqlstate: 'KAM00', error_class: 'PERMISSION_DENIED' },
  RESOURCE_DOES_NOT_EXIST: { sqlstate: 'KAM00', error_class: 'RESOURCE_NOT_FOUND' },
  ENDPOINT_NOT_FOUND: { sqlstate: 'KAM00', error_class: 'RESOURCE_NOT_FOUND' },
  INTERNAL_ERROR: { sqlstate: 'XXM00', error_class: 'CLIENT_INTERNAL_ERROR' },
  TEMPORARILY_UNAVAILABLE: { sqlstate: 'XXM00', error_class: 'CLIENT_INTERNAL_ERROR' },
}

export function mlflowError(code: MlflowCode, message: string): Response {
  const headers = code === 'UNAUTHENTICATED' ? { 'WWW-Authenticate': 'Basic realm="mlflow"' } : undefined
  const body = { error_code: code, message, ...classes[code] }
  return Response.json(body, { status: statuses[code], ...(headers ? { headers } : {}) })
}

/** The same, and what is a mistake of the server is written into its log. */
export function failure(log: Log, thrown: unknown, where: { method: string; path: string }): Response {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const response = errorResponse(error)
  if (response.status === 500) log.error('unexpected error', { ...where, error: error.stack ?? String(error) })
  return response
}

/** Any failure of our services in MLflow's words; what is not ours is a mistake of the server. */
function errorResponse(thrown: Error): Response {
  const error = thrown instanceof AppError ? thrown : outageOf(thrown)
  if (!error)
    return mlflowError(
      'INTERNAL_ERROR',
      'Trireme made a mistake; nothing was changed. The log of the server says more.',
    )
  const response = mlflowError(codeOf(error), messageOf(error))
  return error.code === 'too_large' ? new Response(response.body, { status: 413, headers: response.headers }) : response
}

function codeOf({ code, details }: AppError): MlflowCode {
  const named =
    typeof details === 'object' && details !== null && 'errorCode' in details ? details.errorCode : undefined
  return isMlflowCode(named) ? named : codes[code]
}

const isMlflowCode = (name: unknown): name is MlflowCode => typeof name === 'string' && name in statuses

function messageOf({ code, message, hint }: AppError): string {
  const full = hint === undefined || code === 'conflict' ? message : `${message}. ${hint}`
  if (code === 'unauthenticated') return `You are not authenticated. ${full}`
  return code === 'forbidden' ? `Permission denied. ${full}` : full
}
