import { readdirSync, readFileSync } from 'node:fs'

/** The processes below one that have a word in their command; programs alone, not what they are wrapped in. */
export function familyOf(root: number, word: string): number[] {
  return descendantsOf(root).filter(pid => {
    const [program = '', ...args] = read(`/proc/${pid}/cmdline`).split('\0')
    return !/\/(?:bwrap|sh)$/.test(program) && args.some(arg => arg.includes(word))
  })
}

/** A zombie has ended: nothing of it runs any more. */
export const isRunning = (pid: number) => /\) [^Z]/.test(read(`/proc/${pid}/stat`))

function descendantsOf(root: number): number[] {
  const children = threadsOf(root).flatMap(thread =>
    read(`/proc/${root}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  )
  return children.flatMap(child => [child, ...descendantsOf(child)])
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return [] // it has ended
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // it has ended
  }
}
