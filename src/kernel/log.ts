/** One JSON line an event on stderr; stdout is kept for the lines that the door promises. */
export type Log = {
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

const rank = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 }
export type LogLevel = keyof typeof rank

export function openLog(level: LogLevel, write: (line: string) => void = line => process.stderr.write(line)): Log {
  const at =
    (name: 'info' | 'warn' | 'error') =>
    (message: string, fields: Record<string, unknown> = {}) => {
      if (rank[name] < rank[level]) return
      write(`${JSON.stringify({ time: new Date().toISOString(), level: name, message, ...fields })}\n`)
    }
  return { info: at('info'), warn: at('warn'), error: at('error') }
}
