import { NativeSelect } from '@mantine/core'
import type { Standing } from '../../projects/story/portfolio/portfolio.schema.ts'
import { home } from '../../web/text/home.ts'
import { projects as words } from '../../web/text/projects.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { stages } from '../insights/seating/stages.schema.ts'
import { Seat } from '../seats.ts'
import css from './home.module.css'
import { isAtRisk, seatsWaitedOn, type Looked } from './portfolio.look.ts'

export type PortfolioChooserProps = {
  projects: readonly Standing[]
  looked: Looked
  onChange: (looked: Looked) => void
}

/** By the stage, by the seat that something waits on, and whether a promise is at risk. */
export function PortfolioChooser({ projects, looked, onChange }: PortfolioChooserProps) {
  const text = useText(home)
  const seats = useText(seatWords)
  const { stage } = useText(words)
  const { stage: _stage, ...others } = looked
  const { seat: _seat, ...rest } = looked
  return (
    <>
      <NativeSelect
        aria-label={text.byStage}
        value={looked.stage ?? ''}
        onChange={({ target }) => {
          const chosen = stages.find(one => one === target.value)
          onChange(chosen ? { ...looked, stage: chosen } : others)
        }}
        data={[{ value: '', label: text.byStage }, ...stages.map(value => ({ value, label: stage[value] }))]}
      />
      <NativeSelect
        aria-label={text.bySeat}
        value={looked.seat ?? ''}
        onChange={({ target }) => {
          const chosen = Seat.safeParse(target.value).data
          onChange(chosen ? { ...looked, seat: chosen } : rest)
        }}
        data={[
          { value: '', label: text.bySeat },
          ...seatsWaitedOn(projects).map(value => ({ value, label: seats.name[value] })),
        ]}
      />
      <label className={css['risk']}>
        <input
          type="checkbox"
          checked={looked.isAtRisk ?? false}
          onChange={({ target }) => onChange({ ...looked, isAtRisk: target.checked })}
        />
        {text.atRisk(projects.filter(isAtRisk).length)}
      </label>
    </>
  )
}
