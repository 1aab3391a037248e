import { AppError, messageOf } from './kernel/errors.ts'
import { readConfig } from './kernel/config.ts'
import { startPlatform } from './platform.ts'

const started = performance.timeOrigin

/** Runs the server until SIGTERM or SIGINT; prints the lines that the door promises. */
export async function main(): Promise<number> {
  try {
    const told = untilSignal() // first: whoever reads `ready` may end the server at once
    const platform = await startPlatform(readConfig(process.env))
    process.stdout.write(`ready ${platform.url} ${((Date.now() - started) / 1000).toFixed(2)}\n`)
    process.stdout.write(`sign-in ${await platform.signInUrl()}\n`)
    await platform.startDemo(line => process.stdout.write(`${line}\n`))
    await told
    await platform.stop()
    return 0
  } catch (error) {
    const hint = error instanceof AppError && error.hint ? `\n${error.hint}` : ''
    process.stderr.write(
      `${error instanceof AppError ? messageOf(error) : error instanceof Error ? error.stack : String(error)}${hint}\n`,
    )
    return 1
  }
}

function untilSignal(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
}
