import { useQueries, useQuery } from '@tanstack/react-query'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { When } from '../../web/parts/Time.tsx'
import { placeOf } from '../../web/places.ts'
import { portfolioQuery } from '../../web/queries.ts'
import { backbone } from '../../web/text/backbone.ts'
import { useText } from '../../web/text/text.ts'
import { attemptRoutes, type Attempt } from './attempts/attempts.schema.ts'
import { stepLooks } from './engines.look.ts'
import css from './engines.module.css'

type Step = Attempt & { project: { slug: string; name: string } }

const mostProjects = 5
const most = 12

/** What ran last and what it took, so that the next step can be guessed before it is started. */
export function RecentSteps() {
  const text = useText(backbone).enginesPage
  const portfolio = useQuery(portfolioQuery())
  const projects = portfolio.data?.projects.slice(0, mostProjects).map(({ project }) => project) ?? []
  const answers = useQueries({
    queries: projects.map(({ slug }) => ({
      queryKey: ['engines', 'recent', slug],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api(attemptRoutes).list({ project: slug, limit: most }, { signal }),
    })),
  })
  const steps = answers
    .flatMap((answer, at): Step[] => {
      const project = projects[at]
      return project ? (answer.data?.attempts.map(attempt => ({ ...attempt, project })) ?? []) : []
    })
    .filter(({ finishedAt }) => finishedAt !== null)
    .toSorted((a, b) => (b.finishedAt ?? 0) - (a.finishedAt ?? 0))
    .slice(0, most)
  return (
    <Panel title={text.recent} note={text.recentNote} flush>
      <Table
        label={text.recent}
        columns={useColumns(steps)}
        rows={steps}
        keyOf={step => step.id}
        empty={answers.some(({ isPending }) => isPending) ? ' ' : text.recentNone}
      />
    </Panel>
  )
}

function useColumns(steps: readonly Step[]): Column<Step>[] {
  const text = useText(backbone).enginesPage
  const format = useFormat()
  const longest = Math.max(1, ...steps.map(({ queueMs, wallMs }) => (queueMs ?? 0) + (wallMs ?? 0)))
  const largest = Math.max(1, ...steps.map(step => step.peakMemoryBytes ?? 0))
  return [
    {
      id: 'step',
      head: text.step,
      phone: 'title',
      cell: step => {
        const href = placeOf(step.project.slug, { kind: 'run', id: step.subject })
        const name = `${text.stepKinds[step.kind] ?? step.kind} ${step.subject.slice(0, 8)}`
        return (
          <>
            {href ? <Go href={href}>{name}</Go> : name} <span className={css['thin']}>{step.project.name}</span>
          </>
        )
      },
    },
    {
      id: 'state',
      head: text.state,
      phone: 'aside',
      width: '12%',
      cell: step => (
        <Status is={stepLooks[step.state]} size="small">
          {text.states[step.state]}
        </Status>
      ),
    },
    { id: 'by', head: text.by, width: '16%', phone: 'hide', cell: step => <PersonName person={step.by} /> },
    {
      id: 'time',
      head: text.waitedAndRan,
      width: '26%',
      cell: ({ queueMs, wallMs }) => (
        <Bar parts={[(queueMs ?? 0) / longest, (wallMs ?? 0) / longest]} label={format.duration(wallMs ?? 0)} />
      ),
    },
    {
      id: 'memory',
      head: text.peak,
      width: '18%',
      phone: 'hide',
      cell: ({ peakMemoryBytes }) =>
        peakMemoryBytes === null ? (
          '–'
        ) : (
          <Bar parts={[0, peakMemoryBytes / largest]} label={format.bytes(peakMemoryBytes)} />
        ),
    },
    { id: 'when', head: text.ended, align: 'right', width: '8%', cell: step => <When at={step.finishedAt ?? 0} /> },
  ]
}

/** What was waited for, paler, before what was used; the number stands beside it. */
function Bar({ parts: [before, used], label }: { parts: readonly [number, number]; label: string }) {
  return (
    <span className={css['bar']}>
      <span aria-hidden>
        <i style={{ width: `${before * 100}%` }} />
        <b style={{ width: `${used * 100}%` }} />
      </span>
      {label}
    </span>
  )
}
