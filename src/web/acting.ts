import { useSyncExternalStore } from 'react'
import { z } from 'zod'
import { Seat } from '../people/seats.ts'
import { worldHeaders } from './world.ts'

/**
 * How the reader stands in a project: in an own seat, looking through another one (read-only), or acting as a demo account.
 * Kept for the browser's tab, and sent with every call to that project.
 */
export const Stance = z.object({
  mode: z.enum(['own', 'view', 'act']),
  seat: Seat.optional(),
  person: z.object({ id: z.string(), name: z.string() }).optional(),
})
export type Stance = z.infer<typeof Stance>

const keyOf = (slug: string) => `trireme-stance:${slug}`
const changed = 'trireme:stance'
const inProject = /^\/api\/projects\/([^/]+)(\/|$)/

function stanceOf(slug: string): Stance {
  return parse(sessionStorage.getItem(keyOf(slug)))
}

export function takeStance(slug: string, stance: Stance) {
  sessionStorage.setItem(keyOf(slug), JSON.stringify(stance))
  document.dispatchEvent(new CustomEvent(changed))
}

export function useStance(slug: string): Stance {
  const stored = useSyncExternalStore(subscribe, () => sessionStorage.getItem(keyOf(slug)))
  return parse(stored)
}

/** The headers with which the server learns of it, and of the organisation that is looked at. */
export function stanceHeaders(path: string): Record<string, string> {
  return { ...worldHeaders(), ...headersIn(path) }
}

function headersIn(path: string): Record<string, string> {
  const slug = inProject.exec(path)?.[1]
  if (slug === undefined) return {}
  const { mode, seat, person } = stanceOf(decodeURIComponent(slug))
  if (mode === 'view' && seat) return { 'x-trireme-view-as': seat }
  return { ...(seat && { 'x-trireme-seat': seat }), ...(mode === 'act' && person && { 'x-trireme-act-as': person.id }) }
}

function subscribe(onChange: () => void) {
  document.addEventListener(changed, onChange)
  return () => document.removeEventListener(changed, onChange)
}

function parse(stored: string | null): Stance {
  if (stored === null) return { mode: 'own' }
  try {
    return Stance.parse(JSON.parse(stored))
  } catch {
    return { mode: 'own' } // written by an older version of the app
  }
}
