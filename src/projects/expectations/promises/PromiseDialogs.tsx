import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { seats, Seat } from '../../../people/seats.ts'
import { api } from '../../../web/api.ts'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { Segmented } from '../../../web/parts/Segmented.tsx'
import { useProject } from '../../../web/project.ts'
import { goals } from '../../../web/text/goals.ts'
import { seatWords } from '../../../web/text/seats.ts'
import { useText } from '../../../web/text/text.ts'
import { charterRoutes } from '../../charter/charter.schema.ts'
import css from './promises.module.css'
import { promiseRoutes, type PromiseNow } from './promises.schema.ts'

const nothing = { low: '', high: '', by: '', odds: '' }
type RangeText = typeof nothing

const rangeOf = ({ low, high, by, odds }: RangeText) => ({
  low: low === '' ? null : Number(low),
  high: high === '' ? null : Number(high),
  by,
  ...(odds !== '' && { odds: Number(odds) / 100 }),
})

export function MakeDialog({ onClose }: { onClose: () => void }) {
  const text = useText(goals).promises
  const names = useText(seatWords).name
  const { slug } = useProject()
  const [statement, setStatement] = useState('')
  const [kpi, setKpi] = useState('')
  const [toSeat, setToSeat] = useState<Seat>('stakeholder')
  const [range, setRange] = useState(nothing)
  const charter = useQuery({
    queryKey: ['project', slug, 'charter'],
    queryFn: ({ signal }) => api(charterRoutes).get({ project: slug }, { signal }),
  })
  const kpis = (charter.data?.kpis ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const send = () =>
    api(promiseRoutes).make({ project: slug, statement, toSeat, ...(kpi && { kpi }), ...rangeOf(range) })
  return (
    <FormDialog title={text.make} submit={text.submit} send={send} onClose={onClose}>
      <TextInput
        label={text.statement}
        required
        maxLength={400}
        value={statement}
        onChange={event => setStatement(event.target.value)}
      />
      <NativeSelect
        label={text.kpi}
        value={kpi}
        onChange={event => setKpi(event.target.value)}
        data={[{ value: '', label: text.noKpi }, ...kpis]}
      />
      <RangeFields range={range} onRange={setRange} />
      <NativeSelect
        label={text.toSeat}
        value={toSeat}
        onChange={event => setToSeat(Seat.parse(event.target.value))}
        data={seats.map(value => ({ value, label: names[value] }))}
      />
    </FormDialog>
  )
}

/** The old promise holds until the other side accepts. */
export function ChangeDialog({ promise, onClose }: { promise: PromiseNow; onClose: () => void }) {
  const text = useText(goals).promises
  const { slug } = useProject()
  const [reason, setReason] = useState('')
  const [range, setRange] = useState({ ...nothing, low: String(promise.low ?? ''), high: String(promise.high ?? '') })
  const send = () => api(promiseRoutes).change({ project: slug, promise: promise.id, reason, ...rangeOf(range) })
  return (
    <FormDialog title={text.changeTitle} submit={text.offer} send={send} onClose={onClose}>
      <p>{text.changeNote}</p>
      <RangeFields range={range} onRange={setRange} />
      <Textarea label={text.reason} required value={reason} onChange={event => setReason(event.target.value)} />
    </FormDialog>
  )
}

export function SettleDialog({ promise, onClose }: { promise: PromiseNow; onClose: () => void }) {
  const text = useText(goals).promises
  const { slug } = useProject()
  const [state, setState] = useState<'kept' | 'missed'>('kept')
  const [value, setValue] = useState('')
  const [reason, setReason] = useState('')
  const send = () =>
    api(promiseRoutes).settle({
      project: slug,
      promise: promise.id,
      state,
      reason,
      ...(value !== '' && { value: Number(value) }),
    })
  return (
    <FormDialog title={text.settleTitle} submit={text.settle} send={send} onClose={onClose}>
      <p>{promise.statement}</p>
      <Segmented
        label={text.settleTitle}
        value={state}
        onChange={setState}
        options={[
          { value: 'kept', label: text.kept },
          { value: 'missed', label: text.missed },
        ]}
      />
      <TextInput
        type="number"
        step="any"
        label={text.value}
        value={value}
        onChange={event => setValue(event.target.value)}
      />
      <Textarea label={text.reason} value={reason} onChange={event => setReason(event.target.value)} />
    </FormDialog>
  )
}

function RangeFields({ range, onRange }: { range: RangeText; onRange: (range: RangeText) => void }) {
  const text = useText(goals).promises
  const field = (name: keyof RangeText) => ({
    label: text[name],
    value: range[name],
    onChange: (event: { target: { value: string } }) => onRange({ ...range, [name]: event.target.value }),
  })
  return (
    <>
      <div className={css['pair']}>
        <TextInput type="number" step="any" {...field('low')} />
        <TextInput type="number" step="any" {...field('high')} />
      </div>
      <TextInput type="date" required {...field('by')} />
      <TextInput type="number" min={1} max={99} description={text.oddsNote} {...field('odds')} />
    </>
  )
}
