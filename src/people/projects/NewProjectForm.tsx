import { Button, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { charterRoutes } from '../../projects/charter/charter.schema.ts'
import { PlaybookName } from '../../projects/charter/playbook/phases.schema.ts'
import { playbookRoutes } from '../../projects/charter/playbook/playbook.schema.ts'
import { api } from '../../web/api.ts'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Callout, Grid, Panel, Stack } from '../../web/parts/Panel.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { Segmented } from '../../web/parts/Segmented.tsx'
import { meQuery } from '../../web/queries.ts'
import { people } from '../../web/text/people.ts'
import { playbook } from '../../web/text/playbook.ts'
import { useText } from '../../web/text/text.ts'
import { seats } from '../seats.ts'
import type { Made } from './ProjectMade.tsx'
import css from './projects.module.css'
import { projectRoutes } from './projects.schema.ts'
import { SeatChoice, useSeatChoices, wishOf } from './SeatChoice.tsx'

type Pledge = {
  name: string
  goal: string
  kpi: string
  unit: string
  direction: 'lower' | 'higher'
  baseline: string
  target: string
  targetDate: string
}
const nothing: Pledge = {
  name: '',
  goal: '',
  kpi: '',
  unit: '',
  direction: 'lower',
  baseline: '',
  target: '',
  targetDate: '',
}

/** Seats that may write goal and KPI both; whoever starts a project holds one of them. */
const leading = ['stakeholder', 'project_manager', 'data_scientist'] as const

export function NewProjectForm({ onMade }: { onMade: (made: Made) => void }) {
  const text = useText(people).create
  const me = useQuery(meQuery())
  const [promise, setPromise] = useState(nothing)
  const [book, setBook] = useState<Book>('product')
  const { choiceOf, choose } = useSeatChoices({ project_manager: { kind: 'me' } })
  const mustLead = !leading.some(seat => choiceOf(seat).kind === 'me')
  const myId = me.data?.id ?? ''
  const wishes = seats.flatMap(seat => wishOf(seat, choiceOf(seat), myId))
  const all = mustLead ? [{ seat: 'project_manager' as const, userId: myId }, ...wishes] : wishes
  const { save, step } = useMaking({ promise, book, wishes: all, onMade })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Grid>
        <PromisePanel promise={promise} onChange={setPromise}>
          <PlaybookChoice chosen={book} onChange={setBook} />
        </PromisePanel>
        <Panel title={text.seats} note={text.seatsNote} span={7}>
          <ul className={css['seats']}>
            {seats.map(seat => (
              <li key={seat}>
                <SeatOar seat={seat} state={choiceOf(seat).kind === 'nobody' ? 'empty' : 'filled'} />
                <SeatChoice seat={seat} chosen={choiceOf(seat)} onChange={chosen => choose(seat, chosen)} />
              </li>
            ))}
          </ul>
          {mustLead && <Callout tone="accent">{text.lead}</Callout>}
        </Panel>
        <div className={css['submit']}>
          {save.error && <ErrorPanel error={save.error} {...(step === 'charter' && { title: text.part })} />}
          <Button type="submit" variant="filled" loading={save.isPending} disabled={!myId}>
            {step === 'charter' ? text.finish : text.submit}
          </Button>
        </div>
      </Grid>
    </form>
  )
}

type Making = { promise: Pledge; book: Book; wishes: ReturnType<typeof wishOf>; onMade: (made: Made) => void }

/** Project, charter, KPI, playbook, in this order; what was done is not done again when a later part failed. */
function useMaking({ promise, book, wishes, onMade }: Making) {
  const queries = useQueryClient()
  const [made, setMade] = useState<Made | undefined>()
  const save = useMutation({
    mutationFn: async () => {
      const done = made ?? (await api(projectRoutes).create({ name: promise.name, seats: wishes }))
      setMade(done)
      const project = done.project.slug
      const charter = await api(charterRoutes).put({ project, goal: promise.goal })
      if (promise.kpi && charter.kpis.length === 0) await api(charterRoutes).addKpi({ project, ...kpiOf(promise) })
      if (book !== 'none') await api(playbookRoutes).follow({ project, name: book })
      return done
    },
    onSuccess: async done => {
      await queries.invalidateQueries()
      onMade(done)
    },
  })
  return { save, step: made ? ('charter' as const) : ('project' as const) }
}

