import { NativeSelect } from '@mantine/core'
import { Segmented } from '../../../web/parts/Segmented.tsx'
import { runs } from '../../../web/text/runs.ts'
import { runsTable } from '../../../web/text/runsTable.ts'
import { useText } from '../../../web/text/text.ts'
import type { RunSummary } from '../experiments.schema.ts'
import { listOf, stats, type Stat } from './addresses.schema.ts'
import { KeyMenu } from './KeyMenu.tsx'
import { firstKeys } from './runColumns.tsx'
import { fieldOf, keysOf, tellingParams, type Key } from './runs.look.ts'
import { columnSorted, orderOf, sortOf } from './runsOrder.look.ts'
import { useRunKeys } from './useRuns.ts'
import { useShown } from './useShown.ts'

/** By which param or tag runs are grouped. */
export function Grouping({ first }: { first: readonly RunSummary[] }) {
  const text = useText(runsTable)
  const { search, show } = useShown()
  const data = useRunKeys()
  const params = data?.params ?? tellingParams(first)
  const fields = [
    ...params.map(key => fieldOf('params', key)),
    ...(data?.tags ?? []).filter(key => !key.startsWith('mlflow.')).map(key => fieldOf('tags', key)),
  ]
  const chosen = search.group
  const all = chosen && !fields.includes(chosen) ? [chosen, ...fields] : fields
  return (
    <NativeSelect
      aria-label={text.group}
      title={text.group}
      data={[{ value: '', label: text.noGroup }, ...all]}
      value={chosen ?? ''}
      onChange={event => show({ group: event.target.value })}
    />
  )
}

export function WhichRuns() {
  const text = useText(runsTable)
  const { search, show } = useShown()
  return (
    <Segmented
      label={text.which}
      value={search.trash ? 'trash' : 'active'}
      onChange={which => show({ trash: which === 'trash' ? true : undefined, chosen: undefined })}
      options={[
        { value: 'active', label: text.active },
        { value: 'trash', label: text.trash },
      ]}
    />
  )
}

/** Which metrics and params are columns, which of them stay in sight, and which of a metric's values is shown. */
export function Columns({ keys, first }: { keys: readonly Key[]; first: readonly RunSummary[] }) {
  const text = useText(runs)
  const { search, show } = useShown()
  const chosen = listOf(search.columns) ?? firstKeys(keysOf(first)).map(({ id }) => id)
  const pins = listOf(search.pins) ?? []
  const { order, stat: now = 'last' } = search
  // what is sorted by a metric goes on to be sorted by what its column shows
  const reordered = (stat: Stat) => order && orderOf(columnSorted(sortOf(order), { keys, stat: now }), { keys, stat })
  return (
    <>
      <Segmented
        label={text.stat.label}
        value={search.stat ?? 'last'}
        onChange={stat => show({ stat: stat === 'last' ? undefined : stat, order: reordered(stat) })}
        options={stats.map(stat => ({ value: stat, label: text.stat[stat], title: text.stat.label }))}
      />
      <KeyMenu
        label={text.columns}
        options={keys.map(({ id, kind, key }) => ({ id, label: key, group: text[kind] }))}
        chosen={chosen}
        onChoose={list => show({ columns: list.join(',') || 'none' })}
        pins={{
          held: pins,
          onPin: held => {
            const added = held.filter(id => !chosen.includes(id))
            show({ pins: held.join(','), ...(added.length > 0 && { columns: [...chosen, ...added].join(',') }) })
          },
        }}
      >
        {text.columnsOf(chosen.length, keys.length)}
      </KeyMenu>
    </>
  )
}
