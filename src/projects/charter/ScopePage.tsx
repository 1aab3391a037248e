import { Button, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { requestRoutes, type Request } from '../../people/requests/requests.schema.ts'
import { api } from '../../web/api.ts'
import { FormDialog } from '../../web/parts/FormDialog.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { RightTo } from '../../web/parts/RightTo.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { When } from '../../web/parts/Time.tsx'
import { placeOf } from '../../web/places.ts'
import { useProject } from '../../web/project.ts'
import { askedWords } from '../../web/text/asked.ts'
import { requests } from '../../web/text/requests.ts'
import { useText } from '../../web/text/text.ts'
import { charterRoutes } from './charter.schema.ts'

/** The baseline of what was promised, with its history: each change that the stakeholder's seat accepted. */
export function ScopePage() {
  const text = useText(askedWords).scope
  const { slug } = useProject()
  const [isOpen, setOpen] = useState(false)
  const columns = useColumns(slug)
  const query = useQuery({
    queryKey: ['project', slug, 'scope'],
    queryFn: ({ signal }) => api(charterRoutes).scope({ project: slug }, { signal }),
  })
  return (
    <Page
      title={text.title}
      actions={
        <RightTo right="request:write" action={text.proposeAction}>
          <Button variant="filled" onClick={() => setOpen(true)}>
            {text.propose}
          </Button>
        </RightTo>
      }
    >
      <PageHeader title={text.title} lede={text.lede} />
      <Loaded query={query}>
        {({ scope, changes }) => (
          <>
            <Panel title={text.now}>
              <p style={{ whiteSpace: 'pre-wrap' }}>{scope || text.none}</p>
            </Panel>
            <Panel title={text.history} flush>
              <Table
                label={text.history}
                columns={columns}
                rows={changes}
                keyOf={row => row.id}
                empty={text.noHistory}
              />
            </Panel>
          </>
        )}
      </Loaded>
      {isOpen && <ProposeDialog onClose={() => setOpen(false)} />}
    </Page>
  )
}

function useColumns(slug: string): Column<Request>[] {
  const text = useText(askedWords).scope
  const { columns } = useText(requests)
  return [
    {
      id: 'change',
      head: text.change,
      phone: 'title',
      cell: row => (
        <Go href={placeOf(slug, { kind: 'request', id: row.id }) ?? ''}>
          {String(row.details['change'] ?? row.subject.name)}
        </Go>
      ),
    },
    { id: 'effect', head: text.effect, cell: row => String(row.details['effect'] ?? '') },
    { id: 'from', head: columns.from, width: '16%', cell: row => <PersonName person={row.from} /> },
    {
      id: 'at',
      head: columns.asked,
      width: '12%',
      phone: 'aside',
      align: 'right',
      cell: row => <When at={row.decidedAt ?? row.createdAt} />,
    },
  ]
}

function ProposeDialog({ onClose }: { onClose: () => void }) {
  const text = useText(askedWords).scope
  const { slug, project } = useProject()
  const router = useRouter()
  const [wish, setWish] = useState({ change: '', effect: '', scope: '', reason: '' })
  const send = async () => {
    const { reason, scope, ...said } = wish
    const made = await api(requestRoutes).create({
      project: slug,
      kind: 'scope-change',
      subject: { kind: 'charter', id: project.id },
      reason,
      details: { ...said, ...(scope.trim() && { scope }) },
    })
    router.history.push(`/projects/${slug}/requests/${made.id}`)
  }
  const field = (name: keyof typeof wish, label: string, description?: string) => (
    <Textarea
      label={label}
      {...(description && { description })}
      required={name !== 'scope'}
      autosize
      minRows={2}
      maxLength={name === 'scope' ? 10_000 : 1_000}
      value={wish[name]}
      onChange={event => setWish({ ...wish, [name]: event.target.value })}
    />
  )
  return (
    <FormDialog title={text.propose} submit={text.send} send={send} onClose={onClose}>
      {field('change', text.change)}
      {field('effect', text.effect, text.effectHint)}
      {field('reason', text.reason)}
      {field('scope', text.scope, text.scopeHint)}
    </FormDialog>
  )
}
