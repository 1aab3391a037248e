import type { ProfileNote, ShiftLevel } from '../../assets/datasets/analytics/profiles.schema.ts'
import type { ColumnType, ReadingNote } from '../../assets/datasets/analytics/tables.schema.ts'

/** What every language says about datasets. */
export type DatasetWords = {
  datasets: string
  dataset: string
  lede: string
  count: (n: string) => string
  columns: { name: string; version: string; rows: string; columns: string; size: string; owner: string }
  visibility: string
  visible: Record<string, string>
  updated: string
  more: string
  noVersion: string
  filter: string
  empty: string
  emptyText: string
  uploadTitle: string
  uploadNote: string
  add: string
  addAction: string
  close: string
  nameLabel: string
  nameHint: string
  nameNew: string
  nameNext: (name: string, version: number) => string
  noteLabel: string
  noteHint: string
  dates: string
  dateWays: { text: string; day_first: string; month_first: string }
  fits: string
  byProgram: string
  byProgramText: string
  type: Record<ColumnType, string>
  tabs: { label: string; profile: string; rows: string; versions: string; lineage: string }
  headline: (rows: string, columns: string, size: string) => string
  clean: string
  look: (n: number) => string
  profiling: string
  profilingText: string
  publishedBy: string
  immutable: string
  digest: string
  choose: string
  earlier: string
  later: string
  earlierKey: string
  laterKey: string
  before: (version: number) => string
  shape: {
    rows: string
    missing: string
    distinct: string
    about: (n: string) => string
    smallest: string
    low: string
    middle: string
    high: string
    largest: string
  }
  mean: string
  spread: string
  zeros: string
  lengths: string
  outside: string
  outsideValue: (below: string, above: string) => string
  median: (value: string) => string
  medianMark: string
  p95Mark: string
  missingShare: (share: string) => string
  values: (n: string) => string
  noShape: string
  note: Record<ProfileNote, string>
  reading: Record<ReadingNote['code'], (column: string, n: string) => string>
  source: { title: string; file: string; format: string; digest: string; upload: string; step: string; run: string }
  asIs: string
  changes: {
    title: (version: number) => string
    first: string
    firstText: string
    none: string
    rows: (from: string, to: string) => string
    added: string
    removed: string
    retyped: (from: string, to: string) => string
    /** the column whose distribution moved furthest, and by how much */
    shift: (column: string, value: string) => string
    level: Record<ShiftLevel, string>
  }
  rowsTitle: string
  rowsShown: (from: string, to: string, of: string) => string
  rowsMatched: (matched: string, total: string) => string
  next: string
  previous: string
  rowNumber: string
  clipped: string
  condition: { column: string; op: string; value: string; add: string; remove: (what: string) => string }
  ops: Record<'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' | 'contains' | 'starts_with' | 'is_null' | 'not_null', string>
  noRows: string
  versions: { version: string; when: string; who: string; change: string; note: string; shown: string }
  usedBy: string
  usedByNobody: string
  touches: (models: number, endpoints: number) => string
  checks: string
  checksNote: (n: number, passed: number) => string
  check: Record<'missing' | 'same' | 'ids' | 'texts' | 'numbers' | 'tails', string>
  columnSearch: string
  columnsFound: (n: string, of: string) => string
  newColumn: string
  madeFrom: string
  talk: string
}
