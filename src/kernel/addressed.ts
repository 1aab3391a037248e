import type { Route } from './contract.ts'

/** What a route is asked, put where it belongs: names into the path, then the query; the rest is for the body. */
export function addressed(route: Route, input: Record<string, unknown>) {
  const rest = { ...input }
  const take = (name: string) => {
    const value = rest[name]
    delete rest[name]
    return value
  }
  const path = route.path.replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => encodeURIComponent(String(take(name))))
  const query = new URLSearchParams()
  for (const name of Object.keys(route.query?.shape ?? {})) {
    const value = take(name)
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) query.append(name, String(one))
  }
  return { address: query.size > 0 ? `${path}?${query}` : path, rest }
}
