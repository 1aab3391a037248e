import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { CodeBlock } from '../../../web/parts/CodeBlock.tsx'
import { Dialog } from '../../../web/parts/Dialog.tsx'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { PersonPick, type Picked } from '../../../web/parts/PersonPick.tsx'
import { portfolioQuery } from '../../../web/queries.ts'
import { leaving } from '../../../web/text/leaving.ts'
import { parts } from '../../../web/text/parts.ts'
import { seatWords } from '../../../web/text/seats.ts'
import { useText } from '../../../web/text/text.ts'
import { Seat, seats } from '../../seats.ts'
import { departmentsQuery } from '../lines/lines.look.ts'
import css from '../organisation.module.css'
import { teamsQuery } from '../teams/teams.look.ts'
import { joiningRoutes } from './joining.schema.ts'

/** Somebody new: who, where, in which team and seat; then the link with which they come in. */
export function JoinerDialog({ onClose }: { onClose: () => void }) {
  const text = useText(leaving).join
  const words = useText(parts)
  const format = useFormat()
  const queries = useQueryClient()
  const form = useJoiner()
  const join = useMutation({
    mutationFn: () => api(joiningRoutes).join(form.wish),
    onSuccess: () => queries.invalidateQueries(),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    join.mutate()
  }
  const made = join.data
  return (
    <Dialog label={text.title} onClose={onClose}>
      <form className={css['form']} onSubmit={submit}>
        <h2>{made ? text.done(made.person.name) : text.title}</h2>
        {made ? (
          <div role="status">
            <p>{text.link(format.fullTime(made.expiresAt))}</p>
            <CodeBlock code={made.url} label={text.linkOf(made.person.name)} />
          </div>
        ) : (
          <>
            <p className={css['quiet']}>{text.lede}</p>
            <Fields form={form} />
          </>
        )}
        {join.error && <ErrorPanel error={join.error} />}
        <div className={css['buttons']}>
          <Button onClick={onClose}>{made ? text.close : words.cancel}</Button>
          {!made && (
            <Button type="submit" variant="filled" disabled={form.wish.name.trim() === ''} loading={join.isPending}>
              {text.submit}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  )
}

function useJoiner() {
  const [said, setSaid] = useState({ name: '', email: '', title: '' })
  const [department, setDepartment] = useState('')
  const [team, setTeam] = useState('')
  const [project, setProject] = useState('')
  const [seat, setSeat] = useState<Seat | null>(null)
  const [above, setAbove] = useState<Picked | undefined>()
  const wish = {
    name: said.name,
    ...(said.email.trim() && { email: said.email.trim() }),
    ...(said.title.trim() && { title: said.title.trim() }),
    ...(department && { department }),
    ...(team && { team }),
    ...(above && { reportsTo: above.id }),
    ...(project && seat && { seats: [{ project, seat }] }),
  }
  return {
    wish,
    ...{ said, department, team, project, seat, above },
    say: (change: Partial<typeof said>) => setSaid({ ...said, ...change }),
    ...{ setDepartment, setTeam, setProject, setSeat, setAbove },
  }
}

function Fields({ form }: { form: ReturnType<typeof useJoiner> }) {
  const text = useText(leaving).join
  const names = useText(seatWords)
  const departments = useQuery(departmentsQuery())
  const teams = useQuery(teamsQuery())
  const portfolio = useQuery(portfolioQuery())
  const { said, say } = form
  return (
    <div className={css['fields']}>
      <TextInput
        label={text.name}
        maxLength={200}
        data-autofocus
        value={said.name}
        onChange={event => say({ name: event.target.value })}
      />
      <TextInput
        label={text.email}
        type="email"
        maxLength={320}
        value={said.email}
        onChange={event => say({ email: event.target.value })}
      />
      <TextInput
        label={text.jobTitle}
        maxLength={200}
        value={said.title}
        onChange={event => say({ title: event.target.value })}
      />
      <PersonPick inDialog label={text.reportsTo} value={form.above} onChange={form.setAbove} />
      <NativeSelect
        label={text.department}
        data={[
          { value: '', label: text.none },
          ...(departments.data?.departments ?? []).map(one => ({ value: one.id, label: one.name })),
        ]}
        value={form.department}
        onChange={event => form.setDepartment(event.target.value)}
      />
      <NativeSelect
        label={text.team}
        data={[
          { value: '', label: text.none },
          ...(teams.data?.teams ?? []).map(one => ({ value: one.id, label: one.name })),
        ]}
        value={form.team}
        onChange={event => form.setTeam(event.target.value)}
      />
      <NativeSelect
        label={text.project}
        data={[
          { value: '', label: text.none },
          ...(portfolio.data?.projects ?? []).map(one => ({ value: one.project.slug, label: one.project.name })),
        ]}
        value={form.project}
        onChange={event => form.setProject(event.target.value)}
      />
      <NativeSelect
        label={text.seat}
        disabled={form.project === ''}
        data={[{ value: '', label: text.none }, ...seats.map(value => ({ value, label: names.name[value] }))]}
        value={form.seat ?? ''}
        onChange={event => form.setSeat(Seat.nullable().catch(null).parse(event.target.value))}
      />
    </div>
  )
}
