import type { ReactNode } from 'react'
import { useFormat } from '../format.ts'
import css from './Num.module.css'
import type { Judgement } from './scale.ts'

type NumProps = {
  value: number | null | undefined
  digits?: number
  unit?: string
  range?: readonly [number, number]
  n?: number
}

/** `Num value={13.857} digits={2} unit="min" range={[13.61, 14.12]} n={4012}`: 13.86 min (13.61–14.12), n = 4,012. */
export function Num({ value, digits, unit, range, n }: NumProps) {
  const format = useFormat()
  return (
    <span>
      {format.num(value, digits)}
      {unit && `\u202f${unit}`}
      {range && <span className={css['thin']}> ({format.interval(range, digits)})</span>}
      {n !== undefined && <span className={css['thin']}>, n = {format.num(n)}</span>}
    </span>
  )
}

/** A change, with its sign; amber when it is clearly for the worse. */
export function Change({ value, digits, reading }: { value: number; digits?: number; reading?: Judgement }) {
  const format = useFormat()
  return (
    <span className={css['change']} data-reading={reading}>
      {format.signed(value, digits)}
    </span>
  )
}

/** The number that answers, with what it is and what it stands against. */
export function BigNumber({
  label,
  value,
  beside,
  note,
}: {
  label?: ReactNode
  value: ReactNode
  beside?: ReactNode
  note?: ReactNode
}) {
  return (
    <div className={css['big']}>
      {label && <span className={css['label']}>{label}</span>}
      <span>
        <strong>{value}</strong> {beside && <span className={css['beside']}>{beside}</span>}
      </span>
      {note && <span className={css['label']}>{note}</span>}
    </div>
  )
}
