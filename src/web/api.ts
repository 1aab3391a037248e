import type { Routes } from '../kernel/contract.ts'
import { AppError, isErrorCode } from '../kernel/errors.ts'
import { client, type Client } from '../sdk/client.ts'
import { stanceHeaders } from './acting.ts'

/**
 * How pages reach the server: the SDK's typed client, same origin, with the session cookie.
 * A page asks for its slice only: `const datasets = api(datasetRoutes)`, then `datasets.list({ project: slug }, { signal })`.
 */
export function api<R extends Routes>(routes: R): Client<R> {
  return client({ url: location.origin, fetch: send }, routes)
}

/** Sends a request with the reader's stance, and tells the shell whether the server was reached. */
export async function send(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname
  for (const [name, value] of Object.entries(stanceHeaders(path))) request.headers.set(name, value)
  try {
    const answer = await fetch(request)
    tell('reached')
    return answer
  } catch (error) {
    if (request.signal.aborted) throw error
    tell('unreached')
    throw new AppError('unavailable', 'The server did not answer')
  }
}

/** Listens to whether the server answers; the offline bar and live streams use it. */
export function onReach(listen: (isReached: boolean) => void): () => void {
  const [yes, no] = [() => listen(true), () => listen(false)]
  document.addEventListener('trireme:reached', yes)
  document.addEventListener('trireme:unreached', no)
  return () => {
    document.removeEventListener('trireme:reached', yes)
    document.removeEventListener('trireme:unreached', no)
  }
}

const tell = (what: 'reached' | 'unreached') => document.dispatchEvent(new CustomEvent(`trireme:${what}`))

export type Upload = {
  path: string
  file: Blob
  method?: 'POST' | 'PUT'
  signal?: AbortSignal
  onProgress?: (share: number) => void
}

/** A file's bytes as they are, with progress, which fetch cannot tell. The answer is the route's JSON, to be parsed. */
export function upload({ path, file, method = 'POST', signal, onProgress }: Upload): Promise<unknown> {
  return new Promise((done, failed) => {
    const wire = new XMLHttpRequest()
    wire.open(method, path)
    wire.responseType = 'json'
    wire.setRequestHeader('content-type', file.type || 'application/octet-stream')
    for (const [name, value] of Object.entries(stanceHeaders(path))) wire.setRequestHeader(name, value)
    wire.upload.onprogress = event => onProgress?.(event.total ? event.loaded / event.total : 0)
    wire.upload.onload = () => onProgress?.(1)
    wire.onload = () => (wire.status < 300 ? done(wire.response) : failed(errorOf(wire.status, wire.response)))
    wire.onerror = () => failed(new AppError('unavailable', 'The connection broke while the file was being sent'))
    wire.onabort = () => failed(new DOMException('The upload was stopped', 'AbortError'))
    signal?.addEventListener('abort', () => wire.abort(), { once: true })
    wire.send(file)
  })
}

function errorOf(status: number, body: unknown): AppError {
  const said = isRecord(body) && isRecord(body['error']) ? body['error'] : {}
  const code = isErrorCode(said['code']) ? said['code'] : 'internal'
  const message = typeof said['message'] === 'string' ? said['message'] : `The server answered ${status}`
  const hint = typeof said['hint'] === 'string' ? { hint: said['hint'] } : {}
  return new AppError(code, message, { ...hint, details: said['details'] })
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
