import { Button } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CrewSeat } from '../../projects/gates/gates.schema.ts'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { ConfirmButton } from '../../web/parts/ConfirmButton.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonLine } from '../../web/parts/PersonLine.tsx'
import { RightTo } from '../../web/parts/RightTo.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { useProject } from '../../web/project.ts'
import { courseQuery, meQuery } from '../../web/queries.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { insights } from '../../web/text/insights.ts'
import { people } from '../../web/text/people.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import type { Seat } from '../seats.ts'
import { GiveSeatDialog } from './GiveSeatDialog.tsx'
import css from './projects.module.css'
import { projectRoutes, type SeatHolder } from './projects.schema.ts'

/** Who answers for what in the project, since when, and when they last acted; where is nobody. */
export function PeoplePage() {
  const text = useText(people).seat
  const insight = useText(insights)
  const { slug } = useProject()
  const [giving, setGiving] = useState<Seat | undefined>()
  const holders = useQuery({
    queryKey: ['project', slug, 'seats'],
    queryFn: ({ signal }) => api(projectRoutes).seats({ project: slug }, { signal }),
  })
  const course = useQuery(courseQuery(slug))
  const crew = course.data?.crew ?? []
  return (
    <Page title={text.title}>
      <ProjectTabs {...(holders.data && { counts: { people: holders.data.seats.length } })} />
      <PageHeader
        title={text.title}
        lede={text.lede}
        facts={<Go href={`/projects/${slug}/duties`}>{insight.declare}</Go>}
      />
      <Loaded query={holders}>
        {({ seats: all }) => (
          <Panel flush>
            <ul className={css['bank']}>
              {crew.map(place => (
                <SeatRow
                  key={place.seat}
                  place={place}
                  holders={all.filter(holder => holder.seat === place.seat)}
                  onGive={() => setGiving(place.seat)}
                />
              ))}
            </ul>
          </Panel>
        )}
      </Loaded>
      {giving && <GiveSeatDialog seat={giving} onClose={() => setGiving(undefined)} />}
    </Page>
  )
}

type SeatRowProps = { place: CrewSeat; holders: readonly SeatHolder[]; onGive: () => void }

function SeatRow({ place, holders, onGive }: SeatRowProps) {
  const text = useText(people).seat
  return (
    <li>
      <SeatOar seat={place.seat} state={place.state} />
      <div className={css['holders']}>
        {holders.map(holder => (
          <Holder key={holder.person.id} holder={holder} />
        ))}
        {holders.length === 0 && (
          <span className={css['hole']}>
            {text.empty}
            {place.blocks && `, ${text.blocks(place.blocks)}`}
          </span>
        )}
      </div>
      <RightTo right="seat:write" action={text.giveAction}>
        <Button leftSection={<IconUserPlus />} variant={holders.length === 0 ? 'default' : 'subtle'} onClick={onGive}>
          {text.give}
        </Button>
      </RightTo>
    </li>
  )
}

function Holder({ holder: { seat, person, since, lastActAt, projects } }: { holder: SeatHolder }) {
  const text = useText(people).seat
  const format = useFormat()
  const facts = [
    text.since(format.date(since)),
    lastActAt === null ? text.noAct : text.lastAct(format.when(lastActAt)),
    ...(projects > 1 ? [text.also(projects - 1)] : []),
  ]
  return <PersonLine person={person} note={facts.join(', ')} aside={<LeaveButton seat={seat} person={person} />} />
}

/** Everybody may leave an own seat; another's is taken away only with the right to give seats. */
function LeaveButton({ seat, person }: Pick<SeatHolder, 'seat' | 'person'>) {
  const text = useText(people).seat
  const seats = useText(seatWords)
  const { slug, barrier } = useProject()
  const queries = useQueryClient()
  const me = useQuery(meQuery())
  const isMine = me.data?.id === person.id
  if (!isMine && barrier('seat:write')) return null
  const leave = async () => {
    await api(projectRoutes).leaveSeat({ project: slug, seat, user: person.id })
    await queries.invalidateQueries()
  }
  const verb = isMine ? text.leave : text.take
  return (
    <ConfirmButton
      variant="subtle"
      confirm={verb}
      consequence={isMine ? text.leaveText(seats.name[seat]) : text.takeText(person.name, seats.name[seat])}
      onConfirm={leave}
    >
      {verb}
    </ConfirmButton>
  )
}
