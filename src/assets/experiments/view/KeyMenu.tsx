import { Button, Checkbox, Popover } from '@mantine/core'
import { IconArrowUp, IconColumns3, IconPin, IconPinFilled } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { compare } from '../../../web/text/compare.ts'
import { useText } from '../../../web/text/text.ts'
import css from './KeyMenu.module.css'

export type KeyOption = { id: string; label: string; group: string }

type KeyMenuProps = {
  /** the button's words */
  children: ReactNode
  /** what is chosen, for those who hear it */
  label: string
  options: readonly KeyOption[]
  chosen: readonly string[]
  onChoose: (chosen: string[]) => void
  /** what stays in sight while the rest scrolls */
  pins?: { held: readonly string[]; onPin: (held: string[]) => void }
}

/** Chooses among the metrics and params that runs have: columns, curves, axes. */
export function KeyMenu({ children, label, options, chosen, onChoose, pins }: KeyMenuProps) {
  const text = useText(compare)
  const groups = Map.groupBy(options, option => option.group)
  return (
    <Popover position="bottom-end" width={300} trapFocus withRoles returnFocus>
      <Popover.Target>
        <Button leftSection={<IconColumns3 />}>{children}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <div className={css['menu']}>
          {[...groups].map(([group, list]) => (
            <fieldset key={group}>
              <legend>{group}</legend>
              {list.map(option => (
                <div key={option.id}>
                  <Checkbox
                    label={option.label}
                    checked={chosen.includes(option.id)}
                    onChange={() => onChoose(toggledIn(chosen, option.id))}
                  />
                  {pins && chosen.indexOf(option.id) > 0 && (
                    <button
                      type="button"
                      aria-label={text.earlier(option.label)}
                      title={text.earlier(option.label)}
                      onClick={() => onChoose(earlierIn(chosen, option.id))}
                    >
                      <IconArrowUp size={15} />
                    </button>
                  )}
                  {pins && (
                    <button
                      type="button"
                      aria-pressed={pins.held.includes(option.id)}
                      aria-label={text.pin(option.label)}
                      title={text.pin(option.label)}
                      onClick={() => pins.onPin(toggledIn(pins.held, option.id))}
                    >
                      {pins.held.includes(option.id) ? <IconPinFilled size={15} /> : <IconPin size={15} />}
                    </button>
                  )}
                </div>
              ))}
            </fieldset>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

const earlierIn = (list: readonly string[], one: string) => {
  const at = list.indexOf(one)
  return list.toSpliced(at, 1).toSpliced(at - 1, 0, one)
}

const toggledIn = (list: readonly string[], one: string) =>
  list.includes(one) ? list.filter(other => other !== one) : [...list, one]
