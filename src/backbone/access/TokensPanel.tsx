import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { tokenRoutes, type HeldToken } from '../../people/sessions/tokens/tokens.schema.ts'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Chip } from '../../web/parts/Chip.tsx'
import { ConfirmButton } from '../../web/parts/ConfirmButton.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { Ago, When } from '../../web/parts/Time.tsx'
import { access } from '../../web/text/access.ts'
import { backbone } from '../../web/text/backbone.ts'
import { useText } from '../../web/text/text.ts'
import css from './AccessPage.module.css'

/** Every token that works: as whom, for what, when it was last used, when it ends. */
export function TokensPanel() {
  const text = useText(access)
  const { more } = useText(backbone).accessPage
  const query = useInfiniteQuery({
    queryKey: ['users', 'tokens'],
    queryFn: ({ signal, pageParam }) =>
      api(tokenRoutes).listAll({ limit: 100, ...(pageParam && { after: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next,
  })
  const columns = useColumns()
  return (
    <>
      <Panel title={text.tokens} note={text.tokensNote} flush>
        <Loaded query={query}>
          {({ pages }) => (
            <Table
              label={text.tokens}
              columns={columns}
              rows={pages.flatMap(page => page.tokens)}
              keyOf={token => token.id}
              empty={text.noTokens}
            />
          )}
        </Loaded>
      </Panel>
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {more}
        </Button>
      )}
    </>
  )
}

function useColumns(): Column<HeldToken>[] {
  const text = useText(access)
  const format = useFormat()
  return [
    {
      id: 'token',
      head: text.token,
      phone: 'title',
      cell: ({ name, prefix, rights, isAgent }) => (
        <span className={css['right']}>
          <span>
            <strong>{name}</strong> <code>{prefix}…</code> {isAgent && <Chip>{text.agent}</Chip>}
          </span>
          <small title={rights.join(', ')}>
            {rights.includes('*') ? text.allRights : text.rightCount(rights.length)}
          </small>
        </span>
      ),
    },
    { id: 'owner', head: text.owner, cell: token => <PersonName person={token.owner} /> },
    {
      id: 'project',
      head: text.project,
      cell: ({ project }) => (project ? <Go href={`/projects/${project.slug}`}>{project.name}</Go> : text.anyProject),
    },
    { id: 'made', head: text.made, width: '80px', phone: 'hide', cell: token => <When at={token.createdAt} /> },
    {
      id: 'used',
      head: text.used,
      width: '110px',
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? text.never : <Ago at={lastUsedAt} />),
    },
    {
      id: 'ends',
      head: text.ends,
      width: '90px',
      cell: ({ expiresAt }) => (expiresAt === null ? text.noEnd : format.date(expiresAt)),
    },
    {
      id: 'revoke',
      head: <span className="quiet">{text.revoke}</span>,
      align: 'right',
      phone: 'aside',
      width: '90px',
      cell: token => <Revoke token={token} />,
    },
  ]
}

function Revoke({ token: { id, name } }: { token: HeldToken }) {
  const text = useText(access)
  const queries = useQueryClient()
  const revoke = async () => {
    await api(tokenRoutes).revokeAny({ token: id })
    await queries.invalidateQueries({ queryKey: ['users', 'tokens'] })
  }
  return (
    <ConfirmButton size="xs" tone="danger" confirm={text.revoke} consequence={text.revokeText(name)} onConfirm={revoke}>
      {text.revoke}
    </ConfirmButton>
  )
}
