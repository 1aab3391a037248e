import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { Comment } from '../../people/talk/talk.schema.ts'
import { useKeys } from '../keys.ts'
import { agents } from '../text/agents.ts'
import { parts } from '../text/parts.ts'
import { seatWords } from '../text/seats.ts'
import { useText } from '../text/text.ts'
import { Avatar, type PersonRef } from './Avatar.tsx'
import css from './Comments.module.css'
import { ErrorPanel } from './ErrorPanel.tsx'
import { MentionField, withIds } from './MentionField.tsx'
import { When } from './Time.tsx'

type CommentsProps = {
  comments: readonly Comment[]
  /** who can be mentioned */
  people: readonly PersonRef[]
  /** sends one; names after an @ are already written as `@[usr_...]` */
  onSend?: (body: string) => Promise<unknown>
  /** in the place of the field, when the reader may not write: a CannotNote */
  instead?: ReactNode
}

/** The talk about one object: read it, answer, mention somebody. R goes to the field. */
export function Comments({ comments, people, onSend, instead }: CommentsProps) {
  const text = useText(parts)
  return (
    <div className={css['talk']}>
      {comments.length === 0 && <p className={css['none']}>{text.comments.none}</p>}
      <ol>
        {comments.map(comment => (
          <Said key={comment.id} comment={comment} />
        ))}
      </ol>
      {onSend ? <Composer people={people} onSend={onSend} /> : instead}
    </div>
  )
}

function Said({ comment: { id, author, authorSeat, agent, body, mentions, createdAt } }: { comment: Comment }) {
  const seats = useText(seatWords)
  const { through } = useText(agents)
  return (
    <li id={id}>
      <Avatar person={author} size={24} />
      <div>
        <p className={css['who']}>
          <strong>{author.name}</strong>{' '}
          {authorSeat && <abbr title={seats.name[authorSeat]}>{seats.short[authorSeat]}</abbr>}
          {agent && <>{through(agent.name)} </>}
          <When at={createdAt} />
        </p>
        <p className={css['body']}>{marked(body, mentions)}</p>
      </div>
    </li>
  )
}

function Composer({ people, onSend }: Required<Pick<CommentsProps, 'people' | 'onSend'>>) {
  const text = useText(parts)
  const [body, setBody] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const [focus, setFocus] = useState(0)
  useKeys({ r: () => setFocus(focus + 1) })
  const send = async () => {
    if (!body.trim() || isBusy) return
    setBusy(true)
    setProblem(undefined)
    await onSend(withIds(body.trim(), people)).then(() => setBody(''), setProblem)
    setBusy(false)
  }
  return (
    <div className={css['composer']}>
      <MentionField value={body} onChange={setBody} people={people} onSubmit={() => void send()} focus={focus} />
      {problem !== undefined && <ErrorPanel error={problem} />}
      {body && (
        <div className={css['send']}>
          <small>{text.comments.hint}</small>
          <Button variant="filled" loading={isBusy} onClick={() => void send()}>
            {text.comments.send}
          </Button>
        </div>
      )}
    </div>
  )
}

/** People who are named stand out; everything else is plain text, never markup. */
function marked(body: string, mentions: readonly PersonRef[]): ReactNode {
  const names = new Map(mentions.map(person => [person.id, person.name]))
  return body.split(/@\[(\w+)\]/).map((piece, at) => (at % 2 ? <b key={at}>@{names.get(piece) ?? '?'}</b> : piece))
}
