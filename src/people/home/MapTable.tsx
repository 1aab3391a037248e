import type { ReactNode } from 'react'
import type { Standing } from '../../projects/story/portfolio/portfolio.schema.ts'
import { useFormat } from '../../web/format.ts'
import { Avatar } from '../../web/parts/Avatar.tsx'
import { DeckLine } from '../../web/parts/Decks.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { deckOf, Oar, type Deck } from '../../web/parts/SeatOar.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { home } from '../../web/text/home.ts'
import { mapWords } from '../../web/text/map.ts'
import { projects as words } from '../../web/text/projects.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { seats } from '../seats.ts'
import { areas, coverOf, crewOf, type Cover, type Crews } from './home.look.ts'
import type { MapSeat } from './home.schema.ts'
import css from './map.module.css'
import { useAreaNotes } from './ShipPanel.tsx'

/** Three tiers as one table: a row for each project and for each area of the decks below, a column for each seat. */
export function MapTable({ crews, standings }: { crews: Crews; standings: readonly Standing[] }) {
  const text = useText(home)
  const words = useText(mapWords)
  const covers = coverOf(crews)
  return (
    <div className={css['map']} tabIndex={0} role="region" aria-label={text.map}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.project}</th>
            {covers.map(cover => (
              <SeatHead key={cover.seat} cover={cover} />
            ))}
            <th scope="col">{words.mapSeatColumn}</th>
          </tr>
        </thead>
        <tbody>
          <TierRow deck={3} label={text.projectDeck} note={words.tierProjects} />
          {crews.projects.map(({ project, seats: crew }) => (
            <ProjectRow
              key={project.id}
              project={project}
              crew={crew}
              standing={standings.find(standing => standing.project.id === project.id)}
            />
          ))}
          <TierRow deck={2} label={text.assets} note={words.tierAssets} />
          <AreaRows deck={2} crews={crews} />
          <TierRow deck={1} label={text.backbone} note={words.tierBackbone} />
          <AreaRows deck={1} crews={crews} />
        </tbody>
      </table>
    </div>
  )
}

/** The seat, and in how many of the projects somebody works in it. */
function SeatHead({ cover: { seat, held, of } }: { cover: Cover }) {
  const text = useText(mapWords)
  const names = useText(seatWords)
  const format = useFormat()
  const share = of === 0 ? 0 : held / of
  return (
    <th scope="col">
      {names.name[seat]}
      {of > 0 && (
        <span className={css['cover']} data-short={share < 1 || undefined}>
          <i style={{ width: `${share * 100}%` }} />
          <small>{text.heldIn(format.num(held), format.num(of))}</small>
        </span>
      )}
    </th>
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

type ProjectRowProps = {
  project: { slug: string; name: string }
  crew: readonly MapSeat[]
  standing: Standing | undefined
}

function ProjectRow({ project, crew, standing }: ProjectRowProps) {
  const { stage } = useText(words)
  return (
    <CrewRow crew={crew} point={<OpenPoint crew={standing?.crew ?? crew} />}>
      <Go href={`/projects/${project.slug}/people`} className={css['name']}>
        {project.name}
      </Go>{' '}
      <small>{standing && `${stage[standing.stage]}${standing.nextGate ? `, ${standing.nextGate}` : ''}`}</small>
    </CrewRow>
  )
}

function AreaRows({ deck, crews }: { deck: Deck; crews: Crews }) {
  const text = useText(home)
  const { notes } = useAreaNotes()
  return areas
    .filter(area => area.deck === deck)
    .map(area => {
      const crew = crewOf(crews, area)
      return (
        <CrewRow key={area.id} crew={crew} deck={deck} point={<OpenPoint crew={crew} />}>
          <Go href={area.href} className={css['name']}>
            {text.area[area.id]}
          </Go>{' '}
          <small>{notes[area.id] ?? text.areaNote[area.id]}</small>
        </CrewRow>
      )
    })
}

/** What is open in a row, the seat that hurts first before the number of them. */
function OpenPoint({ crew }: { crew: readonly (MapSeat & { blocks?: string | null })[] }) {
  const text = useText(home)
  const words = useText(mapWords)
  const names = useText(seatWords)
  const empty = crew.filter(({ state }) => state === 'empty')
  const paper = crew.find(({ state }) => state === 'paper')
  const [first] = empty.toSorted((a, b) => (a.blocks ?? 'z').localeCompare(b.blocks ?? 'z'))
  if (!first && !paper)
    return (
      <Status is="done" size="small">
        {words.complete}
      </Status>
    )
  if (!first && paper)
    return (
      <Status is="warning" size="small">
        {words.onPaper(names.name[paper.seat])}
      </Status>
    )
  return (
    <Status is={empty.length > 2 ? 'failed' : 'warning'} size="small">
      {first && empty.length === 1 ? words.seatEmpty(names.name[first.seat]) : text.emptySeats(empty.length)}
      {first?.blocks && `, ${words.firstBlocks(first.blocks)}`}
    </Status>
  )
}

type CrewRowProps = { crew: readonly MapSeat[]; deck?: Deck; point: ReactNode; children: ReactNode }

function CrewRow({ crew, deck, point, children }: CrewRowProps) {
  return (
    <tr>
      <th scope="row">{children}</th>
      {seats.map(seat => {
        const found = crew.find(one => one.seat === seat)
        return <td key={seat}>{found && <Seated seat={found} deck={deck ?? deckOf[seat]} />}</td>
      })}
      <td>{point}</td>
    </tr>
  )
}

/** The oar, and who pulls it; read aloud in words. */
function Seated({ seat: { seat, state, people }, deck }: { seat: MapSeat; deck: Deck }) {
  const text = useText(seatWords)
  const names = people.map(person => person.name).join(', ')
  const label = `${text.oar(text.name[seat], text.state[state])}${names && `, ${names}`}`
  return (
    <span className={css['seated']} title={label}>
      <Oar state={state} deck={deck} size={26} />
      {people.slice(0, 2).map(person => (
        <Avatar key={person.id} person={person} size={20} />
      ))}
      {people.length > 2 && <small>+{people.length - 2}</small>}
      <span className="quiet">{label}</span>
    </span>
  )
}
