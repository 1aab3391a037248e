import type { Standing } from '../../projects/portfolio/portfolio.schema.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { deckOf, Oar } from '../../web/parts/SeatOar.tsx'
import { home } from '../../web/text/home.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import type { MapSeat } from './home.schema.ts'
import css from './home.module.css'
import type { Crews } from './ShipPanel.tsx'

type Hole = { key: string; seat: MapSeat; where: string; href: string; blocks: string | null | undefined }

/** Every hole in words, those that block the earliest gate first. */
export function HolesPanel({ crews, standings }: { crews: Crews; standings: readonly Standing[] }) {
  const text = useText(home)
  const seats = useText(seatWords)
  const holes = [...inProjects(standings), ...onPlatform(crews, text.platform)]
  const say = ({ seat: { seat, state, people } }: Hole) =>
    state === 'paper' && people[0] ? text.holePaper(seats.name[seat], people[0].name) : text.holeEmpty(seats.name[seat])
  return (
    <Panel title={text.holes} note={text.holesNote(holes.length)}>
      {holes.length === 0 && <p>{text.noHoles}</p>}
      <ul className={css['holes']}>
        {holes.map(hole => (
          <li key={hole.key}>
            <Oar state={hole.seat.state} size={22} />
            <span>
              <Go href={hole.href}>{hole.where}</Go>
            </span>
            <span>{say(hole)}</span>
            {hole.blocks !== undefined && (
              <span className={css['blocks']}>
                {hole.blocks === null ? text.blocksNothing : text.firstBlocks(hole.blocks)}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const isHole = ({ state }: MapSeat) => state === 'empty' || state === 'paper'

const inProjects = (standings: readonly Standing[]): Hole[] =>
  standings
    .flatMap(({ project, crew }) =>
      crew.filter(isHole).map(seat => ({
        key: `${project.id} ${seat.seat}`,
        seat,
        where: project.name,
        href: `/projects/${project.slug}/people`,
        blocks: seat.blocks,
      })),
    )
    .toSorted((a, b) => (a.blocks ?? 'z').localeCompare(b.blocks ?? 'z'))

/** Only the two decks below are held by the platform's seats; no gate is theirs. */
const onPlatform = ({ platform }: Crews, where: string): Hole[] =>
  platform
    .filter(seat => isHole(seat) && deckOf[seat.seat] !== 3)
    .map(seat => ({ key: seat.seat, seat, where, href: '/backbone/access', blocks: undefined }))
