import { foundWords, reword } from './text/found.ts'
import { home } from './text/home.ts'
import { projects } from './text/projects.ts'
import { useText } from './text/text.ts'

type Known = keyof (typeof home)['en']['kind']
const isKnown = (kind: string): kind is Known => Object.hasOwn(home.en.kind, kind)

type Stage = keyof (typeof projects)['en']['stage']
const isStage = (word: string): word is Stage => Object.hasOwn(projects.en.stage, word)

/** A request in words: what kind it is, what it asks of the one who decides, and what it holds up. */
export function useAsk() {
  const text = useText(home)
  const { stage } = useText(projects)
  const readings = useText(foundWords)
  return {
    kindOf: (kind: string) => (isKnown(kind) ? text.kind[kind] : text.otherKind),
    askOf: ({ kind, subject }: { kind: string; subject: string }) =>
      isKnown(kind) ? text.ask[kind](subject) : text.otherAsk(subject),
    blockedOf: (what: string) => (isStage(what) ? stage[what] : reword(what, readings)),
  }
}

/** What was found for a check, in the reader's language. */
export function useFound(): (found: string) => string {
  const readings = useText(foundWords)
  return found => reword(found, readings)
}
