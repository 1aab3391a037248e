import { useQuery } from '@tanstack/react-query'
import { hypothesisRoutes } from '../../../projects/hypotheses/hypotheses.schema.ts'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Go } from '../../../web/parts/Go.tsx'
import { KeyValue } from '../../../web/parts/KeyValue.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Grid, Panel } from '../../../web/parts/Panel.tsx'
import { SeriesChart } from '../../../web/parts/SeriesChart.tsx'
import { Skeleton } from '../../../web/parts/Skeleton.tsx'
import { useProject } from '../../../web/project.ts'
import { lineage } from '../../../web/text/lineage.ts'
import { parts } from '../../../web/text/parts.ts'
import { runs } from '../../../web/text/runs.ts'
import { useText } from '../../../web/text/text.ts'
import { hrefOf, nameOf, useLineage } from '../../catalog/lineage/LineagePanel.tsx'
import { experimentRoutes, type RunDetail } from '../experiments.schema.ts'
import { EstimatesPanel } from './EstimatesPanel.tsx'
import { isSystemMetric } from './run/resources.look.ts'
import { directionOf, estimatesOf, readingRank } from './runs.look.ts'

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
  const lines = run.metrics
    .filter(metric => metric.step > 0 && !isSystemMetric(metric.key))
    .toSorted((a, b) => readingRank(a.key) - readingRank(b.key))
    .slice(0, mostCharts)
  const { estimates, rest: numbers } = estimatesOf(
    run.metrics.filter(metric => !lines.includes(metric) && !isSystemMetric(metric.key)),
  )
  return (
    <>
      {lines.length > 0 && (
        <Grid>
          {lines.map((metric, at) => (
            <Panel
              key={metric.key}
              title={metric.key}
              note={noteOf(metric)}
              span={at === 0 || lines.length === 2 ? 12 : 6}
            >
              <MetricChart run={run.id} metric={metric.key} isLive={isLive} isMain={at === 0} />
            </Panel>
          ))}
        </Grid>
      )}
      <EstimatesPanel estimates={estimates} />
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

type MetricChartProps = { run: string; metric: string; isLive: boolean; isMain: boolean }

/** The first chart is the one to read closely; those after it stand side by side. */
function MetricChart({ run, metric, isLive, isMain }: MetricChartProps) {
  const { slug } = useProject()
  const better = directionOf(metric)
  const query = useQuery({
    queryKey: ['project', slug, 'run', run, 'series', metric],
    queryFn: ({ signal }) => api(experimentRoutes).series({ project: slug, run, key: metric }, { signal }),
    refetchInterval: isLive ? 2000 : false,
  })
  return (
    <Loaded query={query} skeleton={<Skeleton width="100%" height={isMain ? 284 : 170} />}>
      {({ steps, values }) => (
        <SeriesChart
          label={metric}
          series={[{ name: metric, x: steps, y: values }]}
          height={isMain ? 240 : 160}
          controls={isMain ? 'shown' : 'none'}
          {...(better && { better })}
        />
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
  const versions = useMadeVersions(run.id)
  return (
    <Panel title={text.madeFrom}>
      <KeyValue
        items={[
          { label: text.experiment, value: run.experiment.name },
          ...(run.hypothesisId ? [{ label: text.hypothesis, value: <HypothesisName id={run.hypothesisId} /> }] : []),
          ...run.datasets.map(({ name, digest }) => ({
            label: text.data,
            value: <DatasetName run={run.id} name={name} digest={digest} />,
          })),
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
          ...versions.map(node => ({
            label: text.model,
            value: <Go href={hrefOf(node) ?? ''}>{nameOf(node, '')}</Go>,
          })),
          ...(versions.length === 0 ? run.models : []).map(model => ({
            label: text.model,
            value: <code title={model}>{model.slice(0, 14)}…</code>,
          })),
        ]}
      />
    </Panel>
  )
}

/** The versions of models that this run made. */
function useMadeVersions(run: string) {
  const { data } = useLineage({ kind: 'run', id: run, version: '' })
  const made = new Set(data?.edges.filter(edge => edge.to === data.start).map(edge => edge.from))
  return (data?.nodes ?? []).filter(node => node.kind === 'model' && made.has(node.key))
}

/** What the run was to find out. */
function HypothesisName({ id }: { id: string }) {
  const { slug } = useProject()
  const { data } = useQuery({
    queryKey: ['project', slug, 'hypotheses'],
    queryFn: ({ signal }) => api(hypothesisRoutes).list({ project: slug }, { signal }),
  })
  const found = data?.hypotheses.find(one => one.id === id)
  return <Go href={`/projects/${slug}/hypotheses`}>{found ? `H${found.number} ${found.title}` : id}</Go>
}

/** The client logs a name and a digest of its own; the lineage knows which version that was. */
function DatasetName({ run, name, digest }: { run: string; name: string; digest: string }) {
  const words = useText(lineage)
  const graph = useLineage({ kind: 'run', id: run, version: '' })
  const node = graph.data?.nodes.find(one => one.kind === 'dataset' && one.name === name)
  const href = node && hrefOf(node)
  if (node && href) return <Go href={href}>{nameOf(node, words.hidden)}</Go>
  return (
    <>
      {name} <code title={digest}>{digest.slice(0, 8)}</code>
    </>
  )
}
