import { IconX } from '@tabler/icons-react'
import { Dialog } from '../parts/Dialog.tsx'
import { Keys } from '../parts/Keys.tsx'
import { parts } from '../text/parts.ts'
import { shell } from '../text/shell.ts'
import { useText } from '../text/text.ts'
import css from './KeySheet.module.css'

/** All keys on one sheet. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const text = useText(shell).keys
  const { close } = useText(parts)
  const groups = [
    {
      name: text.groups.everywhere,
      keys: [
        ['Ctrl+K', text.find],
        ['/', text.filter],
        ['V', text.viewAs],
        ['?', text.help],
      ],
    },
    {
      name: text.groups.lists,
      keys: [
        ['J K', text.move],
        ['Enter', text.open],
        ['X', text.select],
        ['C', text.compare],
        ['E', text.done],
        ['R', text.reply],
        ['[ ]', text.versions],
      ],
    },
    {
      name: text.groups.go,
      keys: [
        ['G H', text.home],
        ['G P', text.project],
        ['G M', text.map],
      ],
    },
  ]
  return (
    <Dialog label={text.title} onClose={onClose}>
      <div className={css['sheet']}>
        <header>
          <h2>{text.title}</h2>
          <button type="button" aria-label={close} onClick={onClose}>
            <IconX size={18} aria-hidden />
          </button>
        </header>
        {groups.map(group => (
          <section key={group.name}>
            <h3>{group.name}</h3>
            <dl>
              {group.keys.map(([keys = '', what]) => (
                <div key={keys}>
                  <dt>
                    <Keys of={keys} />
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
