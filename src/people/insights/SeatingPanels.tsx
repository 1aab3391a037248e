import { NativeSelect, Select } from '@mantine/core'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../web/api.ts'
import { useFormat, type Format } from '../../web/format.ts'
import { Cannot } from '../../web/parts/Cannot.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { projectQuery } from '../../web/queries.ts'
import { insights } from '../../web/text/insights.ts'
import { projects as projectWords } from '../../web/text/projects.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { seatsWith } from '../policies.ts'
import { How, Off } from './FlowPanels.tsx'
import css from './insights.module.css'
import { stages } from './seating/stages.schema.ts'
import { seatingRoutes, type Duty, type SeatFigure, type Seating } from './seating/seating.schema.ts'

type Words = (typeof insights)['en']
type SeatingProps = { slug: string; seating: Seating }

/** What the stage needs, who is there, and what acts show. */
export function SeatsPanel({ slug, seating: current }: SeatingProps) {
  const text = useText(insights)
  const names = useText(seatWords)
  const { stage } = useText(projectWords)
  const format = useFormat()
  const [chosen, choose] = useState(current.stage)
  const ahead = useQuery({
    queryKey: ['project', slug, 'seating', chosen],
    queryFn: ({ signal }) => api(seatingRoutes).get({ project: slug, stage: chosen }, { signal }),
    enabled: chosen !== current.stage,
    placeholderData: keepPreviousData,
  })
  const seating = chosen === current.stage ? current : (ahead.data ?? current)
  const { coverage, balance } = seating
  return (
    <Panel
      title={text.seats}
      note={seating.stage === current.stage ? text.stageNow : text.stageOther(stage[seating.stage])}
      aside={
        <NativeSelect
          size="xs"
          aria-label={text.stage}
          data={stages.map(value => ({ value, label: stage[value] }))}
          value={chosen}
          onChange={event => choose(stages.find(one => one === event.target.value) ?? current.stage)}
        />
      }
      flush
    >
      <ul className={`${css['facts']} ${css['inside']}`}>
        <li>
          {coverage ? (
            <>
              {text.coverage(format.num(coverage.declared, 2), format.num(coverage.demonstrated, 2))}.{' '}
              {coverage.gap > 0.005 ? text.gapWords(format.num(coverage.gap, 2)) : text.noGap}
            </>
          ) : (
            text.off
          )}
        </li>
        {balance && (
          <li>
            <strong>{text.balance(format.num(balance.index, 2))}</strong>{' '}
            {balance.largest
              .map(({ seat, share, need }) =>
                text.balanceMore(names.name[seat], format.share(share, 0), format.share(need, 0)),
              )
              .join('; ')}
          </li>
        )}
      </ul>
      <Table
        label={text.seats}
        columns={seatColumnsOf({ slug, seating, text, format })}
        rows={seating.seats}
        keyOf={row => row.seat}
      />
      <How>{text.seatsHow}</How>
    </Panel>
  )
}

type SeatScope = SeatingProps & { text: Words; format: Format }

const seatColumnsOf = ({ slug, seating, text, format }: SeatScope): Column<SeatFigure>[] => [
  {
    id: 'seat',
    head: text.seatHead,
    cell: row => <SeatOar seat={row.seat} state={row.allocated === 0 ? 'empty' : 'filled'} />,
    phone: 'title',
  },
  {
    id: 'need',
    head: text.need,
    cell: row => <NeedChoice slug={slug} seating={seating} figure={row} />,
    phone: 'line',
  },
  { id: 'there', head: text.there, cell: row => format.num(row.allocated, 2), align: 'right', phone: 'aside' },
  {
    id: 'act',
    head: text.lastAct,
    cell: row =>
      row.lastAct ? (
        <Go href={`/projects/${slug}/events?seat=${row.seat}&verb=${row.lastAct.verb}&kind=${row.lastAct.kind}`}>
          {format.ago(row.lastAct.at, seating.now)}
        </Go>
      ) : (
        text.never
      ),
    phone: 'line',
  },
  {
    id: 'over',
    head: text.point,
    cell: row =>
      row.isOver && (
        <Status is="warning" size="small">
          {text.over}
        </Status>
      ),
    phone: 'line',
  },
]

function NeedChoice({ slug, seating, figure }: SeatingProps & { figure: SeatFigure }) {
  const text = useText(insights)
  const names = useText(seatWords)
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: (amount: number | null) =>
      api(seatingRoutes).changeNeed({ project: slug, stage: seating.stage, seat: figure.seat, amount }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['project', slug, 'seating'] }),
  })
  const project = useQuery(projectQuery(slug))
  if (project.data && !project.data.rights.includes('project:write'))
    return (
      <Cannot
        action={text.needs[figure.need] ?? ''}
        because={text.onlyLeads}
        ask={{
          name: seatsWith('project:write')
            .map(seat => names.name[seat])
            .join(', '),
        }}
      />
    )
  return (
    <Select
      size="xs"
      w={150}
      aria-label={text.changeNeed(names.name[figure.seat])}
      data={[
        ...text.needs.map((label, at) => ({ value: String(at), label })),
        ...(figure.isChanged ? [{ value: 'usual', label: text.usual }] : []),
      ]}
      value={String(figure.need)}
      allowDeselect={false}
      disabled={save.isPending}
      onChange={value => value !== null && save.mutate(value === 'usual' ? null : Number(value))}
    />
  )
}

/** Who is said to do what, beside who does it; where they differ, in words. */
export function DutiesPanel({ slug, seating }: SeatingProps) {
  const text = useText(insights)
  const names = useText(seatWords)
  return (
    <Panel
      title={text.duties}
      note={text.dutiesNote}
      aside={<Go href={`/projects/${slug}/duties`}>{text.declare}</Go>}
      flush
    >
      {seating.duties === null ? (
        <Off />
      ) : (
        <Table
          label={text.duties}
          columns={dutyColumnsOf(text, names)}
          rows={seating.duties}
          keyOf={row => row.activity}
        />
      )}
    </Panel>
  )
}

const dutyColumnsOf = (text: Words, names: (typeof seatWords)['en']): Column<Duty>[] => [
  { id: 'activity', head: text.what, cell: row => text.activity[row.activity], phone: 'title' },
  { id: 'said', head: text.said, cell: row => <Letters of={row.said} />, phone: 'line' },
  { id: 'done', head: text.done, cell: row => <Letters of={row.done} />, phone: 'line' },
  {
    id: 'point',
    head: text.point,
    cell: row =>
      row.faults.length === 0
        ? row.done.length > 0 && (
            <Status is="done" size="small">
              {text.agree}
            </Status>
          )
        : row.faults.map(({ fault, seat }) => (
            <Status key={`${fault} ${seat}`} is="warning" size="small">
              {text.fault[fault](seat ? names.name[seat] : '')}
            </Status>
          )),
    phone: 'line',
  },
]

function Letters({ of }: { of: Duty['said'] }) {
  const text = useText(insights)
  const names = useText(seatWords)
  return (
    <span className={css['letters']}>
      {of.map(({ seat, letter }) => (
        <span key={`${seat} ${letter}`} title={`${names.name[seat]} ${text.letter[letter]}`}>
          <strong>{letter}</strong> {names.short[seat]}
        </span>
      ))}
    </span>
  )
}
