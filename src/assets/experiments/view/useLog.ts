import { useEffect, useState } from 'react'
import { attemptRoutes } from '../../../backbone/engines/attempts/attempts.schema.ts'
import { api } from '../../../web/api.ts'
import type { LogLine } from '../../../web/parts/LogView.tsx'

export type Log = { lines: readonly LogLine[]; ended: boolean; problem?: unknown }

/** The log of one attempt as it grows, from its first byte; goes on after a lost connection. Key its part by the attempt. */
export function useLog(project: string, attempt: string): Log {
  const [log, setLog] = useState<Log>({ lines: [], ended: false })
  useEffect(() => {
    const stop = new AbortController()
    void read({ project, attempt, signal: stop.signal, onLog: setLog })
    return () => stop.abort()
  }, [project, attempt])
  return log
}

type Reading = { project: string; attempt: string; signal: AbortSignal; onLog: (log: Log) => void }

async function read({ project, attempt, signal, onLog }: Reading): Promise<void> {
  let text = ''
  let from = 0
  let ended = false
  while (!ended && !signal.aborted) {
    try {
      const pieces = await api(attemptRoutes).logStream({ project, attempt, from }, { signal })
      for await (const { data } of pieces) {
        text += data.text
        from = data.next
        ended = data.ended
        onLog({ lines: linesOf(text), ended })
        if (ended) return
      }
    } catch (problem) {
      if (signal.aborted) return
      onLog({ lines: linesOf(text), ended, problem })
    }
    await new Promise(done => setTimeout(done, 2000))
  }
}

/** Errors and warnings stand out; the end of a line that is still being written shows already. */
const linesOf = (text: string): LogLine[] =>
  text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .filter((line, at, all) => all.length > 1 || line !== '' || at > 0)
    .map(line => ({ text: line, tone: toneOf(line) }))

function toneOf(line: string): 'plain' | 'warning' | 'error' {
  if (/^(Traceback|\w*(Error|Exception)\b)|\bERROR\b/.test(line)) return 'error'
  return /\bwarning\b/i.test(line) ? 'warning' : 'plain'
}
