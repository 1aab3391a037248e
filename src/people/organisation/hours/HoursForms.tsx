import { Button, Checkbox, Select, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { api } from '../../../web/api.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Stack } from '../../../web/parts/Panel.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { hoursWords } from '../../../web/text/hours.ts'
import { useText } from '../../../web/text/text.ts'
import { calendarRoutes, type Calendar, type OwnHours } from '../../users/calendar/calendar.schema.ts'
import css from './hours.module.css'
import { datesIn, untilIn, untilOut } from './hours.look.ts'

type Hours = Pick<Calendar, 'days' | 'from' | 'until'>

export function OrganisationHoursForm({ calendar, isLocked }: { calendar: Calendar; isLocked: boolean }) {
  const text = useText(hoursWords)
  const [zone, setZone] = useState(calendar.timeZone)
  const [hours, setHours] = useState<Hours>(calendar)
  const [lines, setLines] = useState(calendar.holidays.join('\n'))
  const { dates, wrong } = datesIn(lines)
  const save = () => api(calendarRoutes).change({ ...hours, timeZone: zone, holidays: dates })
  return (
    <Form save={save} isLocked={isLocked} isReady={wrong.length === 0 && hours.days.length > 0} note={text.recount}>
      <ZoneChoice value={zone} onChange={value => setZone(value ?? calendar.timeZone)} />
      <HoursFields hours={hours} onChange={setHours} />
      <DatesField label={text.holidays} lines={lines} wrong={wrong} onChange={setLines} />
    </Form>
  )
}

export function MyHoursForm({ mine, organisation }: { mine: OwnHours; organisation: Calendar }) {
  const text = useText(hoursWords)
  const [zone, setZone] = useState(mine.timeZone)
  const [hours, setHours] = useState<Hours | null>(mine.hours)
  const [takesHolidays, setTakes] = useState(mine.takesHolidays)
  const [lines, setLines] = useState(mine.daysOff.join('\n'))
  const { dates, wrong } = datesIn(lines)
  const save = () =>
    api(calendarRoutes).changeMine({
      timeZone: zone,
      hours: hours && { days: hours.days, from: hours.from, until: hours.until },
      daysOff: dates,
      takesHolidays,
    })
  return (
    <Form save={save} isLocked={false} isReady={wrong.length === 0 && hours?.days.length !== 0}>
      <ZoneChoice value={zone} same={organisation.timeZone} onChange={setZone} />
      <Checkbox
        label={text.own}
        checked={hours !== null}
        onChange={event => setHours(event.target.checked ? organisation : null)}
      />
      {hours && <HoursFields hours={hours} onChange={setHours} />}
      <Checkbox label={text.takesHolidays} checked={takesHolidays} onChange={event => setTakes(event.target.checked)} />
      <DatesField label={text.daysOff} lines={lines} wrong={wrong} onChange={setLines} />
    </Form>
  )
}

type FormProps = {
  save: () => Promise<unknown>
  isLocked: boolean
  isReady: boolean
  note?: string
  children: ReactNode
}

function Form({ save, isLocked, isReady, note, children }: FormProps) {
  const text = useText(hoursWords)
  const queries = useQueryClient()
  const send = useMutation({
    mutationFn: save,
    // waits are counted in other hours now
    onSuccess: () => queries.invalidateQueries(),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send.mutate()
  }
  return (
    <form onSubmit={submit}>
      <fieldset className={css['plain']} disabled={isLocked}>
        <Stack>
          {children}
          {send.error && <ErrorPanel error={send.error} />}
          {!isLocked && (
            <div>
              <Button type="submit" loading={send.isPending} disabled={!isReady}>
                {text.save}
              </Button>
            </div>
          )}
          {!isLocked && note && <small>{note}</small>}
          {send.isSuccess && (
            <span role="status">
              <Status is="done">{text.saved}</Status>
            </span>
          )}
        </Stack>
      </fieldset>
    </form>
  )
}

type ZoneProps = { value: string | null; same?: string; onChange: (zone: string | null) => void }

/** With `same`, no choice means the organisation's. */
function ZoneChoice({ value, same, onChange }: ZoneProps) {
  const text = useText(hoursWords)
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter(zone => zone !== 'UTC')]
  return (
    <Select
      label={text.zone}
      data={zones}
      searchable
      limit={60}
      clearable={same !== undefined}
      allowDeselect={same !== undefined}
      placeholder={same === undefined ? '' : text.sameZone(same)}
      value={value}
      onChange={onChange}
    />
  )
}

function HoursFields({ hours, onChange }: { hours: Hours; onChange: (hours: Hours) => void }) {
  const text = useText(hoursWords)
  const toggle = (day: number, isOn: boolean) =>
    onChange({ ...hours, days: isOn ? [...hours.days, day] : hours.days.filter(one => one !== day) })
  return (
    <>
      <fieldset className={css['plain']}>
        <legend className={css['legend']}>{text.days}</legend>
        <div className={css['days']}>
          {text.dayNames.map((name, at) => (
            <Checkbox
              key={name}
              label={name}
              checked={hours.days.includes(at + 1)}
              onChange={event => toggle(at + 1, event.target.checked)}
            />
          ))}
        </div>
      </fieldset>
      <div className={css['times']}>
        <TextInput
          type="time"
          label={text.from}
          required
          withAsterisk={false}
          value={hours.from}
          onChange={event => onChange({ ...hours, from: event.target.value })}
        />
        <TextInput
          type="time"
          label={text.until}
          description={text.untilNote}
          inputWrapperOrder={['label', 'input', 'description']}
          required
          withAsterisk={false}
          value={untilOut(hours.until)}
          onChange={event => onChange({ ...hours, until: untilIn(event.target.value) })}
        />
      </div>
    </>
  )
}

type DatesProps = { label: string; lines: string; wrong: readonly string[]; onChange: (lines: string) => void }

function DatesField({ label, lines, wrong, onChange }: DatesProps) {
  const text = useText(hoursWords)
  return (
    <Textarea
      label={label}
      description={text.holidaysNote}
      autosize
      minRows={2}
      maxRows={8}
      value={lines}
      onChange={event => onChange(event.target.value)}
      error={wrong.length > 0 && text.notDates(wrong.join(', '))}
    />
  )
}
