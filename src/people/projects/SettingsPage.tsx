import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { messageOf } from '../../kernel/errors.ts'
import { api } from '../../web/api.ts'
import { useFormat, type Format } from '../../web/format.ts'
import { Chip } from '../../web/parts/Chip.tsx'
import { ConfirmButton } from '../../web/parts/ConfirmButton.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { KeyValue } from '../../web/parts/KeyValue.tsx'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Callout, Grid, Panel, Stack } from '../../web/parts/Panel.tsx'
import { RightTo } from '../../web/parts/RightTo.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { Ago, When } from '../../web/parts/Time.tsx'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { moving } from '../../web/text/moving.ts'
import { people } from '../../web/text/people.ts'
import { useText } from '../../web/text/text.ts'
import { AgentsPanel } from '../sessions/agents/AgentsPanel.tsx'
import { tokenRoutes, type Token } from '../sessions/tokens/tokens.schema.ts'
import css from './projects.module.css'
import { projectRoutes } from './projects.schema.ts'
import { RightsHerePanel } from './RightsHerePanel.tsx'
import { TrackingLines } from './TrackingLines.tsx'

/** The tokens that scripts use, and what the project is called. */
export function SettingsPage() {
  const text = useText(people).settings
  const tokens = useTokens()
  return (
    <Page title={text.title}>
      <ProjectTabs />
      <PageHeader title={text.title} />
      <Together queries={[tokens]}>
        <Grid>
          <TokensPanel />
          <ProjectPanel />
          <HasAgents />
          <RightsHerePanel />
        </Grid>
      </Together>
    </Page>
  )
}

/** Who holds no seat here has nothing to lend. */
function HasAgents() {
  const { slug, barrier } = useProject()
  return barrier('token:write') ? null : <AgentsPanel slug={slug} />
}

function useTokens() {
  const { slug, barrier } = useProject()
  return useQuery({
    queryKey: ['project', slug, 'tokens'],
    queryFn: ({ signal }) => api(tokenRoutes).list({ project: slug }, { signal }),
    enabled: !barrier('token:write'),
  })
}

function TokensPanel() {
  const text = useText(people).token
  const { slug } = useProject()
  const [name, setName] = useState(text.firstName)
  const tokens = useTokens()
  return (
    <Panel title={text.title} note={text.note} span={8}>
      <Stack>
        <RightTo right="token:write" action={text.action}>
          <div className={css['row']}>
            <TextInput label={text.name} value={name} maxLength={200} onChange={event => setName(event.target.value)} />
            <TrackingLines slug={slug} name={name} />
          </div>
          <Loaded query={tokens}>{loaded => <Tokens tokens={loaded.tokens} />}</Loaded>
        </RightTo>
      </Stack>
    </Panel>
  )
}

function Tokens({ tokens }: { tokens: readonly Token[] }) {
  const text = useText(people).token
  const format = useFormat()
  return (
    <Table
      label={text.title}
      columns={columnsOf(text, format)}
      rows={tokens}
      keyOf={({ id }) => id}
      empty={text.none}
    />
  )
}

function Revoke({ token }: { token: Token }) {
  const text = useText(people).token
  const { slug } = useProject()
  const queries = useQueryClient()
  if (token.revokedAt !== null) return <Chip tone="quiet">{text.revoked}</Chip>
  const revoke = async () => {
    await api(tokenRoutes).revoke({ project: slug, token: token.id })
    await queries.invalidateQueries({ queryKey: ['project', slug, 'tokens'] })
  }
  return (
    <ConfirmButton
      variant="subtle"
      tone="danger"
      confirm={text.revoke}
      consequence={text.revokeText(token.name)}
      onConfirm={revoke}
    >
      {text.revoke}
    </ConfirmButton>
  )
}

function ProjectPanel() {
  const way = useText(moving)
  const text = useText(people).settings
  const { slug, project } = useProject()
  const queries = useQueryClient()
  const [name, setName] = useState(project.name)
  const change = useMutation({
    mutationFn: (wish: { name?: string; state?: 'active' | 'closed' }) =>
      api(projectRoutes).change({ project: slug, ...wish }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const isClosed = project.state === 'closed'
  const rename = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ name })
  }
  return (
    <Panel title={text.project} span={4}>
      <Stack>
        <KeyValue
          items={[
            { label: text.address, value: <code>{slug}</code> },
            { label: text.started, value: <When at={project.createdAt} /> },
          ]}
        />
        <Go href={`/projects/${slug}/imports`}>{way.title}</Go>
        {isClosed && <Callout tone="bronze">{text.closed}</Callout>}
        <RightTo right="project:write" action={text.renameAction}>
          <form className={css['row']} onSubmit={rename}>
            <TextInput
              label={text.name}
              required
              maxLength={200}
              value={name}
              onChange={event => setName(event.target.value)}
              error={change.error && messageOf(change.error)}
            />
            <Button type="submit" disabled={name.trim() === project.name} loading={change.isPending}>
              {text.rename}
            </Button>
          </form>
        </RightTo>
        <RightTo right="project:write" action={text.closeAction}>
          <div>
            {isClosed ? (
              <Button onClick={() => change.mutate({ state: 'active' })}>{text.reopen}</Button>
            ) : (
              <ConfirmButton
                tone="danger"
                confirm={text.close}
                consequence={text.closeText}
                onConfirm={() => change.mutateAsync({ state: 'closed' })}
              >
                {text.close}
              </ConfirmButton>
            )}
          </div>
        </RightTo>
      </Stack>
    </Panel>
  )
}

const columnsOf = (text: typeof people.en.token, format: Format): Column<Token>[] => [
  { id: 'name', head: text.column.name, phone: 'title', cell: token => <strong>{token.name}</strong> },
  { id: 'prefix', head: text.column.prefix, cell: token => <code>{token.prefix}…</code> },
  { id: 'made', head: text.column.created, phone: 'hide', cell: token => <When at={token.createdAt} /> },
  {
    id: 'used',
    head: text.column.used,
    cell: ({ lastUsedAt }) => (lastUsedAt === null ? text.never : <Ago at={lastUsedAt} />),
  },
  {
    id: 'ends',
    head: text.column.expires,
    cell: ({ expiresAt }) => (expiresAt === null ? text.noEnd : format.date(expiresAt)),
  },
  {
    id: 'revoke',
    head: <span className="quiet">{text.revoke}</span>,
    align: 'right',
    phone: 'aside',
    cell: token => <Revoke token={token} />,
  },
]
