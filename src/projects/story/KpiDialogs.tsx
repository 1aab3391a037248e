import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../web/api.ts'
import { FormDialog } from '../../web/parts/FormDialog.tsx'
import { Segmented } from '../../web/parts/Segmented.tsx'
import { useProject } from '../../web/project.ts'
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

type NumberFieldProps = { label: string; value: string; onChange: (value: string) => void; required?: boolean }

function NumberField({ onChange, ...field }: NumberFieldProps) {
  return <TextInput type="number" step="any" {...field} onChange={event => onChange(event.target.value)} />
}
