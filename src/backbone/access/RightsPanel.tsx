import { IconPointFilled } from '@tabler/icons-react'
import {
  isPlatformRight,
  isProjectRight,
  platformSeatMay,
  platformRights,
  projectRights,
  seatMay,
} from '../../people/policies.ts'
import { seats, type Seat } from '../../people/seats.ts'
import { Panel } from '../../web/parts/Panel.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { access } from '../../web/text/access.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import css from './AccessPage.module.css'

const rights = [
  ...Object.keys(projectRights).filter(isProjectRight),
  ...Object.keys(platformRights).filter(isPlatformRight),
]
type Right = (typeof rights)[number]

const may = (seat: Seat, right: Right) => (isProjectRight(right) ? seatMay(seat, right) : platformSeatMay(seat, right))

/** Who may do what: the policy that the server decides by, read from the same lines. */
export function RightsPanel() {
  const text = useText(access)
  const columns = useColumns()
  return (
    <Panel flush>
      <p className={css['note']}>{text.rightsNote}</p>
      <Table label={text.rights} columns={columns} rows={rights} keyOf={right => right} wide />
    </Panel>
  )
}

function useColumns(): Column<Right>[] {
  const text = useText(access)
  const names = useText(seatWords)
  return [
    {
      id: 'right',
      head: text.rights,
      width: '30%',
      stick: { left: 0, width: 180 },
      cell: right => (
        <span className={css['right']}>
          {text.right[right]}
          <small>{isProjectRight(right) ? text.inProject : text.onPlatform}</small>
        </span>
      ),
    },
    ...seats.map((seat): Column<Right> => ({
      id: seat,
      head: <abbr title={names.name[seat]}>{names.short[seat]}</abbr>,
      cell: right => (
        <span className={css['may']} title={`${names.name[seat]}: ${may(seat, right) ? text.may : text.mayNot}`}>
          {may(seat, right) ? <IconPointFilled size={16} aria-hidden /> : <span aria-hidden>·</span>}
          <span className="quiet">{may(seat, right) ? text.may : text.mayNot}</span>
        </span>
      ),
    })),
  ]
}
