import { useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query'
import { createContext, use, useEffect, useRef, useState } from 'react'
import { send } from './api.ts'
import { followers, meQuery } from './queries.ts'

/** The live stream of a project: whatever happened there makes the shown data stale at once, so pages never poll. */
export type LiveState = 'connecting' | 'live' | 'offline' | 'ended'
type LiveEvent = { id: string | undefined; name: string; data: string }

type Follow = {
  url: string
  fetch: (url: string, init: RequestInit) => Promise<Response>
  signal: AbortSignal
  /** the events behind this place are told; those from now on when not said */
  after?: string | undefined
  onEvent: (event: LiveEvent) => void
  onState: (state: LiveState) => void
  /** how long to wait before try n, in ms */
  pause?: (tries: number) => number
}

/** Doubling from half a second to ten, spread so that many browsers do not return in the same moment. */
const backOff = (tries: number) => Math.min(10_000, 500 * 2 ** tries) * (0.75 + Math.random() / 2)

/**
 * Follows server-sent events until `signal` aborts, and after a lost connection goes on after the last event seen
 * (`Last-Event-ID`). Ends for good when the right to listen is gone.
 */
export async function follow({ url, fetch, signal, after, onEvent, onState, pause = backOff }: Follow): Promise<void> {
  let lastId = after
  let tries = 0
  onState('connecting')
  while (!signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) }
      const answer = await fetch(url, { headers, signal })
      if ([401, 403, 404, 410].includes(answer.status)) return onState('ended')
      if (!answer.ok || !answer.body) throw new Error(`The stream answered ${answer.status}`)
      onState('live')
      for await (const event of parseEvents(answer.body)) {
        tries = 0
        lastId = event.id ?? lastId
        onEvent(event)
      }
    } catch {
      // any broken connection: the next try says more
    }
    if (signal.aborted) return
    onState('offline')
    await rest(pause(tries++), signal)
  }
}

/** Reads `text/event-stream` as the HTML standard says: fields by line, an event at each empty line. */
async function* parseEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<LiveEvent> {
  let unread = ''
  let event = newEvent()
  const text = new TextDecoder()
  for await (const chunk of chunksOf(body)) {
    const lines = (unread + text.decode(chunk, { stream: true })).split('\n')
    unread = lines.pop() ?? ''
    for (const line of lines) {
      const [, field, value = ''] = /^(\w+): ?(.*?)\r?$/.exec(line) ?? []
      if (field === 'id') event.id = value
      if (field === 'event') event.name = value
      if (field === 'data') event.data.push(value)
      if (line !== '' && line !== '\r') continue
      if (event.data.length) yield { ...event, data: event.data.join('\n') }
      event = newEvent()
    }
  }
}

/** Not every browser can iterate a stream. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}

const newEvent = (): { id: string | undefined; name: string; data: string[] } => ({
  id: undefined,
  name: 'message',
  data: [],
})

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(done => {
    const over = new AbortController()
    const wake = () => {
      over.abort()
      clearTimeout(timer)
      done()
    }
    const timer = setTimeout(wake, ms)
    signal.addEventListener('abort', wake, { signal: over.signal })
    // the browser found its network again: no reason to wait longer
    globalThis.addEventListener?.('online', wake, { signal: over.signal })
  })
}

/**
 * Follows one stream for the whole tab (browsers allow six connections a server): a project's while a page of it is open,
 * else that of all my projects. Events make stale what they may have changed.
 */
export function useLiveData(slug: string | undefined): LiveState {
  const queries = useQueryClient()
  const [state, setState] = useState<LiveState>('connecting')
  // the first stream of a tab begins where the log stood before the page asked anything
  const begun = useRef(false)
  useEffect(() => {
    const after = begun.current ? undefined : queries.getQueryData(meQuery().queryKey)?.cursor
    begun.current = true
    return keepFresh(queries, slug, { after, onState: setState })
  }, [queries, slug])
  return state
}

type Watch = { after: string | undefined; onState: (state: LiveState) => void }

function keepFresh(queries: QueryClient, slug: string | undefined, { after, onState }: Watch): () => void {
  const stop = new AbortController()
  let mayHaveMissed = after === undefined
  const stale: QueryKey[] = slug === undefined ? [...followers] : [...followers, ['project', slug]]
  let due: ReturnType<typeof setTimeout> | undefined
  // a burst of events, as when a step ends, asks the server once
  const refresh = () => {
    due ??= setTimeout(() => {
      due = undefined
      for (const queryKey of stale) void queries.invalidateQueries({ queryKey })
    }, 250)
  }
  void follow({
    url: slug === undefined ? '/api/events/stream' : `/api/projects/${encodeURIComponent(slug)}/events/stream`,
    fetch: (url, init) => send(new Request(new URL(url, location.origin), init)),
    signal: stop.signal,
    after,
    onState: state => {
      // what happened between the page's questions and this moment is in no event
      if (state === 'live' && mayHaveMissed) refresh()
      mayHaveMissed ||= state === 'live'
      onState(state)
    },
    onEvent: refresh,
  })
  return () => {
    stop.abort()
    clearTimeout(due)
  }
}

/** Whether what is shown moves by itself; for LiveDot. */
export const LiveContext = createContext<LiveState>('connecting')
export const useLive = (): LiveState => use(LiveContext)
