import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { api } from '../../web/api.ts'
import { Dialog } from '../../web/parts/Dialog.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Segmented } from '../../web/parts/Segmented.tsx'
import { useProject } from '../../web/project.ts'
import { parts } from '../../web/text/parts.ts'
import { story } from '../../web/text/story.ts'
import { useText } from '../../web/text/text.ts'
import { charterRoutes, type Kpi } from '../charter/charter.schema.ts'
import css from './story.module.css'

/** What the KPI is now, with the interval and the number of cases where they are known. */
export function ValueDialog({ kpi, onClose }: { kpi: Kpi; onClose: () => void }) {
  const text = useText(story)
  const { slug } = useProject()
  const [{ value, low, high, n, note }, setFields] = useState({ value: '', low: '', high: '', n: '', note: '' })
  const set = (part: Partial<Record<'value' | 'low' | 'high' | 'n' | 'note', string>>) =>
    setFields(before => ({ ...before, ...part }))
  const send = () =>
    api(charterRoutes).addValue({
      project: slug,
      kpi: kpi.id,
      value: Number(value),
      ...(low && { low: Number(low) }),
      ...(high && { high: Number(high) }),
      ...(n && { n: Number(n) }),
      note,
    })
  return (
    <FormDialog title={text.recordTitle(kpi.name)} submit={text.save} send={send} onClose={onClose}>
      <NumberField label={`${text.value}, ${kpi.unit}`} value={value} onChange={to => set({ value: to })} required />
      <div className={css['three']}>
        <NumberField label={text.low} value={low} onChange={to => set({ low: to })} />
        <NumberField label={text.high} value={high} onChange={to => set({ high: to })} />
        <NumberField label={text.n} value={n} onChange={to => set({ n: to })} />
      </div>
      <TextInput label={text.note} value={note} onChange={event => set({ note: event.target.value })} />
    </FormDialog>
  )
}

/** A new number to be judged by. */
export function KpiDialog({ onClose }: { onClose: () => void }) {
  const text = useText(story)
  const { slug } = useProject()
  const [fields, setFields] = useState({ name: '', unit: '', baseline: '', target: '', targetDate: '' })
  const [direction, setDirection] = useState<'lower' | 'higher'>('lower')
  const { name, unit, baseline, target, targetDate } = fields
  const send = () =>
    api(charterRoutes).addKpi({
      project: slug,
      name,
      unit,
      direction,
      baseline: Number(baseline),
      target: Number(target),
      targetDate,
    })
  const set = (part: Partial<typeof fields>) => setFields({ ...fields, ...part })
  return (
    <FormDialog title={text.addKpi} submit={text.addKpi} send={send} onClose={onClose}>
      <TextInput label={text.kpiName} required value={name} onChange={event => set({ name: event.target.value })} />
      <TextInput label={text.unit} required value={unit} onChange={event => set({ unit: event.target.value })} />
      <Segmented
        label={text.direction}
        value={direction}
        onChange={setDirection}
        options={[
          { value: 'lower', label: text.lower },
          { value: 'higher', label: text.higher },
        ]}
      />
      <div className={css['three']}>
        <NumberField label={text.baseline} value={baseline} onChange={to => set({ baseline: to })} required />
        <NumberField label={text.target} value={target} onChange={to => set({ target: to })} required />
        <TextInput
          label={text.date}
          type="date"
          required
          value={targetDate}
          onChange={event => set({ targetDate: event.target.value })}
        />
      </div>
    </FormDialog>
  )
}

type FormDialogProps = {
  title: string
  submit: string
  send: () => Promise<unknown>
  onClose: () => void
  children: ReactNode
}

/** A few fields, one button, and the answer of the server in its place. */
export function FormDialog({ title, submit, send, onClose, children }: FormDialogProps) {
  const text = useText(parts)
  const { slug } = useProject()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['project', slug] })
      onClose()
    },
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Dialog label={title} onClose={onClose}>
      <form className={css['form']} onSubmit={onSubmit}>
        <h2>{title}</h2>
        {children}
        {save.error && <ErrorPanel error={save.error} />}
        <div className={css['buttons']}>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" variant="filled" loading={save.isPending}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

type NumberFieldProps = { label: string; value: string; onChange: (value: string) => void; required?: boolean }

function NumberField({ onChange, ...field }: NumberFieldProps) {
  return <TextInput type="number" step="any" {...field} onChange={event => onChange(event.target.value)} />
}
