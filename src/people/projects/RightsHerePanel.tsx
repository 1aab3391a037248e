import { Panel } from '../../web/parts/Panel.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { useProject } from '../../web/project.ts'
import { access } from '../../web/text/access.ts'
import { parts } from '../../web/text/parts.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { isProjectRight, projectRights } from '../policies.ts'
import css from './projects.module.css'

const rights = Object.keys(projectRights).filter(isProjectRight)

/** What the reader may do in this project, and whom to ask for the rest. */
export function RightsHerePanel() {
  const text = useText(access)
  const words = useText(parts)
  const seats = useText(seatWords)
  const { seat, barrier } = useProject()
  return (
    <Panel title={text.here} note={text.hereNote} aside={seat && <SeatOar seat={seat} />}>
      <ul className={css['rights']}>
        {rights.map(right => {
          const wall = barrier(right)
          const holders = wall?.kind === 'seat' ? wall.holders.map(one => seats.name[one]) : []
          return (
            <li key={right}>
              <Status is={wall ? 'idle' : 'done'}>{text.right[right]}</Status>
              {holders.length > 0 && <small>{text.ask(words.anyOf(holders))}</small>}
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
