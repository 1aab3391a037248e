import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { Segmented } from '../../../web/parts/Segmented.tsx'
import { useProject } from '../../../web/project.ts'
import { goals } from '../../../web/text/goals.ts'
import { useText } from '../../../web/text/text.ts'
import { charterRoutes } from '../../charter/charter.schema.ts'
import css from './drivers.module.css'
import { driverRoutes, edgeKinds, layers, type Driver, type KpiTree } from './drivers.schema.ts'

export function AddDialog({ onClose }: { onClose: () => void }) {
  const text = useText(goals).drivers
  const { slug } = useProject()
  const [layer, setLayer] = useState<Driver['layer']>('kpi')
  const [fields, setFields] = useState({ name: '', unit: '', kpi: '', metric: '', slice: '' })
  const charter = useQuery({
    queryKey: ['project', slug, 'charter'],
    queryFn: ({ signal }) => api(charterRoutes).get({ project: slug }, { signal }),
  })
  const field = (name: keyof typeof fields) => ({
    label: text.field[name],
    value: fields[name],
    onChange: (event: { target: { value: string } }) => setFields({ ...fields, [name]: event.target.value }),
  })
  const send = () =>
    api(driverRoutes).add({
      project: slug,
      layer,
      name: fields.name,
      unit: fields.unit,
      kpi: fields.kpi || null,
      metric: fields.metric || null,
      slice: fields.slice || null,
    })
  const kpis = (charter.data?.kpis ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const isMeasured = layer === 'quality' || layer === 'metric'
  return (
    <FormDialog title={text.add} submit={text.add} send={send} onClose={onClose}>
      <Segmented
        label={text.layerLabel}
        value={layer}
        onChange={setLayer}
        options={layers.map(value => ({ value, label: text.layer[value] }))}
      />
      <TextInput required maxLength={200} {...field('name')} />
      <TextInput {...field('unit')} />
      {layer === 'kpi' && <NativeSelect {...field('kpi')} data={[{ value: '', label: '–' }, ...kpis]} />}
      {isMeasured && <TextInput description={text.metricNote} {...field('metric')} />}
      {isMeasured && <TextInput description={text.sliceNote} {...field('slice')} />}
    </FormDialog>
  )
}

export function ConnectDialog({ tree, driver, onClose }: { tree: KpiTree; driver: Driver; onClose: () => void }) {
  const text = useText(goals).drivers
  const { slug } = useProject()
  const above = tree.drivers.filter(
    one => one.id !== driver.id && layers.indexOf(one.layer) <= layers.indexOf(driver.layer),
  )
  const [to, setTo] = useState(above[0]?.id ?? '')
  const [kind, setKind] = useState<(typeof edgeKinds)[number]>('influence')
  const [hypothesis, setHypothesis] = useState('')
  const [note, setNote] = useState('')
  const send = () =>
    api(driverRoutes).connect({ project: slug, driver: driver.id, to, kind, note, hypothesis: hypothesis || null })
  return (
    <FormDialog
      title={text.connectTitle(driver.name)}
      submit={text.connect}
      send={send}
      onClose={onClose}
      isReady={to !== ''}
    >
      <NativeSelect
        label={text.what}
        value={to}
        onChange={event => setTo(event.target.value)}
        data={above.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Segmented
        label={text.how}
        value={kind}
        onChange={setKind}
        options={edgeKinds.map(value => ({ value, label: text.kind[value] }))}
      />
      {kind === 'influence' && (
        <TextInput
          label={text.hypothesis}
          description={text.hypothesisNote}
          value={hypothesis}
          onChange={event => setHypothesis(event.target.value)}
        />
      )}
      <TextInput label={text.noteLabel} value={note} onChange={event => setNote(event.target.value)} />
    </FormDialog>
  )
}

const nothing = {
  cases: '',
  rate: '',
  precision: '',
  baseline: '',
  perUnit: '',
  benefit: '',
  costFalse: '',
  costMissed: '',
  adoption: '0.5 1',
  runCost: '0',
  peopleCost: '0',
}
type Fields = typeof nothing

/** `10 20` or `10`: a range, or one number that is sure. */
function rangeOf(said: string): [number, number] {
  const [low = 0, high = low] = said
    .split(/[\s–]+/)
    .filter(Boolean)
    .map(Number)
  return [low, high]
}

export function WorthDialog({ tree, onClose }: { tree: KpiTree; onClose: () => void }) {
  const text = useText(goals).drivers
  const { slug } = useProject()
  const [kind, setKind] = useState<'recall' | 'error'>(tree.worth?.plan.kind ?? 'recall')
  const [currency, setCurrency] = useState(tree.worth?.plan.currency ?? 'EUR')
  const measured = tree.drivers.filter(one => one.layer === 'quality' || one.layer === 'metric')
  const [driver, setDriver] = useState(tree.worth?.plan.driver ?? measured[0]?.id ?? '')
  const [fields, setFields] = useState<Fields>(nothing)
  const send = () => {
    const common = {
      project: slug,
      currency,
      cases: Number(fields.cases),
      adoption: rangeOf(fields.adoption),
      runCost: rangeOf(fields.runCost),
      peopleCost: rangeOf(fields.peopleCost),
      driver: driver || null,
    }
    return kind === 'error'
      ? api(driverRoutes).worth({
          ...common,
          kind,
          baseline: Number(fields.baseline),
          perUnit: rangeOf(fields.perUnit),
        })
      : api(driverRoutes).worth({
          ...common,
          kind,
          rate: Number(fields.rate),
          precision: Number(fields.precision),
          benefit: rangeOf(fields.benefit),
          costFalse: rangeOf(fields.costFalse),
          costMissed: rangeOf(fields.costMissed),
        })
  }
  const names: readonly (keyof Fields)[] =
    kind === 'error'
      ? ['cases', 'baseline', 'perUnit', 'adoption', 'runCost', 'peopleCost']
      : ['cases', 'rate', 'precision', 'benefit', 'costFalse', 'costMissed', 'adoption', 'runCost', 'peopleCost']
  return (
    <FormDialog title={text.setWorth} submit={text.saveWorth} send={send} onClose={onClose}>
      <p>{text.worthNote}</p>
      <Segmented
        label={text.worthKind}
        value={kind}
        onChange={setKind}
        options={[
          { value: 'recall', label: text.worthKinds.recall },
          { value: 'error', label: text.worthKinds.error },
        ]}
      />
      <NativeSelect
        label={text.worthDriver}
        value={driver}
        onChange={event => setDriver(event.target.value)}
        data={[{ value: '', label: '–' }, ...measured.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <div className={css['pair']}>
        <TextInput label={text.currency} value={currency} onChange={event => setCurrency(event.target.value)} />
        {names.map(name => (
          <TextInput
            key={name}
            required
            label={text.worthField[name]}
            value={fields[name]}
            onChange={event => setFields({ ...fields, [name]: event.target.value })}
          />
        ))}
      </div>
    </FormDialog>
  )
}
