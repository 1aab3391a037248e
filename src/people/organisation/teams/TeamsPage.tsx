import { Button } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconUsersGroup, IconUsersPlus } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Cannot } from '../../../web/parts/Cannot.tsx'
import { Chip } from '../../../web/parts/Chip.tsx'
import { Empty } from '../../../web/parts/Empty.tsx'
import { FilterBar } from '../../../web/parts/FilterBar.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { usePlatformBarrier } from '../../../web/platform.ts'
import { teams } from '../../../web/text/teams.ts'
import { useText } from '../../../web/text/text.ts'
import css from '../organisation.module.css'
import { PeopleTabs } from '../PeopleTabs.tsx'
import { TeamDialog } from './TeamDialogs.tsx'
import { teamRoutes, type Team } from './teams.schema.ts'

/** Which teams there are, of which kind, and what each does. */
export function TeamsPage() {
  const text = useText(teams)
  const go = useNavigate()
  const [words, setWords] = useState('')
  const [isMaking, setMaking] = useState(false)
  const [q] = useDebouncedValue(words, 200)
  const barrier = usePlatformBarrier('user:write')
  const query = useInfiniteQuery({
    queryKey: ['teams', 'list', q],
    queryFn: ({ signal, pageParam }) =>
      api(teamRoutes).list({ limit: 200, ...(q && { q }), ...(pageParam && { after: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next,
    placeholderData: keepPreviousData,
  })
  const rows = query.data?.pages.flatMap(page => page.teams) ?? []
  const open = (team: { id: string }) => void go({ to: '/people/teams/$id', params: { id: team.id } })
  const make = barrier ? (
    <Cannot action={text.createAction} {...barrier} />
  ) : (
    <Button variant="filled" leftSection={<IconUsersPlus />} onClick={() => setMaking(true)}>
      {text.create}
    </Button>
  )
  return (
    <Page title={text.teams} actions={make}>
      <PeopleTabs />
      <PageHeader title={text.teams} lede={text.lede} />
      <FilterBar value={words} onChange={setWords} placeholder={text.search} />
      <Loaded query={query}>
        {() =>
          rows.length === 0 && q === '' ? (
            <Panel>
              <Empty icon={<IconUsersGroup />} title={text.none} code="npx trireme team create NAME">
                {text.noneText}
              </Empty>
            </Panel>
          ) : (
            <Teams rows={rows} onOpen={open} />
          )
        }
      </Loaded>
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text.more}
        </Button>
      )}
      {isMaking && <TeamDialog onClose={() => setMaking(false)} onMade={open} />}
    </Page>
  )
}

function Teams({ rows, onOpen }: { rows: readonly Team[]; onOpen: (team: Team) => void }) {
  const text = useText(teams)
  const columns = useColumns()
  const members = rows.reduce((sum, team) => sum + team.members, 0)
  return (
    <Panel title={text.teams} note={text.answer(rows.length, members)} flush>
      <Table
        label={text.teams}
        columns={columns}
        rows={rows}
        keyOf={team => team.id}
        onOpen={onOpen}
        empty={text.noneFits}
      />
    </Panel>
  )
}

function useColumns(): Column<Team>[] {
  const text = useText(teams)
  const format = useFormat()
  return [
    {
      id: 'team',
      head: text.team,
      width: '26%',
      phone: 'title',
      cell: team => (
        <Go className={css['link']} href={`/people/teams/${team.id}`}>
          {team.name}
        </Go>
      ),
    },
    { id: 'kind', head: text.kind, width: '180px', cell: team => <Chip>{text.kinds[team.kind]}</Chip> },
    { id: 'about', head: text.about, cell: team => team.description },
    {
      id: 'people',
      head: text.members,
      align: 'right',
      width: '80px',
      phone: 'aside',
      cell: team => format.num(team.members),
    },
  ]
}
