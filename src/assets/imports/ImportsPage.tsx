import { Button } from '@mantine/core'
import { IconPlayerStop } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { CodeBlock } from '../../web/parts/CodeBlock.tsx'
import { ConfirmButton } from '../../web/parts/ConfirmButton.tsx'
import { Empty } from '../../web/parts/Empty.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Callout, Grid, Panel, Stack } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { ProgressBar } from '../../web/parts/Progress.tsx'
import { RightTo } from '../../web/parts/RightTo.tsx'
import { SkeletonRows } from '../../web/parts/Skeleton.tsx'
import { Status, type StatusKind } from '../../web/parts/Status.tsx'
import { Table } from '../../web/parts/Table.tsx'
import { Duration, useNow, When } from '../../web/parts/Time.tsx'
import { useProject } from '../../web/project.ts'
import { moving } from '../../web/text/moving.ts'
import { people } from '../../web/text/people.ts'
import { useText } from '../../web/text/text.ts'
import { countedKinds, importRoutes, type Import } from './imports.schema.ts'

/** What was brought into a project from elsewhere, how far it is, what could not come and why; and the two commands. */
export function ImportsPage() {
  const text = useText(moving)
  const settings = useText(people).settings
  const { slug } = useProject()
  const query = useInfiniteQuery({
    queryKey: ['project', slug, 'imports'],
    queryFn: ({ signal, pageParam }) =>
      api(importRoutes).list({ project: slug, limit: 20, ...(pageParam && { after: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(page => page.imports.some(one => one.state === 'running')) ? 2_000 : false,
  })
  const imports = query.data?.pages.flatMap(page => page.imports)
  return (
    <Page title={text.title} path={[{ label: settings.title, href: `/projects/${slug}/settings` }]}>
      <PageHeader title={text.title} lede={text.lede} />
      <Grid>
        <Panel title={text.how} note={text.howNote} span={6}>
          <CodeBlock code={importLine(slug)} label={text.how} />
        </Panel>
        <Panel title={text.export} note={text.exportNote} span={6}>
          <CodeBlock code={exportLine(slug)} label={text.export} />
        </Panel>
        {imports?.map(one => (
          <ImportPanel key={one.id} one={one} />
        ))}
      </Grid>
      {imports?.length === 0 && <Empty title={text.none}>{text.noneText}</Empty>}
      {!imports &&
        (query.error ? <ErrorPanel error={query.error} onRetry={() => void query.refetch()} /> : <SkeletonRows />)}
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </Page>
  )
}

const importLine = (slug: string) => `npx trireme import mlflow --project ${slug} --from http://mlflow.example:5000`
const exportLine = (slug: string) => `npx trireme export project --project ${slug} --to ${slug}-export`

const marks: Record<Import['state'], StatusKind> = {
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'idle',
}
/** a program calls at least once a second; large files may keep it busy for longer */
const silentAfter = 90_000

function ImportPanel({ one }: { one: Import }) {
  const text = useText(moving)
  const now = useNow(one.state === 'running' ? 5_000 : undefined)
  const isSilent = one.state === 'running' && now - one.seenAt > silentAfter
  const found = Object.values(one.findings).reduce((sum, n) => sum + n, 0)
  return (
    <Panel
      title={one.source.label}
      note={text.from[one.source.kind]}
      aside={
        <Status is={isSilent ? 'warning' : marks[one.state]}>{isSilent ? text.silent : text.state[one.state]}</Status>
      }
    >
      <Stack>
        <p>
          <When at={one.startedAt} /> ·{' '}
          <Duration from={one.startedAt} to={one.finishedAt ?? (isSilent ? one.seenAt : undefined)} /> ·{' '}
          <PersonName person={one.by} />
          {one.endedBy && one.endedBy.id !== one.by.id && ` · ${text.endedBy(one.endedBy.name)}`}
        </p>
        {one.state === 'running' && <Running one={one} />}
        {isSilent && <Callout tone="bronze">{text.silentText}</Callout>}
        {one.error && <Callout tone="failed">{one.error}</Callout>}
        <Counts one={one} />
        {found > 0 ? <Findings one={one} found={found} /> : one.state === 'done' && <p>{text.whole}</p>}
      </Stack>
    </Panel>
  )
}

function Running({ one }: { one: Import }) {
  const text = useText(moving)
  const { slug } = useProject()
  const queries = useQueryClient()
  const { seen } = one.counts
  const { runs: all } = one.totals
  const cancel = async () => {
    await api(importRoutes).cancel({ project: slug, import: one.id })
    await queries.invalidateQueries({ queryKey: ['project', slug, 'imports'] })
  }
  return (
    <>
      <ProgressBar share={all ? (seen.runs ?? 0) / all : undefined} label={text.progress} tone="accent" />
      <div>
        <RightTo right="model:write" action={text.cancelAction}>
          <ConfirmButton
            leftSection={<IconPlayerStop size={16} />}
            consequence={text.cancelText}
            confirm={text.cancel}
            onConfirm={cancel}
          >
            {text.cancel}
          </ConfirmButton>
        </RightTo>
      </div>
    </>
  )
}

function Counts({ one }: { one: Import }) {
  const text = useText(moving)
  const format = useFormat()
  const { seen, made } = one.counts
  const rows = countedKinds.filter(kind => (seen[kind] ?? 0) > 0 || (made[kind] ?? 0) > 0)
  if (rows.length === 0) return null
  const isUnchanged = one.state === 'done' && countedKinds.every(kind => (made[kind] ?? 0) === 0)
  const write = (kind: (typeof rows)[number], n: number) => (kind === 'bytes' ? format.bytes(n) : format.num(n))
  return (
    <>
      {isUnchanged && <p>{text.nothingNew}</p>}
      <Table
        label={one.source.label}
        rows={rows}
        keyOf={kind => kind}
        columns={[
          { id: 'what', head: text.what, phone: 'title', cell: kind => text.kinds[kind] },
          {
            id: 'read',
            head: text.read,
            said: text.read,
            align: 'right',
            cell: kind =>
              `${write(kind, seen[kind] ?? 0)}${one.state === 'running' && one.totals[kind] ? ` / ${write(kind, one.totals[kind])}` : ''}`,
          },
          {
            id: 'new',
            head: text.isNew,
            said: text.isNew,
            align: 'right',
            phone: 'aside',
            cell: kind => write(kind, made[kind] ?? 0),
          },
        ]}
      />
    </>
  )
}

/** The first hundred; the command line prints all of them. */
function Findings({ one, found }: { one: Import; found: number }) {
  const text = useText(moving)
  const { slug } = useProject()
  const query = useQuery({
    queryKey: ['project', slug, 'imports', one.id, 'findings', found],
    queryFn: ({ signal }) => api(importRoutes).findings({ project: slug, import: one.id, limit: 100 }, { signal }),
  })
  return (
    <details>
      <summary>{text.findings(found)}</summary>
      <Loaded query={query}>
        {({ findings }) => (
          <Table
            label={text.findings(found)}
            rows={findings}
            keyOf={row => `${row.kind} ${row.subject} ${row.code}`}
            columns={[
              { id: 'kind', head: text.finding.kind, width: '12%', phone: 'aside', cell: row => text.kind[row.kind] },
              {
                id: 'subject',
                head: text.finding.subject,
                phone: 'title',
                cell: row =>
                  `${row.subject}${row.code === 'renumbered' || row.code === 'merged' ? ` → ${row.detail}` : ''}`,
              },
              { id: 'why', head: text.finding.why, cell: row => text.code[row.code] },
            ]}
          />
        )}
      </Loaded>
    </details>
  )
}
