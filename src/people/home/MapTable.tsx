import type { ReactNode } from 'react'
import type { Standing } from '../../projects/portfolio/portfolio.schema.ts'
import { Avatar } from '../../web/parts/Avatar.tsx'
import { DeckLine } from '../../web/parts/Decks.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { deckOf, Oar, type Deck } from '../../web/parts/SeatOar.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { home } from '../../web/text/home.ts'
import { projects as words } from '../../web/text/projects.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { seats } from '../seats.ts'
import type { MapSeat } from './home.schema.ts'
import css from './home.module.css'
import type { Crews } from './ShipPanel.tsx'

/** Three tiers as one table: a row for each project and for each deck of the platform, a column for each seat. */
export function MapTable({ crews, standings }: { crews: Crews; standings: readonly Standing[] }) {
  const text = useText(home)
  const seatText = useText(seatWords)
  const { stage } = useText(words)
  const stageOf = (id: string) => standings.find(({ project }) => project.id === id)?.stage
  return (
    <div className={css['map']} tabIndex={0} role="region" aria-label={text.map}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.project}</th>
            {seats.map(seat => (
              <th key={seat} scope="col">
                {seatText.name[seat]}
              </th>
            ))}
            <th scope="col">{text.mapSeatColumn}</th>
          </tr>
        </thead>
        <tbody>
          <TierRow deck={3} label={text.projectDeck} note={text.tierProjects} />
          {crews.projects.map(({ project, seats: crew }) => {
            const at = stageOf(project.id)
            return (
              <CrewRow key={project.id} crew={crew}>
                <Go href={`/projects/${project.slug}`} className={css['name']}>
                  {project.name}
                </Go>{' '}
                <small>{at && stage[at]}</small>
              </CrewRow>
            )
          })}
          <TierRow deck={2} label={text.assets} note={text.tierAssets} />
          <CrewRow crew={crews.platform.filter(({ seat }) => deckOf[seat] === 2)}>{text.platform}</CrewRow>
          <TierRow deck={1} label={text.backbone} note={text.tierBackbone} />
          <CrewRow crew={crews.platform.filter(({ seat }) => deckOf[seat] === 1)}>{text.platform}</CrewRow>
        </tbody>
      </table>
    </div>
  )
}

function TierRow({ deck, label, note }: { deck: Deck; label: string; note: string }) {
  return (
    <tr data-tier={deck}>
      <th scope="rowgroup" colSpan={seats.length + 2}>
        <DeckLine deck={deck} label={label} note={note} />
      </th>
    </tr>
  )
}

function CrewRow({ crew, children }: { crew: readonly MapSeat[]; children: ReactNode }) {
  const text = useText(home)
  const open = crew.filter(({ state }) => state === 'empty').length
  return (
    <tr>
      <th scope="row">{children}</th>
      {seats.map(seat => {
        const found = crew.find(one => one.seat === seat)
        return <td key={seat}>{found && <Seated seat={found} />}</td>
      })}
      <td>
        {open === 0 ? (
          <Status is="done">{text.complete}</Status>
        ) : (
          <Status is="warning">{text.emptySeats(open)}</Status>
        )}
      </td>
    </tr>
  )
}

/** The oar, and who pulls it; read aloud in words. */
function Seated({ seat: { seat, state, people } }: { seat: MapSeat }) {
  const text = useText(seatWords)
  const names = people.map(person => person.name).join(', ')
  const label = `${text.oar(text.name[seat], text.state[state])}${names && `, ${names}`}`
  return (
    <span className={css['seated']} title={label}>
      <Oar state={state} deck={deckOf[seat]} size={26} />
      {people.slice(0, 2).map(person => (
        <Avatar key={person.id} person={person} size={20} />
      ))}
      {people.length > 2 && <small>+{people.length - 2}</small>}
      <span className="quiet">{label}</span>
    </span>
  )
}
