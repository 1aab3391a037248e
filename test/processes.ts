import { readdirSync, readFileSync } from 'node:fs'

/** The processes below one that have a word in their command, each as the process that runs it and not its wrappers. */
export function familyOf(root: number, word: string): number[] {
  return descendantsOf(root).filter(pid => {
    const [program = '', ...args] = read(`/proc/${pid}/cmdline`).split('\0')
    return !/\/(?:bwrap|sh)$/.test(program) && args.some(arg => arg.includes(word))
  })
}

export function descendantsOf(root: number): number[] {
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
