import { Button, Switch } from '@mantine/core'
import '@mantine/core/styles/Switch.css'
import { useDebouncedValue } from '@mantine/hooks'
import { IconUserPlus } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { SessionsPanel } from '../../people/sessions/SessionsPanel.tsx'
import { userRoutes, type User } from '../../people/users/users.schema.ts'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Cannot, CannotNote } from '../../web/parts/Cannot.tsx'
import { Chip } from '../../web/parts/Chip.tsx'
import { ConfirmButton } from '../../web/parts/ConfirmButton.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { FilterBar } from '../../web/parts/FilterBar.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { Tabs } from '../../web/parts/Tabs.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { When } from '../../web/parts/Time.tsx'
import { usePlatformBarrier } from '../../web/platform.ts'
import { meQuery } from '../../web/queries.ts'
import { access } from '../../web/text/access.ts'
import { backbone } from '../../web/text/backbone.ts'
import { useText } from '../../web/text/text.ts'
import css from './AccessPage.module.css'
import { InviteDialog, LinkDialog, type Invited } from './InviteDialog.tsx'
import { PlatformSeats } from './PlatformSeats.tsx'
import { RightsPanel } from './RightsPanel.tsx'
import { SeatMatrix } from './SeatMatrix.tsx'
import { TokensPanel } from './TokensPanel.tsx'

/** Who is here, who guards the platform, and who may run code on it. */
export function AccessPage() {
  const all = useText(backbone)
  const text = all.accessPage
  const words = useText(access)
  const tab = useTab()
  const [typed, setTyped] = useState('')
  const [isInviting, setInviting] = useState(false)
  const [q] = useDebouncedValue(typed, 200)
  const everybody = usePeople('')
  const query = usePeople(q)
  const barrier = usePlatformBarrier('user:write')
  const navigate = useNavigate({ from: '/backbone/access' })
  const setTab = (value: TabName) => void navigate({ search: { tab: value }, replace: true })
  const tabs = tabNames.map(value => ({ value, label: words.tab[value] }))
  const rows = query.data?.pages.flatMap(page => page.users) ?? []
  return (
    <Page
      title={all.access}
      actions={
        barrier ? (
          <Cannot action={text.inviteAction} {...barrier} />
        ) : (
          <Button variant="filled" leftSection={<IconUserPlus />} onClick={() => setInviting(true)}>
            {text.invite}
          </Button>
        )
      }
    >
      <PageHeader title={all.access} lede={text.lede} />
      <Together queries={[everybody, query]}>
        <Loaded query={everybody}>{data => <PlatformSeats users={data.pages.flatMap(page => page.users)} />}</Loaded>
        <Tabs label={words.tabs} tabs={tabs} value={tab} onChange={setTab}>
          {tab === 'people' && (
            <div className={css['stack']}>
              <FilterBar value={typed} onChange={setTyped} placeholder={text.search} />
              <Loaded query={query}>{() => <People users={rows} />}</Loaded>
              {query.hasNextPage && (
                <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {text.more}
                </Button>
              )}
            </div>
          )}
          {tab === 'seats' && <SeatMatrix />}
          {tab === 'rights' && <RightsPanel />}
          {tab === 'tokens' && (barrier ? <CannotNote action={words.readAction} {...barrier} /> : <TokensPanel />)}
          {tab === 'sessions' && <SessionsPanel whose={barrier ? 'mine' : 'everybodys'} />}
        </Tabs>
      </Together>
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  )
}

const tabNames = ['people', 'seats', 'rights', 'tokens', 'sessions'] as const
type TabName = (typeof tabNames)[number]

/** Which tab the address names. */
function useTab(): TabName {
  const { tab } = useSearch({ from: '/backbone/access' })
  return tabNames.find(name => name === tab) ?? 'people'
}

