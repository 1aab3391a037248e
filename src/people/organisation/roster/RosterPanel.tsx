import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { CodeBlock } from '../../../web/parts/CodeBlock.tsx'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { FileDrop } from '../../../web/parts/FileDrop.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { Status, type StatusKind } from '../../../web/parts/Status.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { roster } from '../../../web/text/roster.ts'
import { useText } from '../../../web/text/text.ts'
import css from '../organisation.module.css'
import { rosterRoutes, type Roster, type RosterRow } from './roster.schema.ts'

const sample = `name,email,title,department,reports_to,teams
Ada Ash,ada@example.org,Head of science,Science,,
Bo Birch,bo@example.org,Data scientist,Science / Vision,ada@example.org,Ranking; Churn`

/** A file, what it would do row by row, and the button that does it. */
export function RosterPanel() {
  const text = useText(roster)
  const queries = useQueryClient()
  const [csv, setCsv] = useState('')
  const [seen, setSeen] = useState<Roster | undefined>()
  const take = async (file: File) => {
    const words = await file.text()
    setSeen(await api(rosterRoutes).preview({ csv: words }))
    setCsv(words)
  }
  const apply = useMutation({
    mutationFn: () => api(rosterRoutes).apply({ csv }),
    onSuccess: async done => {
      setSeen(done)
      await queries.invalidateQueries()
    },
  })
  if (!seen)
    return (
      <Panel title={text.title}>
        <Stack>
          <FileDrop accept=".csv,.tsv,.txt" onFile={take}>
            {text.drop}
          </FileDrop>
          <p className={css['quiet']}>{text.columns}</p>
          <CodeBlock code={sample} label={text.sample} />
        </Stack>
      </Panel>
    )
  const count = seen.created + seen.changed
  return (
    <Panel
      title={seen.isApplied ? text.applied : text.preview}
      note={text.answer(seen)}
      aside={
        <>
          <Button onClick={() => setSeen(undefined)}>{text.other}</Button>
          {!seen.isApplied && count > 0 && (
            <Button variant="filled" loading={apply.isPending} onClick={() => apply.mutate()}>
              {text.apply(count)}
            </Button>
          )}
        </>
      }
      flush
    >
      <div className={css['inset']} role="status">
        <Notes seen={seen} />
        {apply.error && <ErrorPanel error={apply.error} />}
      </div>
      <Rows rows={seen.rows} />
    </Panel>
  )
}

function Notes({ seen }: { seen: Roster }) {
  const text = useText(roster)
  const makes = text.makes(seen.departments, seen.teams)
  return (
    <Stack>
      {seen.isApplied ? (
        <Status is="done">{text.links}</Status>
      ) : (
        seen.created + seen.changed === 0 && <p>{text.nothing}</p>
      )}
      {makes && <p className={css['quiet']}>{makes}</p>}
      {seen.ignored.length > 0 && <p className={css['quiet']}>{text.ignored(seen.ignored)}</p>}
    </Stack>
  )
}

/** What needs mending stands first. */
function Rows({ rows }: { rows: readonly RosterRow[] }) {
  const text = useText(roster)
  const columns = useColumns()
  const sorted = rows.toSorted((a, b) => Number(b.is === 'refused') - Number(a.is === 'refused') || a.row - b.row)
  return <Table label={text.preview} columns={columns} rows={sorted} keyOf={row => String(row.row)} />
}

const looks: Record<RosterRow['is'], StatusKind> = {
  created: 'done',
  changed: 'running',
  same: 'idle',
  refused: 'failed',
}

function useColumns(): Column<RosterRow>[] {
  const text = useText(roster)
  const format = useFormat()
  return [
    { id: 'row', head: text.row, width: '56px', align: 'right', phone: 'hide', cell: row => format.num(row.row) },
    { id: 'person', head: text.person, width: '20%', phone: 'title', cell: row => row.name || row.email },
    { id: 'email', head: text.email, width: '24%', cell: row => row.email },
    {
      id: 'is',
      head: text.is,
      width: '120px',
      phone: 'aside',
      cell: row => (
        <Status is={looks[row.is]} size="small">
          {text.states[row.is]}
        </Status>
      ),
    },
    { id: 'why', head: text.why, cell: row => row.reason ?? row.what.map(one => text.what[one]).join(', ') },
  ]
}
