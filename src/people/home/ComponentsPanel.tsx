import { useQuery } from '@tanstack/react-query'
import { ownershipRoutes, type Component } from '../../assets/catalog/ownership/ownership.schema.ts'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { KindIcon } from '../../web/parts/kinds.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { componentWords } from '../../web/text/components.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import css from './map.module.css'

/** What the map can hold on one sheet. */
const most = 500

/** Every component of the shared tier with the seat that owns it; where the rule of ownership is broken comes first. */
export function ComponentsPanel() {
  const text = useText(componentWords)
  const format = useFormat()
  const columns = useColumns()
  const query = useQuery({
    queryKey: ['catalogue', 'components'],
    queryFn: ({ signal }) => api(ownershipRoutes).list({ limit: most }, { signal }),
  })
  const broken = query.data?.broken ?? 0
  return (
    <Panel title={text.title} note={query.data && text.note(format.num(broken), broken)} flush>
      <Loaded query={query}>
        {({ components, next }) => (
          <>
            <p className={css['rule']}>{text.rule}</p>
            <div className={css['components']}>
              <Table
                label={text.title}
                columns={columns}
                rows={components.toSorted((a, b) => Number(b.fault !== null) - Number(a.fault !== null))}
                keyOf={({ asset }) => asset.id}
                empty={text.none}
              />
            </div>
            {next !== null && <p className={css['rule']}>{text.more(format.num(most))}</p>}
          </>
        )}
      </Loaded>
    </Panel>
  )
}

function useColumns(): Column<Component>[] {
  const text = useText(componentWords)
  return [
    {
      id: 'name',
      head: text.component,
      phone: 'title',
      cell: ({ asset }) => (
        <span className={css['component']}>
          <KindIcon kind={asset.kind} /> <Go href={`/catalogue/${asset.id}`}>{asset.name}</Go>
        </span>
      ),
    },
    { id: 'home', head: text.home, width: '18%', cell: ({ home }) => home.name },
    { id: 'seat', head: text.belongs, width: '16%', cell: ({ owningSeat }) => <SeatOar seat={owningSeat} /> },
    { id: 'owner', head: text.owner, width: '18%', phone: 'aside', cell: ({ owner }) => <PersonName person={owner} /> },
    { id: 'state', head: text.state, width: '24%', cell: component => <State component={component} /> },
  ]
}

function State({ component: { fault, isShared, seats, owningSeat } }: { component: Component }) {
  const text = useText(componentWords)
  const names = useText(seatWords).name
  if (fault === 'gone')
    return (
      <Status is="failed" size="small">
        {text.gone}
      </Status>
    )
  if (fault === 'other_seat')
    return (
      <Status is="warning" size="small">
        {text.otherSeat(seats.map(seat => names[seat]).join(', '), names[owningSeat])}
      </Status>
    )
  return (
    <Status is={isShared ? 'done' : 'idle'} size="small">
      {isShared ? text.right : text.own}
    </Status>
  )
}
