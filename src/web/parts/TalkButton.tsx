import { Button, CloseButton } from '@mantine/core'
import { IconMessage } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useProject } from '../project.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import { Dialog } from './Dialog.tsx'
import { Talk, talkQuery } from './ObjectTalk.tsx'
import css from './TalkButton.module.css'

type TalkButtonProps = {
  kind: string
  id: string
  /** what it is called, as the title of the talk */
  name: string
  /** open at first: the reader came to read it */
  isNamed?: boolean
}

/** The talk about a thing that is a row or a panel of a page: how much was said, and the rest a click away. */
export function TalkButton({ kind, id, name, isNamed = false }: TalkButtonProps) {
  const text = useText(parts)
  const { slug } = useProject()
  const [isOpen, setOpen] = useState(isNamed)
  const count = useQuery(talkQuery(slug, { kind, id })).data?.comments.length ?? 0
  const close = () => setOpen(false)
  return (
    <>
      <Button
        variant="subtle"
        leftSection={<IconMessage />}
        aria-label={text.comments.about(name, count)}
        onClick={() => setOpen(true)}
      >
        {count || text.comments.talk}
      </Button>
      {isOpen && (
        <Dialog label={name} onClose={close}>
          <div className={css['talk']}>
            <header>
              <h2>{name}</h2>
              <CloseButton aria-label={text.close} onClick={close} />
            </header>
            <Talk kind={kind} id={id} />
          </div>
        </Dialog>
      )}
    </>
  )
}
