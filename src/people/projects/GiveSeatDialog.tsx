import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../../web/api.ts'
import { CodeBlock } from '../../web/parts/CodeBlock.tsx'
import { Dialog } from '../../web/parts/Dialog.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { useProject } from '../../web/project.ts'
import { meQuery } from '../../web/queries.ts'
import { parts } from '../../web/text/parts.ts'
import { people } from '../../web/text/people.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import type { Seat } from '../seats.ts'
import css from './projects.module.css'
import { projectRoutes } from './projects.schema.ts'
import { SeatChoice, wishOf, type Chosen } from './SeatChoice.tsx'

/** Gives a seat to me, to somebody who is here, or to somebody new, whose link is shown once. */
export function GiveSeatDialog({ seat, onClose }: { seat: Seat; onClose: () => void }) {
  const text = useText(people).seat
  const { cancel, close } = useText(parts)
  const { slug } = useProject()
  const queries = useQueryClient()
  const me = useQuery(meQuery())
  const [chosen, setChosen] = useState<Chosen>({ kind: 'other', name: '', email: '' })
  const [wish] = wishOf(seat, chosen, me.data?.id ?? '')
  const give = useMutation({
    mutationFn: async () => (wish ? api(projectRoutes).takeSeat({ project: slug, ...wish }) : undefined),
    onSuccess: () => queries.invalidateQueries(),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    give.mutate()
  }
  return (
    <Dialog label={text.give} onClose={onClose}>
      <form className={css['dialog']} onSubmit={submit}>
        <h2>{text.give}</h2>
        <SeatOar seat={seat} />
        {give.data ? <Seated taken={give.data} /> : <SeatChoice seat={seat} chosen={chosen} onChange={setChosen} />}
        {give.error && <ErrorPanel error={give.error} />}
        <div className={css['buttons']}>
          <Button onClick={onClose}>{give.data ? close : cancel}</Button>
          {!give.data && (
            <Button type="submit" variant="filled" disabled={!wish} loading={give.isPending}>
              {text.submit}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  )
}

type Taken = { holder: { seat: Seat; person: { name: string } }; invitation: string | null }

function Seated({ taken: { holder, invitation } }: { taken: Taken }) {
  const text = useText(people).seat
  const seats = useText(seatWords)
  return (
    <div role="status">
      <p>{text.seated(holder.person.name, seats.name[holder.seat])}</p>
      {invitation && (
        <>
          <p>{text.link}</p>
          <CodeBlock code={invitation} label={text.linkOf(holder.person.name)} />
        </>
      )}
    </div>
  )
}
