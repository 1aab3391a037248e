import { useQuery } from '@tanstack/react-query'
import { seats, type Seat } from '../../people/seats.ts'
import type { PersonRef } from '../../people/shapes.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { crewsQuery } from '../../web/queries.ts'
import { access } from '../../web/text/access.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import css from './AccessPage.module.css'

type Place = { seat: Seat; name: string; href: string | undefined }
type Sitting = { person: PersonRef; places: Place[] }

/** People by seats: in which project each sits in which. */
export function SeatMatrix() {
  const text = useText(access)
  const crews = useQuery(crewsQuery())
  const columns = useColumns()
  return (
    <Panel flush>
      <p className={css['note']}>{text.seatsNote}</p>
      <Loaded query={crews}>
        {({ projects, platform }) => (
          <Table
            label={text.seats}
            columns={columns}
            rows={sittingsOf([
              ...projects.map(one => ({
                name: one.project.name,
                href: `/projects/${one.project.slug}/people`,
                crew: one.seats,
              })),
              { name: text.platform, href: undefined, crew: platform },
            ])}
            keyOf={({ person }) => person.id}
            empty={text.noSeat}
            wide
          />
        )}
      </Loaded>
    </Panel>
  )
}

type Crew = { name: string; href: string | undefined; crew: readonly { seat: Seat; people: PersonRef[] }[] }

function sittingsOf(crews: readonly Crew[]): Sitting[] {
  const found = new Map<string, Sitting>()
  for (const { name, href, crew } of crews)
    for (const { seat, people } of crew)
      for (const person of people) {
        const sitting = found.get(person.id) ?? { person, places: [] }
        sitting.places.push({ seat, name, href })
        found.set(person.id, sitting)
      }
  return [...found.values()].toSorted((a, b) => a.person.name.localeCompare(b.person.name))
}

function useColumns(): Column<Sitting>[] {
  const text = useText(access)
  const names = useText(seatWords)
  return [
    {
      id: 'person',
      head: text.person,
      width: '22%',
      stick: { left: 0, width: 150 },
      cell: ({ person }) => <PersonName person={person} />,
    },
    ...seats.map((seat): Column<Sitting> => ({
      id: seat,
      head: <abbr title={names.name[seat]}>{names.short[seat]}</abbr>,
      cell: ({ places }) => (
        <span className={css['places']}>
          {places
            .filter(place => place.seat === seat)
            .map(({ name, href }) => (
              <span key={name}>{href ? <Go href={href}>{name}</Go> : name}</span>
            ))}
        </span>
      ),
    })),
  ]
}
