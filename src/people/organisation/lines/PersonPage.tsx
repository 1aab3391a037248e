import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Cannot } from '../../../web/parts/Cannot.tsx'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { KeyValue } from '../../../web/parts/KeyValue.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { Grid, Panel } from '../../../web/parts/Panel.tsx'
import { PersonPick, type Picked } from '../../../web/parts/PersonPick.tsx'
import { SeatOar } from '../../../web/parts/SeatOar.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { usePlatformBarrier } from '../../../web/platform.ts'
import { meQuery } from '../../../web/queries.ts'
import { erasureWords } from '../../../web/text/erasure.ts'
import { leaving } from '../../../web/text/leaving.ts'
import { teams } from '../../../web/text/teams.ts'
import { useText } from '../../../web/text/text.ts'
import { MergePanel } from '../aliases/MergePanel.tsx'
import css from '../organisation.module.css'
import { departmentsQuery } from './lines.look.ts'
import { lineRoutes, type PersonDetail } from './lines.schema.ts'

/** One person: where they stand, in which teams and seats. */
export function PersonPage() {
  const text = useText(leaving).person
  const all = useText(teams)
  const { id } = useParams({ from: '/people/$id' })
  const query = useQuery({
    queryKey: ['lines', 'person', id],
    queryFn: ({ signal }) => api(lineRoutes).person({ user: id }, { signal }),
  })
  const detail = query.data
  return (
    <Page
      title={detail?.person.name ?? text.page}
      path={[{ label: all.people, href: '/people' }]}
      {...(detail && { actions: <Actions detail={detail} /> })}
    >
      <Loaded query={query} level={1}>
        {loaded => <Person detail={loaded} />}
      </Loaded>
    </Page>
  )
}

function Person({ detail }: { detail: PersonDetail }) {
  const text = useText(leaving).person
  return (
    <>
      <PageHeader title={detail.person.name} state={<Presence detail={detail} />} lede={detail.title} />
      <Grid>
        <AboutPanel detail={detail} />
        <SeatsPanel detail={detail} />
        <Panel title={text.reports} span={6}>
          {detail.reports.length === 0 && <p className={css['quiet']}>{text.noReports}</p>}
          <ul className={css['list']}>
            {detail.reports.map(person => (
              <li key={person.id} className={css['row']}>
                <Go href={`/people/${person.id}`}>{person.name}</Go>
              </li>
            ))}
          </ul>
        </Panel>
        <MergePanel detail={detail} />
      </Grid>
    </>
  )
}

function Presence({ detail: { endedAt, leftAt } }: { detail: PersonDetail }) {
  const text = useText(leaving)
  const format = useFormat()
  if (leftAt !== null) return <Status is="done">{text.left(format.date(leftAt))}</Status>
  if (endedAt !== null) return <Status is="waiting">{text.ended(format.date(endedAt))}</Status>
  return null
}

function AboutPanel({ detail }: { detail: PersonDetail }) {
  const text = useText(leaving).person
  const words = useText(teams)
  const format = useFormat()
  const { department, reportsTo, email, aliases, accounts, joinedAt } = detail
  const known = [...aliases, ...(accounts.length > 0 ? [text.accounts(accounts.length)] : [])]
  const inTeams = detail.teams.map((team, at) => (
    <span key={team.id}>
      {at > 0 && ', '}
      <Go className={css['link']} href={`/people/teams/${team.id}`}>
        {team.name}
      </Go>{' '}
      <small className={css['quiet']}>{words.kinds[team.kind]}</small>
    </span>
  ))
  return (
    <Panel title={text.page} span={6}>
      <KeyValue
        items={[
          { label: text.department, value: department?.name ?? text.noDepartment },
          {
            label: text.reportsTo,
            value: reportsTo ? (
              <Go className={css['link']} href={`/people/${reportsTo.id}`}>
                {reportsTo.name}
              </Go>
            ) : (
              text.nobody
            ),
          },
          { label: text.teams, value: inTeams.length > 0 ? inTeams : text.noTeams },
          ...(email ? [{ label: text.email, value: email }] : []),
          ...(known.length > 0 ? [{ label: text.aliases, value: known.join(', ') }] : []),
          { label: text.since, value: format.date(joinedAt) },
        ]}
      />
    </Panel>
  )
}

function SeatsPanel({ detail }: { detail: PersonDetail }) {
  const text = useText(leaving).person
  return (
    <Panel title={text.seats} note={text.seatsNote} span={6}>
      {detail.seats.length === 0 && <p className={css['quiet']}>{text.noSeats}</p>}
      <ul className={css['list']}>
        {detail.seats.map(({ seat, project }) => (
          <li key={`${seat} ${project?.id}`} className={css['row']}>
            <SeatOar seat={seat} state="filled" />
            {project ? <Go href={`/projects/${project.slug}`}>{project.name}</Go> : <span>{text.platform}</span>}
          </li>
        ))}
      </ul>
      {detail.hiddenSeats > 0 && <p className={css['quiet']}>{text.hidden(detail.hiddenSeats)}</p>}
    </Panel>
  )
}

function Actions({ detail }: { detail: PersonDetail }) {
  const text = useText(leaving)
  const [isPlacing, setPlacing] = useState(false)
  const barrier = usePlatformBarrier('user:write')
  const isOwner = useQuery(meQuery()).data?.isOwner ?? false
  if (detail.leftAt !== null) return isOwner ? <EraseLink detail={detail} /> : null
  return (
    <>
      {isOwner && (
        <Button component={Go} href={`/people/${detail.person.id}/leave`}>
          {text.person.leave}
        </Button>
      )}
      {barrier ? (
        <Cannot action={text.person.placeAction} {...barrier} />
      ) : (
        detail.endedAt === null && (
          <Button leftSection={<IconPencil />} onClick={() => setPlacing(true)}>
            {text.person.place}
          </Button>
        )
      )}
      {isPlacing && <PlaceDialog detail={detail} onClose={() => setPlacing(false)} />}
    </>
  )
}

/** Of those who left, all that is left to do; where it was done, the page says what stayed. */
function EraseLink({ detail }: { detail: PersonDetail }) {
  const text = useText(erasureWords)
  return (
    <Button component={Go} href={`/people/${detail.person.id}/erase`}>
      {text.page}
    </Button>
  )
}

function PlaceDialog({ detail, onClose }: { detail: PersonDetail; onClose: () => void }) {
  const text = useText(leaving).person
  const departments = useQuery(departmentsQuery())
  const [department, setDepartment] = useState(detail.department?.id ?? null)
  const [above, setAbove] = useState<Picked | undefined>(detail.reportsTo ?? undefined)
  const [title, setTitle] = useState(detail.title)
  const send = () =>
    api(lineRoutes).place({ user: detail.person.id, departmentId: department, reportsTo: above?.id ?? null, title })
  return (
    <FormDialog title={text.placeTitle(detail.person.name)} submit={text.save} send={send} onClose={onClose}>
      <TextInput label={text.title} maxLength={200} value={title} onChange={event => setTitle(event.target.value)} />
      <NativeSelect
        label={text.department}
        data={[
          { value: '', label: text.noDepartment },
          ...(departments.data?.departments ?? []).map(one => ({ value: one.id, label: one.name })),
        ]}
        value={department ?? ''}
        onChange={event => setDepartment(event.target.value || null)}
      />
      <PersonPick inDialog label={text.reportsTo} value={above} onChange={setAbove} without={[detail.person.id]} />
    </FormDialog>
  )
}
