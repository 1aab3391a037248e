import { AppError, type Trireme } from '../sdk/trireme.ts'

/** One call of a command: what was typed, and the API as the person who typed it. */
export type Call = {
  api: Trireme
  /** the word at a place after the command; fails with the usage when it is missing */
  word: (at: number) => string
  words: string[]
  /** what stands after `--` */
  rest: string[]
  option: (name: string) => string | undefined
  options: (name: string) => string[]
  has: (flag: string) => boolean
  /** the project of `--project` or TRIREME_PROJECT */
  project: () => string
  /** prints before the end, for what takes long or never ends */
  say: (json: unknown, text: string) => void
}

/** What a command prints: as data for programs, as text for people. */
type Said = { json: unknown; text: string }

export type Command = {
  usage: string
  about: string
  options: string[]
  flags: string[]
  run: (call: Call) => Promise<Said>
}

type Wish<T> = {
  usage: string
  about: string
  options?: string[]
  flags?: string[]
  work: (call: Call) => Promise<T>
  show: (answer: T) => string
}

/** Keeps the answer's type between the work and its words. */
export function command<T>({ options = [], flags = [], work, show, ...about }: Wish<T>): Command {
  return {
    ...about,
    options,
    flags,
    async run(call) {
      const answer = await work(call)
      return { json: answer ?? null, text: show(answer) }
    },
  }
}

export function needed(call: Call, name: string): string {
  const value = call.option(name)
  if (value === undefined) throw new AppError('bad_request', `Say --${name}`)
  return value
}
