import { IconKeyboard, IconLogout, IconSelector, IconUserEdit } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { sessionRoutes, type Me } from '../../people/sessions/sessions.schema.ts'
import { api } from '../api.ts'
import { Avatar } from '../parts/Avatar.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { Go } from '../parts/Go.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { seatWords } from '../text/seats.ts'
import { shell } from '../text/shell.ts'
import { languageNames, languages, useLanguage, useText } from '../text/text.ts'
import { schemes, useScheme } from '../theme/scheme.ts'
import css from './PersonMenu.module.css'

type PersonMenuProps = { me: Me; onKeys: () => void; children?: ReactNode }

/** Who is signed in, in which seat; opens to scheme, language, keys and signing out. */
export function PersonMenu({ me, onKeys, children }: PersonMenuProps) {
  const text = useText(shell)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className={css['target']}
        data-bare={children ? true : undefined}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {children ?? <Who me={me} />}
        {children !== undefined && <span className="quiet">{text.person.menu(me.name)}</span>}
      </button>
      {isOpen && <Choices me={me} onKeys={onKeys} onClose={() => setOpen(false)} />}
    </>
  )
}

function Who({ me }: { me: Me }) {
  return (
    <>
      <Avatar person={me} size={28} />
      <span className={css['words']}>
        <strong>{me.name}</strong>
        <small>
          <HeldSeats me={me} />
        </small>
      </span>
      <IconSelector size={16} stroke={1.6} aria-hidden />
    </>
  )
}

function HeldSeats({ me }: { me: Me }) {
  const text = useText(shell)
  const seats = useText(seatWords)
  const held = [...new Set([...me.platformSeats, ...me.seats.map(place => place.seat)])]
  return held.length === 0 ? text.person.noSeat : held.map(seat => seats.name[seat]).join(', ')
}

function Choices({ me, onKeys, onClose }: { me: Me; onKeys: () => void; onClose: () => void }) {
  const text = useText(shell).person
  const { chosen, choose } = useScheme()
  const language = useLanguage()
  const signOut = useSignOut()
  const openKeys = () => {
    onClose()
    onKeys()
  }
  return (
    <Dialog label={text.menu(me.name)} shape="corner" onClose={onClose}>
      <div className={css['choices']}>
        <p>
          <strong>{me.name}</strong>
          <small>{me.email}</small>
          <small>
            <HeldSeats me={me} />
          </small>
        </p>
        <div>
          <span aria-hidden>{text.scheme}</span>
          <Segmented
            label={text.scheme}
            value={chosen}
            onChange={choose}
            options={schemes.map(value => ({ value, label: text.schemes[value] }))}
          />
        </div>
        <div>
          <span aria-hidden>{text.language}</span>
          <Segmented
            label={text.language}
            value={language.language}
            onChange={language.choose}
            options={languages.map(value => ({ value, label: languageNames[value] }))}
          />
        </div>
        <hr />
        <Go href="/welcome" onClick={onClose}>
          <IconUserEdit size={16} stroke={1.6} aria-hidden />
          {text.account}
        </Go>
        <button type="button" onClick={openKeys}>
          <IconKeyboard size={16} stroke={1.6} aria-hidden />
          {text.keys}
        </button>
        <button type="button" onClick={() => void signOut()}>
          <IconLogout size={16} stroke={1.6} aria-hidden />
          {text.signOut}
        </button>
      </div>
    </Dialog>
  )
}

function useSignOut() {
  const queries = useQueryClient()
  const go = useNavigate()
  return async () => {
    await api(sessionRoutes).end()
    sessionStorage.clear()
    await go({ to: '/sign-in', search: {} })
    queries.clear()
  }
}
