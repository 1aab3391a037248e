import { home } from './text/home.ts'
import { useText } from './text/text.ts'

type Known = keyof (typeof home)['en']['kind']
const isKnown = (kind: string): kind is Known => Object.hasOwn(home.en.kind, kind)

/** A request in words: what kind it is, and what it asks of the one who decides. */
export function useAsk() {
  const text = useText(home)
  return {
    kindOf: (kind: string) => (isKnown(kind) ? text.kind[kind] : text.otherKind),
    askOf: ({ kind, subject }: { kind: string; subject: string }) =>
      isKnown(kind) ? text.ask[kind](subject) : text.otherAsk(subject),
  }
}
