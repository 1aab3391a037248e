import type { Standing } from '../../projects/portfolio/portfolio.schema.ts'
import { DeckLine, OarRow } from '../../web/parts/Decks.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { deckOf, OarLegend, type Deck } from '../../web/parts/SeatOar.tsx'
import { home } from '../../web/text/home.ts'
import { projects as words } from '../../web/text/projects.ts'
import { useText } from '../../web/text/text.ts'
import type { MapSeat, ProjectCrew } from './home.schema.ts'
import css from './home.module.css'

export type Crews = { projects: ProjectCrew[]; platform: MapSeat[] }

/** All crews at a glance: every project's nine oars, and the seats that hold the two decks below. */
export function ShipPanel({ crews, standings }: { crews: Crews; standings: readonly Standing[] }) {
  const text = useText(home)
  const { stage } = useText(words)
  const below = crews.platform.filter(seat => deckOf[seat.seat] !== 3)
  const all = [...crews.projects.flatMap(({ seats }) => seats), ...below]
  const stageOf = (id: string) => standings.find(({ project }) => project.id === id)?.stage
  return (
    <Panel
      title={text.decks}
      note={text.decksNote(all.length, all.filter(seat => seat.state === 'empty').length)}
      aside={<Go href="/map">{text.openMap}</Go>}
    >
      <DeckLine deck={3} label={text.projectDeck}>
        {crews.projects.length === 0 && <p className={css['thin']}>{text.noProjects}</p>}
        <ul className={css['ships']}>
          {crews.projects.map(({ project, seats }) => {
            const at = stageOf(project.id)
            return (
              <li key={project.id}>
                <Go href={`/projects/${project.slug}`} className={css['name']}>
                  {project.name}
                </Go>
                <small>{at && stage[at]}</small>
                <OarRow crew={seats} />
              </li>
            )
          })}
        </ul>
      </DeckLine>
      <Below deck={2} label={text.assets} seats={below} />
      <Below deck={1} label={text.backbone} seats={below} />
      <OarLegend />
    </Panel>
  )
}

function Below({ deck, label, seats }: { deck: Deck; label: string; seats: readonly MapSeat[] }) {
  const text = useText(home)
  return (
    <DeckLine deck={deck} label={label}>
      <ul className={css['ships']}>
        <li>
          <small>{text.platformSeats}</small>
          <OarRow crew={seats.filter(seat => deckOf[seat.seat] === deck)} deck={deck} />
        </li>
      </ul>
    </DeckLine>
  )
}