const kpiOf = ({ kpi, unit, direction, baseline, target, targetDate }: Pledge) => ({
  name: kpi,
  unit,
  direction,
  baseline: Number(baseline),
  target: Number(target),
  targetDate,
})

const books = [...PlaybookName.options, 'none'] as const
type Book = (typeof books)[number]

function PlaybookChoice({ chosen, onChange }: { chosen: Book; onChange: (book: Book) => void }) {
  const text = useText(playbook)
  return (
    <div className={css['direction']}>
      <span aria-hidden>{text.title}</span>
      <Segmented
        label={text.title}
        value={chosen}
        onChange={onChange}
        options={books.map(value => ({ value, label: value === 'none' ? text.noBook : text.name[value] }))}
      />
      <p>{chosen === 'none' ? text.noBookNote : text.about[chosen]}</p>
    </div>
  )
}

type PromisePanelProps = { promise: Pledge; onChange: (promise: Pledge) => void; children: ReactNode }

function PromisePanel({ promise, onChange, children }: PromisePanelProps) {
  const text = useText(people).create
  const set = (part: Partial<Pledge>) => onChange({ ...promise, ...part })
  return (
    <Panel title={text.promise} span={5}>
      <Stack>
        <TextInput
          label={text.name}
          placeholder={text.namePlace}
          required
          maxLength={200}
          value={promise.name}
          onChange={event => set({ name: event.target.value })}
        />
        <Textarea
          label={text.goal}
          description={text.goalNote}
          placeholder={text.goalPlace}
          required
          maxLength={2_000}
          rows={3}
          value={promise.goal}
          onChange={event => set({ goal: event.target.value })}
        />
        <KpiFields promise={promise} set={set} />
        {children}
      </Stack>
    </Panel>
  )
}

function KpiFields({ promise, set }: { promise: Pledge; set: (part: Partial<Pledge>) => void }) {
  const text = useText(people).create
  const { baseline, target, direction } = promise
  const gain = direction === 'lower' ? Number(baseline) - Number(target) : Number(target) - Number(baseline)
  const isWrongWay = baseline !== '' && target !== '' && gain <= 0
  return (
    <fieldset className={css['kpi']}>
      <legend>
        {text.kpi} <small>{text.kpiNote}</small>
      </legend>
      <TextInput
        label={text.kpiName}
        placeholder={text.kpiNamePlace}
        required
        maxLength={200}
        value={promise.kpi}
        onChange={event => set({ kpi: event.target.value })}
      />
      <TextInput
        label={text.unit}
        placeholder={text.unitPlace}
        required
        maxLength={60}
        value={promise.unit}
        onChange={event => set({ unit: event.target.value })}
      />
      <div className={css['direction']}>
        <span aria-hidden>{text.direction}</span>
        <Segmented
          label={text.direction}
          value={direction}
          onChange={value => set({ direction: value })}
          options={[
            { value: 'lower', label: text.lower },
            { value: 'higher', label: text.higher },
          ]}
        />
      </div>
      <TextInput
        label={text.date}
        type="date"
        required
        value={promise.targetDate}
        onChange={event => set({ targetDate: event.target.value })}
      />
      <NumberField label={text.baseline} value={baseline} onChange={value => set({ baseline: value })} />
      <NumberField label={text.target} value={target} onChange={value => set({ target: value })} />
      {isWrongWay && <p role="status">{text.wrongWay}</p>}
    </fieldset>
  )
}

function NumberField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      label={label}
      type="number"
      step="any"
      required
      value={value}
      onChange={event => onChange(event.target.value)}
    />
  )
}