function usePeople(q: string) {
  return useInfiniteQuery({
    queryKey: ['users', q],
    queryFn: ({ signal, pageParam }) =>
      api(userRoutes).list({ limit: 200, ...(q && { q }), ...(pageParam && { before: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next,
    placeholderData: keepPreviousData,
  })
}

function People({ users }: { users: readonly User[] }) {
  const text = useText(backbone).accessPage
  const queries = useQueryClient()
  const isOwner = useQuery(meQuery()).data?.isOwner ?? false
  const [invited, setInvited] = useState<Invited | undefined>()
  const change = useMutation({
    mutationFn: ({ user, ...rest }: Change) => api(userRoutes).change({ user, ...rest }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['users'] }),
  })
  const columns = useColumns({ isOwner, onChange: change.mutateAsync, onLink: setInvited })
  const running = users.filter(user => user.mayRunCode || user.isOwner).length
  return (
    <Panel title={text.people} note={text.answer(users.length, running)} flush>
      {change.error && <ErrorPanel error={change.error} />}
      <Table label={text.people} columns={columns} rows={users} keyOf={user => user.id} empty={text.none} />
      {!isOwner && <CannotNote action={text.grant} because={text.notOwner} ask={{ name: text.anOwner }} />}
      {invited && <LinkDialog invitation={invited} onClose={() => setInvited(undefined)} />}
    </Panel>
  )
}

type Change = { user: string; mayRunCode?: boolean; isActive?: boolean }
type Acts = {
  isOwner: boolean
  onChange: (change: Change) => Promise<unknown>
  onLink: (invited: Invited) => void
}

function useColumns(acts: Acts): Column<User>[] {
  const text = useText(backbone).accessPage
  const format = useFormat()
  return [
    { id: 'person', head: text.person, phone: 'title', cell: user => <Who user={user} /> },
    { id: 'email', head: text.email, width: '22%', cell: user => user.email ?? '' },
    {
      id: 'projects',
      head: text.projects,
      align: 'right',
      width: '80px',
      phone: 'hide',
      cell: user => format.num(user.projects),
    },
    {
      id: 'code',
      head: text.code,
      width: '130px',
      phone: 'aside',
      cell: user => (
        <Switch
          size="xs"
          aria-label={text.runCode(user.name)}
          checked={user.mayRunCode || user.isOwner}
          disabled={!acts.isOwner || user.isOwner || user.deactivatedAt !== null}
          onChange={() => void acts.onChange({ user: user.id, mayRunCode: !user.mayRunCode }).catch(shownByPage)}
        />
      ),
    },
    {
      id: 'joined',
      head: text.joined,
      align: 'right',
      width: '80px',
      phone: 'hide',
      cell: user => <When at={user.createdAt} />,
    },
    {
      id: 'acts',
      head: <span className="quiet">{text.acts}</span>,
      align: 'right',
      width: '220px',
      cell: user => <Acts user={user} {...acts} />,
    },
  ]
}

/** The mutation keeps the error, and the panel shows it. */
const shownByPage = () => undefined

function Who({ user }: { user: User }) {
  const text = useText(backbone).accessPage
  return (
    <span className={css['chips']}>
      <Go href={`/people/${user.id}`}>
        <PersonName person={user} />
      </Go>
      {user.isOwner && <Chip tone="accent">{text.owner}</Chip>}
      {user.kind === 'demo' && <Chip>{text.demo}</Chip>}
      {user.kind === 'service' && <Chip>{text.service}</Chip>}
      {user.deactivatedAt !== null && <Chip tone="waiting">{text.inactive}</Chip>}
    </span>
  )
}

function Acts({ user, isOwner, onChange, onLink }: Acts & { user: User }) {
  const text = useText(backbone).accessPage
  const barrier = usePlatformBarrier('user:write')
  const link = useMutation({ mutationFn: () => api(userRoutes).invite({ user: user.id }), onSuccess: onLink })
  if (user.kind !== 'person') return null
  const isActive = user.deactivatedAt === null
  const mayLink = !barrier && isActive && (isOwner || !user.isOwner)
  return (
    <span className={css['buttons']}>
      {mayLink && (
        <Button size="xs" loading={link.isPending} onClick={() => link.mutate()}>
          {text.link}
        </Button>
      )}
      {isOwner && !user.isOwner && isActive && (
        <ConfirmButton
          size="xs"
          tone="danger"
          consequence={text.deactivateNote(user.name)}
          confirm={text.deactivate}
          onConfirm={() => onChange({ user: user.id, isActive: false })}
        >
          {text.deactivate}
        </ConfirmButton>
      )}
      {isOwner && !isActive && (
        <Button size="xs" onClick={() => void onChange({ user: user.id, isActive: true }).catch(shownByPage)}>
          {text.activate}
        </Button>
      )}
    </span>
  )
}
