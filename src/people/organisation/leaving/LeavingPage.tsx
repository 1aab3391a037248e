import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { CannotNote } from '../../../web/parts/Cannot.tsx'
import { ConfirmButton } from '../../../web/parts/ConfirmButton.tsx'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { KeyValue } from '../../../web/parts/KeyValue.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { Callout, Grid, Panel, Stack } from '../../../web/parts/Panel.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { meQuery } from '../../../web/queries.ts'
import { leaving } from '../../../web/text/leaving.ts'
import { seatWords } from '../../../web/text/seats.ts'
import { useText } from '../../../web/text/text.ts'
import css from '../organisation.module.css'
import { HandOverForm } from './HandOverForm.tsx'
import { leavingRoutes, type Departure, type Holding } from './leaving.schema.ts'

export const keyOfHolding = ({ kind, id }: Holding) => `${kind} ${id}`

/** The walk of a leaver: what is left, to whom it goes, and the last step that waits for it. */
export function LeavingPage() {
  const text = useText(leaving)
  const { id } = useParams({ from: '/people/$id/leave' })
  const me = useQuery(meQuery())
  const query = useQuery({
    queryKey: ['departure', id],
    queryFn: ({ signal }) => api(leavingRoutes).get({ user: id }, { signal }),
    enabled: me.data?.isOwner === true,
  })
  const name = query.data?.person.name
  return (
    <Page title={text.page} path={[{ label: name ?? text.person.page, href: `/people/${id}` }]}>
      {me.data && !me.data.isOwner ? (
        <>
          <PageHeader title={text.page} lede={text.lede} />
          <CannotNote action={text.cannot} because={text.notOwner} ask={{ name: text.owner }} />
        </>
      ) : (
        <Loaded query={query} level={1}>
          {departure => <Walk departure={departure} />}
        </Loaded>
      )}
    </Page>
  )
}

function Walk({ departure }: { departure: Departure }) {
  const text = useText(leaving)
  const format = useFormat()
  const { person, endedAt, leftAt, accountable } = departure
  const isOver = leftAt !== null
  return (
    <>
      <PageHeader
        title={text.title(person.name)}
        state={
          <Status is={isOver ? 'done' : endedAt === null ? 'idle' : 'waiting'}>
            {isOver ? text.left(format.date(leftAt)) : endedAt === null ? text.here : text.ended(format.date(endedAt))}
          </Status>
        }
        lede={text.lede}
      />
      <Grid>
        {isOver ? (
          <Panel title={text.answer(accountable)}>
            <Stack>
              <Status is="done">{text.done(person.name)}</Status>
              <Go className={css['link']} href={`/people/${person.id}/erase`}>
                {text.erase}
              </Go>
            </Stack>
          </Panel>
        ) : (
          <>
            <HoldingsPanel departure={departure} />
            <EndPanel departure={departure} />
          </>
        )}
      </Grid>
    </>
  )
}

function HoldingsPanel({ departure }: { departure: Departure }) {
  const text = useText(leaving)
  const { person, holdings, accountable } = departure
  const [selected, setSelected] = useState<ReadonlySet<string>>(
    () => new Set(holdings.filter(one => one.isAccountable).map(keyOfHolding)),
  )
  const columns = useColumns()
  const chosen = holdings.filter(one => selected.has(keyOfHolding(one)))
  return (
    <Panel title={text.answer(accountable)} note={text.note} span={8} flush>
      <Table
        label={text.answer(accountable)}
        columns={columns}
        rows={holdings}
        keyOf={keyOfHolding}
        nameOf={one => one.name}
        selected={selected}
        onSelect={setSelected}
        empty={text.none}
      />
      {holdings.length > 0 && (
        <div className={css['inset']}>
          <HandOverForm user={person} chosen={chosen} />
        </div>
      )}
    </Panel>
  )
}

function useColumns(): Column<Holding>[] {
  const text = useText(leaving)
  return [
    { id: 'what', head: text.what, phone: 'title', cell: one => <What holding={one} /> },
    {
      id: 'where',
      head: text.where,
      width: '28%',
      cell: one => one.project?.name ?? (one.kind === 'seat' ? text.onPlatform : ''),
    },
    { id: 'state', head: text.state, width: '34%', cell: one => <Becomes holding={one} /> },
  ]
}

const wordOf = (words: Record<string, string>, name: string) => words[name] ?? name

function What({ holding: { kind, name, seat, detail } }: { holding: Holding }) {
  const text = useText(leaving)
  const seats = useText(seatWords)
  const label = kind === 'seat' && seat ? seats.name[seat] : name
  const more = kind === 'asset' || kind === 'endpoint' || kind === 'request' ? wordOf(text.details, detail) : ''
  return (
    <span>
      {label} <small className={css['quiet']}>{[wordOf(text.kinds, kind), more].filter(Boolean).join(', ')}</small>
    </span>
  )
}

function Becomes({ holding: { kind, isAccountable, detail } }: { holding: Holding }) {
  const text = useText(leaving)
  if (isAccountable)
    return (
      <Status is="waiting" size="small">
        {text.needs}
      </Status>
    )
  if (kind === 'request') return <span className={css['quiet']}>{text.stays}</span>
  return (
    <span className={css['quiet']}>
      {text.ends}, {detail ? text.also(detail) : text.closed}
    </span>
  )
}

function EndPanel({ departure }: { departure: Departure }) {
  const text = useText(leaving)
  const format = useFormat()
  const queries = useQueryClient()
  const { person, endedAt, cannotFinish, accountable, sessions, tokens, teams } = departure
  const act = useMutation({
    mutationFn: (step: 'end' | 'finish') => api(leavingRoutes)[step]({ user: person.id }),
    onSuccess: () => queries.invalidateQueries(),
  })
  return (
    <Panel title={text.by} span={4}>
      <Stack>
        <KeyValue
          layout="spread"
          items={[
            { label: text.sessions, value: format.num(sessions) },
            { label: text.tokens, value: format.num(tokens) },
            { label: text.teams, value: format.num(teams) },
          ]}
        />
        {cannotFinish !== null && (
          <Callout tone="bronze">{accountable > 0 ? text.first(accountable) : cannotFinish}</Callout>
        )}
        {act.error && <ErrorPanel error={act.error} />}
        <span className={css['chips']}>
          {endedAt === null && (
            <ConfirmButton
              confirm={text.endNow}
              consequence={text.endNote(person.name)}
              onConfirm={() => act.mutateAsync('end')}
            >
              {text.endNow}
            </ConfirmButton>
          )}
          <ConfirmButton
            tone="danger"
            variant="filled"
            disabled={cannotFinish !== null}
            confirm={text.finish}
            consequence={text.finishNote(person.name)}
            onConfirm={() => act.mutateAsync('finish')}
          >
            {text.finish}
          </ConfirmButton>
        </span>
      </Stack>
    </Panel>
  )
}
