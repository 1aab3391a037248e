import { IconMenu2, IconSearch } from '@tabler/icons-react'
import { useCallback, useRef, type ReactNode } from 'react'
import type { Me } from '../../people/sessions/sessions.schema.ts'
import { Avatar } from '../parts/Avatar.tsx'
import type { Slots } from '../parts/Page.tsx'
import { shell } from '../text/shell.ts'
import { useText } from '../text/text.ts'
import { PersonMenu } from './PersonMenu.tsx'
import css from './TopBar.module.css'

type TopBarProps = {
  me: Me | undefined
  /** tells the pages where their path and actions go */
  onSlots: (slots: Slots) => void
  onFind: () => void
  onMenu: () => void
  onKeys: () => void
  /** the open project: its pages always have something in the row below, so a phone keeps the place */
  slug: string | undefined
  children?: ReactNode
}

/** Path left, page actions right; on phones the actions stand in a row of their own below. */
export function TopBar({ me, onSlots, onFind, onMenu, onKeys, slug, children }: TopBarProps) {
  const text = useText(shell)
  const path = useRef<HTMLElement>(null)
  const onActions = useCallback((actions: HTMLElement | null) => onSlots({ path: path.current, actions }), [onSlots])
  return (
    <header className={css['bar']}>
      <button type="button" className={css['phone']} aria-label={text.openMenu} onClick={onMenu}>
        <IconMenu2 size={20} stroke={1.7} aria-hidden />
      </button>
      <nav className={css['path']} ref={path} aria-label={text.path} />
      <button type="button" className={css['phone']} aria-label={text.find} onClick={onFind}>
        <IconSearch size={20} stroke={1.7} aria-hidden />
      </button>
      <span className={css['phone']}>
        {me && (
          <PersonMenu me={me} onKeys={onKeys}>
            <Avatar person={me} size={28} />
          </PersonMenu>
        )}
      </span>
      <div className={css['right']} data-inside={slug !== undefined || undefined}>
        {children}
        <div className={css['actions']} ref={onActions} role="group" aria-label={text.actions} />
      </div>
    </header>
  )
}
