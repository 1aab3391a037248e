import { Checkbox, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../web/api.ts'
import { useFormat, type Format } from '../../web/format.ts'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { depthWords } from '../../web/text/depth.ts'
import { useText } from '../../web/text/text.ts'
import { How, Off } from './FlowPanels.tsx'
import { skillRoutes, type MySkill, type SkillDepth } from './skills/skills.schema.ts'

type Words = (typeof depthWords)['en']
type Change = (wish: Pick<MySkill, 'skill' | 'level' | 'isHidden'>) => void

/** What my acts show; nothing counts before I confirm it. */
export function MySkillsPanel({ personId }: { personId: string }) {
  const text = useText(depthWords)
  const format = useFormat()
  const queries = useQueryClient()
  const mine = useQuery({
    queryKey: ['desk', 'skills'],
    queryFn: ({ signal }) => api(skillRoutes).mine({}, { signal }),
  })
  const save = useMutation({
    mutationFn: (wish: Pick<MySkill, 'skill' | 'level' | 'isHidden'>) => api(skillRoutes).change(wish),
    onSuccess: saved => queries.setQueryData(['desk', 'skills'], saved),
  })
  return (
    <Panel title={text.mine} note={text.mineNote} flush>
      {save.error && <ErrorPanel error={save.error} />}
      <Loaded query={mine}>
        {({ now, skills }) =>
          skills === null ? (
            <Off />
          ) : (
            <>
              <Table
                label={text.mine}
                columns={mineColumns({ text, format, now, personId, isBusy: save.isPending, onChange: save.mutate })}
                rows={skills}
                keyOf={row => row.skill}
              />
              <How>{text.mineHow}</How>
            </>
          )
        }
      </Loaded>
    </Panel>
  )
}

type Scope = { text: Words; format: Format; now: number; personId: string; isBusy: boolean; onChange: Change }

const mineColumns = ({ text, format, now, personId, isBusy, onChange }: Scope): Column<MySkill>[] => [
  { id: 'skill', head: text.head, cell: row => text.skill[row.skill], phone: 'title' },
  {
    id: 'shows',
    head: text.shows,
    cell: ({ proposed, evidence, acts }) =>
      acts === 0 ? text.noActs : text.proposed(text.levels[proposed] ?? '', format.num(evidence, 1), format.num(acts)),
    phone: 'line',
  },
  {
    id: 'last',
    head: text.last,
    cell: ({ last }) =>
      last && <Go href={`/projects/${last.project}/events?person=${personId}`}>{format.ago(last.at, now)}</Go>,
    phone: 'hide',
  },
  {
    id: 'said',
    head: text.said,
    cell: row => (
      <NativeSelect
        size="xs"
        w={140}
        aria-label={text.choose(text.skill[row.skill])}
        data={[
          { value: '', label: text.unsaid },
          ...text.levels.map((label, level) => ({ value: String(level), label })),
        ]}
        value={row.level === null ? '' : String(row.level)}
        disabled={isBusy}
        onChange={({ target: { value } }) => onChange({ ...row, level: value === '' ? null : Number(value) })}
      />
    ),
    phone: 'line',
  },
  {
    id: 'hide',
    head: text.hide,
    cell: row => (
      <Checkbox
        size="xs"
        aria-label={text.hideOf(text.skill[row.skill])}
        label={row.isHidden ? text.hidden : ''}
        checked={row.isHidden}
        disabled={isBusy}
        onChange={event => onChange({ ...row, isHidden: event.target.checked })}
      />
    ),
    phone: 'line',
  },
]

/** How many of the crew do what alone. */
export function SkillDepthPanel({ depth }: { depth: SkillDepth }) {
  const text = useText(depthWords)
  const format = useFormat()
  return (
    <Panel title={text.depth} note={text.depthNote} flush>
      {depth.skills === null ? (
        <Off />
      ) : (
        <Table
          label={text.depth}
          columns={depthColumns(text, format)}
          rows={depth.skills.toSorted((a, b) => Number(b.isNeeded) - Number(a.isNeeded))}
          keyOf={row => row.skill}
        />
      )}
      <How>
        {text.depthHow} <Go href="/about-me">{text.mine}</Go>
      </How>
    </Panel>
  )
}

type Depth = NonNullable<SkillDepth['skills']>[number]

const depthColumns = (text: Words, format: Format): Column<Depth>[] => [
  { id: 'skill', head: text.head, cell: row => text.skill[row.skill], phone: 'title' },
  { id: 'people', head: text.people, cell: row => format.num(row.depth), align: 'right', phone: 'aside' },
  { id: 'needed', head: text.needed, cell: row => row.isNeeded && text.isNeeded, phone: 'line' },
  {
    id: 'point',
    head: text.point,
    cell: ({ isNeeded, depth }) =>
      isNeeded &&
      depth < 2 && (
        <Status is="warning" size="small">
          {depth === 0 ? text.gap : text.thin}
        </Status>
      ),
    phone: 'line',
  },
]
