import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'

/** The route contract: said once as data, from which handlers, typed client, CLI and OpenAPI follow. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A reply that is a live stream of events, each of this shape. */
export type Live<T extends z.ZodType = z.ZodType> = { events: T }

export type Spec<P extends string = string> = {
  /** the permission a caller needs; rights are checked before input is read */
  allow: P
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType | 'stream'
  reply?: z.ZodType | 'file' | 'shown' | Live
  status?: 200 | 201 | 202
  errors?: readonly ErrorCode[]
  /** people outside the project may call it and see what is visible to the organisation */
  visitors?: true
  /** an agent may call it for a person, although it changes something or names no project */
  agents?: true
  /** most bytes of a JSON body; 1 MiB when not said */
  limit?: number
  summary?: string
}

export type Route<S extends Spec = Spec> = S & { method: Method; path: `/${string}` }
export type Routes = Record<string, Route>

export const routeMaker =
  <P extends string>() =>
  <const S extends Spec<P>>(method: Method, path: `/${string}`, spec: S): Route<S> => ({ ...spec, method, path })

/** Bytes for a person: an attachment (`file`), or a frame's content in a sandbox (`shown`); never run in our origin. */
export type FileReply = {
  body: ReadableStream<Uint8Array>
  size?: number
  name: string
  type: string
  /** set when a Range header was honoured */
  range?: { from: number; to: number; total: number }
  etag?: string
}

type In<T> = T extends z.ZodType ? z.input<T> : unknown
type Out<T> = T extends z.ZodType ? z.output<T> : unknown
type Flat<T> = { [K in keyof T]: T[K] }

export type Sent<R extends Route> = Flat<
  In<R['params']> & In<R['query']> & (R['body'] extends 'stream' ? { body: BodyInit } : In<R['body']>)
>
export type Received<R extends Route> = Flat<
  Out<R['params']> &
    Out<R['query']> &
    (R['body'] extends 'stream' ? { body: AsyncIterable<Uint8Array> } : Out<R['body']>)
>
export type Handled<R extends Route> = R['reply'] extends 'file' | 'shown'
  ? FileReply
  : R['reply'] extends Live<infer E>
    ? AsyncIterable<{ id?: string; data: z.output<E> }>
    : R['reply'] extends z.ZodType
      ? z.output<R['reply']>
      : void
export type Answer<R extends Route> = R['reply'] extends 'file' | 'shown'
  ? Response
  : R['reply'] extends Live<infer E>
    ? AsyncIterable<{ id?: string; data: z.output<E> }>
    : R['reply'] extends z.ZodType
      ? z.output<R['reply']>
      : void

export type Handlers<R extends Routes, C> = {
  [K in keyof R]: (input: Received<R[K]>, ctx: C) => Promise<Handled<R[K]>> | Handled<R[K]>
}
