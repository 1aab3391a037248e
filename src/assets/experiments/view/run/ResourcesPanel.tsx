import { useQueries } from '@tanstack/react-query'
import { api } from '../../../../web/api.ts'
import { useFormat } from '../../../../web/format.ts'
import { Panel } from '../../../../web/parts/Panel.tsx'
import { SeriesChart } from '../../../../web/parts/SeriesChart.tsx'
import { useProject } from '../../../../web/project.ts'
import { runPage } from '../../../../web/text/runPage.ts'
import { useText } from '../../../../web/text/text.ts'
import { experimentRoutes, type RunDetail } from '../../experiments.schema.ts'
import { resourcesOf, shortName, type Resource } from './resources.look.ts'
import css from './runPage.module.css'

/** What the run used while it ran: measured by the platform, or logged by MLflow's clients under the same names. */
export function ResourcesPanel({ run }: { run: RunDetail }) {
  const text = useText(runPage)
  const resources = resourcesOf(run.metrics.map(({ key }) => key))
  if (resources.length === 0) return null
  return (
    <Panel title={text.resources} note={run.attemptId === null ? text.resourcesLogged : text.resourcesMeasured}>
      <div className={css['resources']}>
        {resources.map(resource => (
          <ResourceChart key={resource.kind} run={run} resource={resource} />
        ))}
      </div>
    </Panel>
  )
}

function ResourceChart({ run, resource: { kind, unit, keys } }: { run: RunDetail; resource: Resource }) {
  const text = useText(runPage)
  const format = useFormat()
  const { slug } = useProject()
  const found = useQueries({
    queries: keys.map(key => ({
      queryKey: ['project', slug, 'run', run.id, 'series', key],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api(experimentRoutes).series({ project: slug, run: run.id, key }, { signal }),
      refetchInterval: run.status === 'RUNNING' ? 3000 : (false as const),
    })),
  })
  const series = found.flatMap(({ data }) => {
    if (!data) return []
    // steps of clients count samples, so the time says more
    const first = data.times[0] ?? 0
    return [{ name: shortName(data.key), x: data.times.map(time => time - first), y: data.values }]
  })
  const latest = series.length === 1 ? (series[0]?.y.findLast(value => value !== null) ?? null) : null
  return (
    <section className={css['resource']} aria-label={text.resource[kind]}>
      <h3>
        {text.resource[kind]} <small>{unit}</small>
        {latest !== null && <b>{format.num(latest, 1)}</b>}
      </h3>
      <SeriesChart
        label={text.resource[kind]}
        unit={unit}
        series={series}
        xKind="elapsed"
        height={120}
        controls="none"
      />
    </section>
  )
}
