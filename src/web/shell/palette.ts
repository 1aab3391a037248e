import type { ReactNode } from 'react'

/** Something the palette can find or do. */
export type Finding = {
  id: string
  /** under which heading it stands */
  group: string
  label: string
  note?: string
  icon?: ReactNode
  /** its key, when it has one */
  keys?: string
} & ({ href: string } | { act: () => void })

/** Where findings come from. Slow ones may ask the server; they are asked again at every word. */
export type FindSource = {
  id: string
  find: (words: string, scope: { slug: string | undefined; signal: AbortSignal }) => Promise<readonly Finding[]>
}

/** Findings whose label or note holds all words, those that begin with them first. */
export function matching(findings: readonly Finding[], words: string): Finding[] {
  const asked = words.toLowerCase().split(/\s+/).filter(Boolean)
  const holds = (finding: Finding) =>
    asked.every(word => `${finding.label} ${finding.note ?? ''}`.toLowerCase().includes(word))
  const rank = (finding: Finding) => (finding.label.toLowerCase().startsWith(asked[0] ?? '') ? 0 : 1)
  return findings.filter(holds).toSorted((a, b) => rank(a) - rank(b))
}
