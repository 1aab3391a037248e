import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { Avatar } from '../parts/Avatar.tsx'
import { EndlessTable } from '../parts/EndlessTable.tsx'
import { FilterBar } from '../parts/FilterBar.tsx'
import { KeyValue } from '../parts/KeyValue.tsx'
import { LogView, type LogLine } from '../parts/LogView.tsx'
import { Num } from '../parts/Num.tsx'
import { Grid, Panel } from '../parts/Panel.tsx'
import { SeatOar } from '../parts/SeatOar.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { Status, StatusMark, type StatusKind } from '../parts/Status.tsx'
import { Table, type Column } from '../parts/Table.tsx'
import { SelectionBar } from '../parts/TableSelection.tsx'
import { Duration, Waited, When } from '../parts/Time.tsx'
import { amara, before, hour, lena } from './invented.ts'

type Row = { id: string; state: StatusKind; startedAt: number; ms: number; mae: number; lr: number }
const names = ['calm-heron', 'keen-petrel', 'swift-auk', 'low-tern', 'brisk-eider']
const runs: Row[] = Array.from({ length: 12 }, (_, at) => ({
  id: `${names[at % 5]}-${148 - at}`,
  state: at === 0 ? 'running' : at === 4 ? 'failed' : 'done',
  startedAt: before(at * 5 * hour),
  ms: 192_000 + at * 13_000,
  mae: 13.71 + at * 0.06,
  lr: [0.05, 0.03, 0.08][at % 3] ?? 0.1,
}))

const columns: Column<Row>[] = [
  {
    id: 'run',
    head: 'Run',
    group: 'Run',
    phone: 'title',
    sortable: true,
    cell: row => (
      <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
        <StatusMark is={row.state} label={row.state} /> <strong>{row.id}</strong>
      </span>
    ),
  },
  { id: 'by', head: 'By', group: 'Run', phone: 'hide', cell: () => <Avatar person={amara} /> },
  { id: 'started', head: 'Started', group: 'Run', cell: row => <When at={row.startedAt} /> },
  { id: 'duration', head: 'Duration', group: 'Run', align: 'right', cell: row => <Duration from={0} to={row.ms} /> },
  {
    id: 'mae',
    head: 'val_mae',
    group: 'Metrics',
    align: 'right',
    phone: 'aside',
    cell: row => (
      <strong>
        <Num value={row.mae} digits={2} />
      </strong>
    ),
  },
  { id: 'lr', head: 'lr', group: 'Params', align: 'right', phone: 'hide', cell: row => <Num value={row.lr} /> },
]

const manyColumns: Column<{ id: string; at: number }>[] = [
  { id: 'name', head: 'Name', cell: row => row.id },
  { id: 'n', head: 'n', align: 'right', width: '90px', cell: row => <Num value={row.at} /> },
]

const log: LogLine[] = Array.from({ length: 400 }, (_, at) => ({
  at: before(400_000 - at * 900),
  text:
    at === 3
      ? 'warning: 3 rows have unknown airport “XNA” in validation, kept'
      : `iter ${String(at * 16).padStart(4)}  train_mae=${(16 - at / 100).toFixed(4)}  val_mae=${(16.4 - at / 130).toFixed(4)}`,
  tone: at === 3 ? 'warning' : at === 390 ? 'strong' : 'plain',
}))

export function ListParts() {
  const [filter, setFilter] = useState("metrics.val_mae < 14.5 AND params.model = 'hgb'")
  const [view, setView] = useState('close')
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['keen-petrel-147']))
  const [lines, setLines] = useState(log)
  const people = useMemo(() => Array.from({ length: 20_000 }, (_, at) => ({ id: `row ${at}`, at })), [])
  return (
    <>
      <FilterBar
        value={filter}
        onChange={setFilter}
        placeholder="Filter runs"
        count={{ shown: 32, total: 148 }}
        grammar={{ fields: ['metrics.val_mae', 'params.model'], valuesOf: () => [] }}
      >
        <Segmented
          label="Saved views"
          value={view}
          onChange={setView}
          options={[
            { value: 'close', label: 'Close to target' },
            { value: 'all', label: 'All' },
            { value: 'mine', label: 'Mine' },
          ]}
        />
      </FilterBar>
      <Grid>
        <Panel title="Runs" span={8} flush>
          <Table
            label="Runs"
            columns={columns}
            rows={runs}
            keyOf={row => row.id}
            onOpen={() => {}}
            selected={selected}
            onSelect={setSelected}
          />
        </Panel>
        <Panel title="Why this run" span={4}>
          <KeyValue
            items={[
              { label: 'Started by', value: amara.name },
              { label: 'Seat', value: <SeatOar seat="data_scientist" words="short" /> },
              { label: 'Environment', value: <code>py3.12 9f31c0e7</code> },
              { label: 'Waited', value: <Waited since={before(51 * hour)} /> },
            ]}
          />
          <KeyValue
            layout="spread"
            items={[
              { label: 'learning_rate', value: <code>0.05</code> },
              { label: 'max_depth', value: <code>8</code> },
              { label: 'loss', value: <code>absolute_error</code> },
            ]}
          />
        </Panel>
        <Panel
          title="Log"
          note="stdout and stderr, attempt 1"
          span={8}
          aside={<Button onClick={() => setLines([...lines, { text: 'one more line' }])}>Write a line</Button>}
        >
          <LogView lines={lines} live height={240} download="/gallery" />
        </Panel>
        <Panel title="Many rows" note="20,000" span={4} flush>
          <EndlessTable
            label="Many rows"
            wide
            endless={{ of: 'all', onEnd: () => {} }}
            rows={people}
            keyOf={row => row.id}
            onOpen={() => {}}
            columns={manyColumns}
          />
        </Panel>
        <Panel title="Nothing" span={4} flush>
          <Table
            label="Nothing"
            columns={columns}
            rows={[]}
            keyOf={row => row.id}
            empty={<Status is="idle">No run yet</Status>}
          />
        </Panel>
      </Grid>
      <SelectionBar count={selected.size} onClear={() => setSelected(new Set())}>
        <Button variant="filled">Compare</Button>
        <Button>Tag for {lena.name}</Button>
      </SelectionBar>
    </>
  )
}
