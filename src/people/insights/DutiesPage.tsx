import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { CannotNote } from '../../web/parts/Cannot.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Grid, Panel } from '../../web/parts/Panel.tsx'
import { useWhyNot } from '../../web/parts/RightTo.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { dutyWords } from '../../web/text/duties.ts'
import { insights } from '../../web/text/insights.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { seats, type Seat } from '../seats.ts'
import css from './insights.module.css'
import { Letter, seatingRoutes, type Duty } from './seating/seating.schema.ts'

/** Who is said to do what, beside who does it; where they differ, in words. */
export function DutiesPage() {
  const text = useText(dutyWords)
  const { slug } = useProject()
  const query = useQuery({
    queryKey: ['project', slug, 'seating'],
    queryFn: ({ signal }) => api(seatingRoutes).get({ project: slug }, { signal }),
  })
  const faults = query.data?.duties?.flatMap(duty => duty.faults).length
  return (
    <Page title={text.page}>
      <ProjectTabs />
      <PageHeader
        title={text.page}
        lede={text.lede}
        {...(faults !== undefined && {
          state: (
            <Status is={faults > 0 ? 'warning' : 'done'}>{faults > 0 ? text.conflicts(faults) : text.none}</Status>
          ),
        })}
        facts={
          <>
            <Go href={`/projects/${slug}/people`}>{text.crew}</Go>
            <Go href={`/insights?project=${slug}`}>{text.insights}</Go>
          </>
        }
      />
      <Loaded query={query}>
        {({ duties }) =>
          duties === null ? (
            <Panel>{text.off}</Panel>
          ) : (
            <Grid>
              <ConflictsPanel duties={duties} />
              <MatrixPanel duties={duties} />
            </Grid>
          )
        }
      </Loaded>
    </Page>
  )
}

function ConflictsPanel({ duties }: { duties: readonly Duty[] }) {
  const text = useText(dutyWords)
  const words = useText(insights)
  const names = useText(seatWords)
  const found = duties.filter(duty => duty.faults.length > 0)
  const isEmpty = duties.every(({ said, done }) => said.length + done.length === 0)
  return (
    <Panel title={text.open}>
      {found.length === 0 && <p>{isEmpty ? text.noneYet : text.agrees}</p>}
      <ul className={css['list']}>
        {found.map(({ activity, faults }) => (
          <li key={activity}>
            <strong>{words.activity[activity]}</strong>
            {faults.map(({ fault, seat }) => (
              <Status key={`${fault} ${seat}`} is="warning" size="small">
                {words.fault[fault](seat ? names.name[seat] : '')}
              </Status>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

type Said = { activity: Duty['activity']; seat: Seat; letter: Letter | null }

function MatrixPanel({ duties }: { duties: readonly Duty[] }) {
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
  const columns = columnsOf({
    text,
    words,
    names,
    isLocked: locked !== undefined || save.isPending,
    onSay: said => save.mutate(said),
  })
  return (
    <Panel title={text.matrix} note={text.matrixNote} flush>
      {locked && (
        <div className={css['inside']}>
          <CannotNote action={text.locked} {...why(locked)} />
        </div>
      )}
      {save.error && <ErrorPanel error={save.error} />}
      <Table wide label={text.page} columns={columns} rows={duties} keyOf={duty => duty.activity} />
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

const columnsOf = ({ text, words, names, isLocked, onSay }: Scope): Column<Duty>[] => [
  {
    id: 'activity',
    head: text.activity,
    stick: { left: 0, width: 130 },
    cell: duty => (
      <>
        <strong>{words.activity[duty.activity]}</strong>
        {!isLocked && duty.said.length === 0 && duty.done.length > 0 && (
          <Button
            variant="subtle"
            size="compact-xs"
            aria-label={text.adoptNote(words.activity[duty.activity])}
            onClick={() => onSay(asDone(duty))}
          >
            {text.adopt}
          </Button>
        )}
      </>
    ),
  },
  ...seats.map((seat): Column<Duty> => ({
    id: seat,
    head: <span title={names.name[seat]}>{names.short[seat]}</span>,
    cell: duty => (
      <Cell
        duty={duty}
        seat={seat}
        isLocked={isLocked}
        onSay={letter => onSay([{ activity: duty.activity, seat, letter }])}
      />
    ),
  })),
]

/** Of each seat the letter that most of its acts show. */
function asDone({ activity, done }: Duty): Said[] {
  const most = new Map<Seat, Letter>()
  for (const { seat, letter } of done) if (!most.has(seat)) most.set(seat, letter)
  return [...most].map(([seat, letter]) => ({ activity, seat, letter }))
}

type CellProps = { duty: Duty; seat: Seat; isLocked: boolean; onSay: (letter: Letter | null) => void }

function Cell({ duty, seat, isLocked, onSay }: CellProps) {
  const text = useText(dutyWords)
  const words = useText(insights)
  const names = useText(seatWords)
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
        onChange={event => onSay(Letter.safeParse(event.target.value).data ?? null)}
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
