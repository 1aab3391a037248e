import { useQuery } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Go } from '../../../web/parts/Go.tsx'
import { KeyValue } from '../../../web/parts/KeyValue.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { SeriesChart } from '../../../web/parts/SeriesChart.tsx'
import { useProject } from '../../../web/project.ts'
import { parts } from '../../../web/text/parts.ts'
import { runs } from '../../../web/text/runs.ts'
import { useText } from '../../../web/text/text.ts'
import { experimentRoutes, type RunDetail } from '../experiments.schema.ts'
import { directionOf } from './runs.look.ts'

const mostCharts = 12

/** Every metric as a line while it is logged; those with one point stand as numbers. */
export function MetricPanels({ run }: { run: RunDetail }) {
  const text = useText(runs)
  const format = useFormat()
  const chart = useText(parts).chart
  const noteOf = ({ key, value }: RunDetail['metrics'][number]) => {
    const better = directionOf(key)
    return better ? `${format.num(value)}, ${chart[better]}` : format.num(value)
  }
  const isLive = run.status === 'RUNNING'
  const lines = run.metrics.filter(metric => metric.step > 0).slice(0, mostCharts)
  const numbers = run.metrics.filter(metric => !lines.includes(metric))
  return (
    <>
      {lines.map(metric => (
        <Panel key={metric.key} title={metric.key} note={noteOf(metric)}>
          <MetricChart run={run.id} metric={metric.key} isLive={isLive} />
        </Panel>
      ))}
      {numbers.length > 0 && (
        <Panel title={text.metrics}>
          <KeyValue
            layout="spread"
            items={numbers.map(metric => ({ label: metric.key, value: format.num(metric.value) }))}
          />
        </Panel>
      )}
    </>
  )
}

function MetricChart({ run, metric, isLive }: { run: string; metric: string; isLive: boolean }) {
  const { slug } = useProject()
  const better = directionOf(metric)
  const query = useQuery({
    queryKey: ['project', slug, 'run', run, 'series', metric],
    queryFn: ({ signal }) => api(experimentRoutes).series({ project: slug, run, key: metric }, { signal }),
    refetchInterval: isLive ? 2000 : false,
  })
  return (
    <Loaded query={query}>
      {({ steps, values }) => (
        <SeriesChart label={metric} series={[{ name: metric, x: steps, y: values }]} {...(better && { better })} />
      )}
    </Loaded>
  )
}

export function ParamsPanel({ run }: { run: RunDetail }) {
  const text = useText(runs)
  if (run.params.length === 0) return null
  return (
    <Panel title={text.params}>
      <KeyValue
        layout="spread"
        items={run.params.map(({ key, value }) => ({ label: key, value: <code>{value}</code> }))}
      />
    </Panel>
  )
}

/** From what it was made, as far as the run itself says. */
export function MadeFromPanel({ run }: { run: RunDetail }) {
  const text = useText(runs)
  const { slug } = useProject()
  const code = run.codeDigest?.replace('sha256:', '').slice(0, 12)
  return (
    <Panel title={text.madeFrom}>
      <KeyValue
        items={[
          { label: text.experiment, value: run.experiment.name },
          ...run.datasets.map(({ name, digest }) => ({ label: text.data, value: `${name} ${digest.slice(0, 10)}` })),
          ...(run.imageDigest
            ? [
                {
                  label: text.image,
                  value: (
                    <Go href={`/projects/${slug}/images/${encodeURIComponent(run.imageDigest)}`}>
                      {run.imageDigest.replace('sha256:', '').slice(0, 12)}
                    </Go>
                  ),
                },
              ]
            : []),
          ...(code ? [{ label: text.code, value: <code>{code}</code> }] : []),
          ...run.models.map(model => ({ label: text.model, value: <code>{model}</code> })),
        ]}
      />
    </Panel>
  )
}

export function ArtifactsPanel({ run }: { run: RunDetail }) {
  const text = useText(runs)
  const format = useFormat()
  const { slug } = useProject()
  if (run.artifacts.length === 0) return null
  const base = `/api/projects/${encodeURIComponent(slug)}/runs/${run.id}/artifact`
  return (
    <Panel title={text.artifacts} note={format.num(run.artifacts.length)}>
      <ul>
        {run.artifacts.map(({ path, size }) => (
          <li key={path}>
            <a href={`${base}?path=${encodeURIComponent(path)}`} download>
              {path}
            </a>{' '}
            {format.bytes(size)}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
