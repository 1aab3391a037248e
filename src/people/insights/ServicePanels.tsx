import { useFormat, type Format } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { insights } from '../../web/text/insights.ts'
import { useText } from '../../web/text/text.ts'
import type { FlowDetail, Service } from './flow/flow.schema.ts'
import { How, Off } from './FlowPanels.tsx'
import css from './insights.module.css'

type Words = (typeof insights)['en']

/** The five delivery measures of each model service against its own past. */
export function ServicesPanel({ flow }: { flow: FlowDetail }) {
  const text = useText(insights)
  const format = useFormat()
  return (
    <Panel title={text.services} note={text.servicesNote} flush>
      {flow.services === null ? (
        <Off />
      ) : (
        <Table
          label={text.services}
          columns={columnsOf({ slug: flow.project.slug, text, format })}
          rows={flow.services}
          keyOf={({ endpoint }) => endpoint.id}
          empty={text.noVersions}
        />
      )}
      <How>{text.servicesHow}</How>
    </Panel>
  )
}

type Scope = { slug: string; text: Words; format: Format }

function columnsOf({ slug, text, format }: Scope): Column<Service>[] {
  const shown = (ms: number | null) => (ms === null ? '–' : format.age(ms))
  const two = (now: string, was: string) => (
    <>
      {now} <small>{text.was(was)}</small>
    </>
  )
  return [
    {
      id: 'service',
      head: text.service,
      cell: ({ endpoint }) => <Go href={`/projects/${slug}/events?kind=deployment`}>{endpoint.name}</Go>,
      phone: 'title',
    },
    {
      id: 'lead',
      head: text.lead,
      cell: ({ now, before }) => two(shown(now.lead.p50), shown(before.lead.p50)),
      phone: 'line',
    },
    {
      id: 'week',
      head: text.perWeek,
      cell: ({ now, before }) => two(format.num(now.perWeek, 2), format.num(before.perWeek, 2)),
      phone: 'line',
    },
    {
      id: 'failed',
      head: text.failed,
      cell: ({ now, before }) =>
        two(
          text.of(format.num(now.failed), format.num(now.deployments)),
          text.of(format.num(before.failed), format.num(before.deployments)),
        ),
      phone: 'line',
    },
    {
      id: 'recovery',
      head: text.recovery,
      cell: ({ now, before }) => two(shown(now.recovery.p50), shown(before.recovery.p50)),
      phone: 'line',
    },
    {
      id: 'rework',
      head: text.rework,
      cell: ({ now, before }) =>
        two(
          text.of(format.num(now.rework), format.num(now.deployments)),
          text.of(format.num(before.rework), format.num(before.deployments)),
        ),
      phone: 'line',
    },
  ]
}

export function ReusePanel({ flow: { reuse, project } }: { flow: FlowDetail }) {
  const text = useText(insights)
  const format = useFormat()
  const rate = (of: { uses: number; ofOthers: number }) => (of.uses === 0 ? '–' : format.share(of.ofOthers / of.uses))
  return (
    <Panel title={text.reuse} span={6}>
      {reuse === null && <p>{text.off}</p>}
      {reuse && reuse.uses === 0 && <p>{text.noReuse}</p>}
      {reuse && reuse.uses > 0 && (
        <p>
          <strong>{rate(reuse)}</strong> {text.was(rate(reuse.before))}.{' '}
          <Go className={css['inText']} href={`/projects/${project.slug}/events?kind=run`}>
            {text.reuseNote(format.num(reuse.ofOthers), format.num(reuse.uses))}
          </Go>
        </p>
      )}
      <How>{text.reuseHow}</How>
    </Panel>
  )
}

export function HypothesesPanel({ flow: { hypotheses, project } }: { flow: FlowDetail }) {
  const text = useText(insights)
  const format = useFormat()
  const now = hypotheses?.now
  const closed = now ? now.validated + now.refuted + now.inconclusive : 0
  return (
    <Panel title={text.hypotheses} span={6}>
      {hypotheses === null && <p>{text.off}</p>}
      {hypotheses && now && (
        <p>
          <Go className={css['inText']} href={`/projects/${project.slug}/hypotheses`}>
            {text.resolved(format.num(now.validated + now.refuted), format.num(closed))}
          </Go>
          : {text.outcomes(format.num(now.validated), format.num(now.refuted), format.num(now.inconclusive))};{' '}
          {text.stillOpen(format.num(hypotheses.open))}
        </p>
      )}
      <How>{text.hypothesesHow}</How>
    </Panel>
  )
}
