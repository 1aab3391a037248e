import type { Standing } from '../../projects/story/portfolio/portfolio.schema.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { Oar } from '../../web/parts/SeatOar.tsx'
import { mapWords } from '../../web/text/map.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import css from './map.module.css'

type Hole = Standing['crew'][number]

/** Every hole, by the gate that it will block first: what to fill before anything else. */
export function HolesPanel({ standings }: { standings: readonly Standing[] }) {
  const text = useText(mapWords)
  const places = standings.flatMap(({ project, crew }) =>
    byGate(crew).map(([gate, seats]) => ({ key: `${project.id} ${gate}`, project, gate, seats })),
  )
  const count = places.reduce((sum, { seats }) => sum + seats.length, 0)
  return (
    <Panel title={text.holes} note={text.holesNote(count)} span={8}>
      {count === 0 && <p>{text.noHoles}</p>}
      <ul className={css['holes']}>
        {places
          .toSorted((a, b) => a.gate.localeCompare(b.gate))
          .map(({ key, project, gate, seats }) => (
            <li key={key}>
              <Go href={`/projects/${project.slug}/people`} className={css['name']}>
                {project.name}
              </Go>
              <span className={css['missing']}>
                {seats.map(hole => (
                  <Missing key={hole.seat} hole={hole} />
                ))}
              </span>
              <span className={css['blocks']}>{gate === never ? text.blocksNothing : text.firstBlocks(gate)}</span>
            </li>
          ))}
      </ul>
    </Panel>
  )
}

function Missing({ hole: { seat, state, people } }: { hole: Hole }) {
  const text = useText(mapWords)
  const names = useText(seatWords)
  const [holder] = people
  const told =
    state === 'paper' && holder ? text.holePaper(names.name[seat], holder.name) : text.holeEmpty(names.name[seat])
  return (
    <span title={told}>
      <Oar state={state} size={20} /> {names.name[seat]}
    </span>
  )
}

const never = '~'

function byGate(crew: readonly Hole[]): [string, Hole[]][] {
  const holes = crew.filter(({ state }) => state === 'empty' || state === 'paper')
  return [...Map.groupBy(holes, ({ blocks }) => blocks ?? never)]
}
