import { useId, type ReactNode } from 'react'
import css from './Segmented.module.css'

type SegmentedProps<T extends string> = {
  /** what is chosen, for those who hear it */
  label: string
  options: readonly { value: T; label: ReactNode; title?: string }[]
  value: T
  onChange: (value: T) => void
}

/** A choice among a few that are all seen: scales, filters, views. */
export function Segmented<T extends string>({ label, options, value, onChange }: SegmentedProps<T>) {
  const name = useId()
  return (
    <fieldset className={css['segmented']}>
      <legend className="quiet">{label}</legend>
      {options.map(option => (
        <label key={option.value} title={option.title}>
          <input
            type="radio"
            className="quiet"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  )
}
