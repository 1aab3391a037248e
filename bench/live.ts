import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { tell } from './tools/figures.ts'
import { openGround } from './tools/ground.ts'
import { median, quantile, timesOf } from './tools/times.ts'

/** From a change that somebody makes to its event at a browser that follows the project, beside the change alone. */

const Told = z.object({ object: z.object({ id: z.string() }) })
const ground = await openGround()
const leaving = new AbortController()
try {
  const { project, owner } = ground
  const events = await follow(leaving.signal)
  const delays: number[] = []
  const changes = await timesOf(60, async call => {
    await sleep(20)
    const began = performance.now()
    const { id } = await owner.hypotheses.create({ project, title: `It holds, ${call}` })
    const told = performance.now()
    for (let event = await events.next(); !event.done && event.value.id !== id; event = await events.next());
    if (call >= 0) delays.push(performance.now() - began)
    return told - began
  })
  tell({
    what: 'from a change to its event at a live browser, p50',
    value: median(delays),
    unit: 'ms',
    goal: { atMost: 100 },
    beside: `${changes.length} changes, p99 ${quantile(delays, 0.99).toFixed(1)} ms, answer to the change itself ${median(await answers()).toFixed(1)} ms`,
  })
} finally {
  leaving.abort()
  await ground.stop()
}

async function answers(): Promise<number[]> {
  return timesOf(30, call => ground.owner.hypotheses.create({ project: ground.project, title: `Alone, ${call}` }))
}

/** The objects of events as they come. */
async function follow(signal: AbortSignal): Promise<AsyncGenerator<{ id: string }>> {
  const answer = await fetch(`${ground.url}/api/projects/${ground.project}/events/stream`, {
    headers: { Cookie: ground.cookie, Accept: 'text/event-stream' },
    signal,
  })
  if (!answer.ok || !answer.body) throw new Error(`the stream answered ${answer.status}`)
  return objectsOf(answer.body)
}

async function* objectsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<{ id: string }> {
  const text = new TextDecoder()
  let unread = ''
  for await (const chunk of body) {
    const lines = (unread + text.decode(chunk, { stream: true })).split('\n')
    unread = lines.pop() ?? ''
    for (const line of lines)
      if (line.startsWith('data:')) yield Told.parse(JSON.parse(line.slice('data:'.length))).object
  }
}
