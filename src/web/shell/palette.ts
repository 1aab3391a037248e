import { createContext, createElement, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'

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

type Actions = {
  actions: readonly Finding[]
  add: (id: string, actions: readonly Finding[]) => void
  remove: (id: string) => void
}
const ActionsContext = createContext<Actions>({ actions: [], add: () => {}, remove: () => {} })

/** Remembers what the open page can do. */
export function ActionsProvider({ children }: { children: ReactNode }) {
  const [byPage, setByPage] = useState<ReadonlyMap<string, readonly Finding[]>>(new Map())
  const add = useCallback(
    (id: string, actions: readonly Finding[]) => setByPage(before => new Map(before).set(id, actions)),
    [],
  )
  const remove = useCallback(
    (id: string) => setByPage(before => new Map([...before].filter(([key]) => key !== id))),
    [],
  )
  const value = useMemo(() => ({ actions: [...byPage.values()].flat(), add, remove }), [byPage, add, remove])
  return createElement(ActionsContext, { value }, children)
}

/** What the open page can do, offered under "Do" while it is shown. Pass a list that keeps its identity (useMemo). */
export function useActions(id: string, actions: readonly Finding[]) {
  const { add, remove } = use(ActionsContext)
  useEffect(() => {
    add(id, actions)
    return () => remove(id)
  }, [id, actions, add, remove])
}

export const usePageActions = () => use(ActionsContext).actions

/** Findings whose label or note holds all words, those that begin with them first. */
export function matching(findings: readonly Finding[], words: string): Finding[] {
  const asked = words.toLowerCase().split(/\s+/).filter(Boolean)
  const holds = (finding: Finding) =>
    asked.every(word => `${finding.label} ${finding.note ?? ''}`.toLowerCase().includes(word))
  const rank = (finding: Finding) => (finding.label.toLowerCase().startsWith(asked[0] ?? '') ? 0 : 1)
  return findings.filter(holds).toSorted((a, b) => rank(a) - rank(b))
}
