import { Button, NativeSelect } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { CannotNote } from '../../web/parts/Cannot.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { useWhyNot } from '../../web/parts/RightTo.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { useProject } from '../../web/project.ts'
import { dutyWords } from '../../web/text/duties.ts'
import { insights } from '../../web/text/insights.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { seats, type Seat } from '../seats.ts'
import css from './insights.module.css'
import { Letter, seatingRoutes, type Duty } from './seating/seating.schema.ts'

type Said = { activity: Duty['activity']; seat: Seat; letter: Letter | null }

/** Who is said to do what, seat by seat; on a phone one activity at a time. */
export function DutyMatrix({ duties }: { duties: readonly Duty[] }) {
  const text = useText(dutyWords)
  const words = useText(insights)
  const names = useText(seatWords)
  const { slug, barrier } = useProject()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: async (wishes: readonly Said[]) => {
      for (const wish of wishes) await api(seatingRoutes).changeDuty({ project: slug, ...wish })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['project', slug, 'seating'] }),
  })
  const why = useWhyNot()
  const locked = barrier('project:write')
  const isPhone = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false })
  const scope: Scope = {
    ...{ text, words, names },
    isLocked: locked !== undefined || save.isPending,
    onSay: said => save.mutate(said),
  }
  return (
    <Panel title={text.matrix} note={text.matrixNote} flush>
      {locked && (
        <div className={css['inside']}>
          <CannotNote action={text.locked} {...why(locked)} />
        </div>
      )}
      {save.error && <ErrorPanel error={save.error} />}
      {isPhone ? (
        <OneDuty duties={duties} scope={scope} />
      ) : (
        <Table wide label={text.page} columns={columnsOf(scope)} rows={duties} keyOf={duty => duty.activity} />
      )}
    </Panel>
  )
}

type Scope = {
  text: (typeof dutyWords)['en']
  words: (typeof insights)['en']
  names: (typeof seatWords)['en']
  isLocked: boolean
  onSay: (said: readonly Said[]) => void
}

const columnsOf = (scope: Scope): Column<Duty>[] => [
  {
    id: 'activity',
    head: scope.text.activity,
    stick: { left: 0, width: 130 },
    cell: duty => (
      <>
        <strong>{scope.words.activity[duty.activity]}</strong>
        <Adopt duty={duty} scope={scope} />
      </>
    ),
  },
  ...seats.map((seat): Column<Duty> => ({
    id: seat,
    head: <span title={scope.names.name[seat]}>{scope.names.short[seat]}</span>,
    cell: duty => <Cell duty={duty} seat={seat} scope={scope} />,
  })),
]

/** Nine seats beside each other do not fit a phone: an activity is chosen, its seats stand below each other. */
function OneDuty({ duties, scope }: { duties: readonly Duty[]; scope: Scope }) {
  const { text, words } = scope
  const [chosen, setChosen] = useState(duties.find(({ faults }) => faults.length > 0)?.activity)
  const duty = duties.find(({ activity }) => activity === chosen) ?? duties[0]
  if (!duty) return null
  return (
    <div className={css['one']}>
      <NativeSelect
        label={text.activity}
        data={duties.map(({ activity }) => ({ value: activity, label: words.activity[activity] }))}
        value={duty.activity}
        onChange={({ target }) => setChosen(duties.find(({ activity }) => activity === target.value)?.activity)}
      />
      <Adopt duty={duty} scope={scope} />
      <ul aria-label={words.activity[duty.activity]}>
        {seats.map(seat => (
          <li key={seat}>
            <SeatOar seat={seat} />
            <Cell duty={duty} seat={seat} scope={scope} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Adopt({ duty, scope: { text, words, isLocked, onSay } }: { duty: Duty; scope: Scope }) {
  if (isLocked || duty.said.length > 0 || duty.done.length === 0) return null
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      aria-label={text.adoptNote(words.activity[duty.activity])}
      onClick={() => onSay(asDone(duty))}
    >
      {text.adopt}
    </Button>
  )
}

/** Of each seat the letter that most of its acts show. */
function asDone({ activity, done }: Duty): Said[] {
  const most = new Map<Seat, Letter>()
  for (const { seat, letter } of done) if (!most.has(seat)) most.set(seat, letter)
  return [...most].map(([seat, letter]) => ({ activity, seat, letter }))
}

type CellProps = { duty: Duty; seat: Seat; scope: Scope }

function Cell({ duty, seat, scope: { text, words, names, isLocked, onSay } }: CellProps) {
  const format = useFormat()
  const { slug } = useProject()
  const said = duty.said.find(one => one.seat === seat)?.letter
  const done = duty.done.filter(one => one.seat === seat)
  return (
    <div className={css['duty']} data-said={said !== undefined || undefined}>
      <NativeSelect
        size="xs"
        aria-label={text.cell(words.activity[duty.activity], names.name[seat])}
        data={[
          { value: '', label: '–' },
          ...Letter.options.map(letter => ({ value: letter, label: text.letters[letter] })),
        ]}
        value={said ?? ''}
        disabled={isLocked}
        onChange={({ target }) =>
          onSay([{ activity: duty.activity, seat, letter: Letter.safeParse(target.value).data ?? null }])
        }
      />
      <span>
        {done.map(({ letter, acts, kind }) => (
          <Go
            key={letter}
            href={`/projects/${slug}/events?seat=${seat}&kind=${kind}`}
            title={text.shows(words.letter[letter], format.num(acts))}
          >
            {letter} {format.num(acts)}
          </Go>
        ))}
      </span>
    </div>
  )
}
