import { Panel } from '../../../web/parts/Panel.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { datasets } from '../../../web/text/datasets.ts'
import { useText } from '../../../web/text/text.ts'
import type { Profile, ProfileNote } from '../analytics/profiles.schema.ts'
import css from './versions.module.css'

type Check = keyof (typeof datasets)['en']['check']

/** What every version is looked through for, and the notes that fail each. */
const looked: Record<Check, readonly ProfileNote[]> = {
  missing: ['empty', 'mostly_null', 'missing_like_text'],
  same: ['constant', 'imbalanced', 'mostly_zero'],
  ids: ['all_unique', 'high_cardinality'],
  texts: ['mixed_case_duplicates', 'surrounding_spaces', 'number_like_text'],
  numbers: ['has_nan', 'has_infinity'],
  tails: ['long_tails'],
}
const checks: readonly Check[] = ['missing', 'same', 'ids', 'texts', 'numbers', 'tails']

/** May it be trusted: each check with the columns that deserve a look. */
export function ChecksPanel({ profile }: { profile: Profile }) {
  const text = useText(datasets)
  const found = checks.map(check => ({
    check,
    columns: profile.columns.filter(({ notes }) => notes.some(note => looked[check].includes(note))),
  }))
  const passed = found.filter(({ columns }) => columns.length === 0).length
  return (
    <Panel title={text.checks} note={text.checksNote(checks.length, passed)}>
      <ul className={css['checks']}>
        {found.map(({ check, columns }) => (
          <li key={check}>
            <Status is={columns.length === 0 ? 'done' : 'warning'}>{text.check[check]}</Status>
            {columns.length > 0 && <small>{columns.map(({ name }) => name).join(', ')}</small>}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
