import type { Gate } from '../../projects/gates/gates.schema.ts'
import type { CrewSeat } from '../parts/Decks.tsx'
import type { LineageItem } from '../parts/LineageStrip.tsx'

/** People, numbers and names here are invented. */
const person = (id: string, name: string) => ({ id, name, kind: 'person' })

export const amara = person('usr_1', 'Amara Okafor')
export const ravi = person('usr_2', 'Ravi Menon')
export const petra = person('usr_3', 'Petra Novak')
export const marek = person('usr_4', 'Marek Dvořák')
export const nadia = person('usr_5', 'Nadia Haddad')
export const lena = person('usr_6', 'Lena Fischer')
export const tomas = person('usr_7', 'Tomás Rivera')
export const ingrid = person('usr_8', 'Ingrid Solheim')

export const hour = 3_600_000
export const day = 24 * hour
const now = Date.now()
export const before = (ms: number) => now - ms

export const crew: CrewSeat[] = [
  { seat: 'stakeholder', state: 'filled', people: [ingrid], lastActAt: before(5 * hour) },
  { seat: 'project_manager', state: 'filled', people: [tomas], lastActAt: before(2 * hour) },
  { seat: 'data_scientist', state: 'filled', people: [amara, lena], lastActAt: before(hour) },
  { seat: 'fullstack_engineer', state: 'empty', people: [], lastActAt: null, blocks: 'G4' },
  { seat: 'ml_engineer', state: 'filled', people: [ravi], lastActAt: before(hour) },
  { seat: 'mlops_engineer', state: 'shared', people: [lena], lastActAt: before(26 * hour) },
  { seat: 'data_engineer', state: 'shared', people: [petra], lastActAt: before(50 * hour) },
  { seat: 'devops_engineer', state: 'shared', people: [marek], lastActAt: before(80 * hour) },
  { seat: 'security_engineer', state: 'paper', people: [nadia], lastActAt: before(31 * day) },
]

const decided = (at: number) => ({
  decision: 'go' as const,
  reason: 'evidence is complete',
  by: ingrid,
  seat: 'stakeholder',
  at,
})
const check = (state: 'met' | 'missing') => ({ name: 'study', state, found: '' })

export const gates: Gate[] = [
  { name: 'G0', state: 'passed', checks: [], decision: decided(before(111 * day)) },
  { name: 'G1', state: 'passed', checks: [], decision: decided(before(83 * day)) },
  { name: 'G2', state: 'passed', checks: [], decision: decided(before(42 * day)) },
  { name: 'G3', state: 'passed', checks: [], decision: decided(before(14 * day)) },
  {
    name: 'G4',
    state: 'next',
    checks: [check('met'), check('met'), check('met'), check('met'), check('met'), check('missing'), check('missing')],
    decision: null,
  },
  { name: 'G5', state: 'later', checks: [], decision: null },
]

export const chain: LineageItem[] = [
  { kind: 'dataset', name: 'flights v4', lines: ['20,000 rows', 'checks 12 of 12'], href: '/gallery' },
  { kind: 'features', name: 'route_stats v6', lines: ['8 features', 'fresh, 42 min'], href: '/gallery' },
  { kind: 'image', name: 'py3.12 9f31c0e7', lines: ['41 packages', 'reused 9 times'], href: '/gallery' },
  { kind: 'run', name: 'keen-petrel-141', lines: ['MAE 13.86 min', 'by Amara Okafor'], href: '/gallery' },
  {
    kind: 'model',
    name: 'delay-minutes v5',
    lines: ['approval asked'],
    open: '2 of 3 approvals open',
    href: '/gallery',
    current: true,
  },
  { kind: 'endpoint', name: 'delay-minutes', lines: ['v4 90 %, v5 10 %', '38 requests/s'], href: '/gallery' },
]

/** A curve that falls and trembles, the same at every call. */
export function curve(n: number, { from, to, noise, seed }: { from: number; to: number; noise: number; seed: number }) {
  let state = seed
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647
  return Array.from({ length: n }, (_, at) => to + (from - to) * Math.exp((-4.5 * at) / n) + (random() - 0.5) * noise)
}

export const bins = (counts: readonly number[], from: number, step: number) =>
  counts.map((count, at) => ({ from: from + at * step, to: from + (at + 1) * step, count }))
