import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { useKeys } from '../../web/keys.ts'
import { CopyButton } from '../../web/parts/CodeBlock.tsx'
import { Empty } from '../../web/parts/Empty.tsx'
import { LiveDot } from '../../web/parts/LiveDot.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Callout } from '../../web/parts/Panel.tsx'
import { useProject } from '../../web/project.ts'
import { compare } from '../../web/text/compare.ts'
import { runs as runWords } from '../../web/text/runs.ts'
import { useText } from '../../web/text/text.ts'
import { experimentRoutes } from './experiments.schema.ts'
import { comparedOf, type Compared } from './view/compare/compare.look.ts'
import { CompareCurves } from './view/compare/CompareCurves.tsx'
import { CompareTable } from './view/compare/CompareTable.tsx'
import { ComparedRuns } from './view/compare/ComparedRuns.tsx'
import { BoxPanel } from './view/compare/drawings/BoxPanel.tsx'
import { ParallelPanel } from './view/compare/drawings/ParallelPanel.tsx'
import { ScatterPanel } from './view/compare/drawings/ScatterPanel.tsx'
import { SurfacePanel } from './view/compare/drawings/SurfacePanel.tsx'
import { bestOf, directionOf, judgingMetrics, metricOf } from './view/runs.look.ts'
import { listOf, said, type CompareSearch } from './view/addresses.schema.ts'
import { isRunning } from './view/useCurves.ts'

/** Runs side by side: what differs, what it did to the metrics, against a reference; the address says all of it. */
export function ComparePage() {
  const text = useText(compare)
  const words = useText(runWords)
  const { slug } = useProject()
  const search = useSearch({ from: '/projects/$slug/compare' })
  const ids = listOf(search.runs) ?? []
  const query = useQuery({
    queryKey: ['project', slug, 'compare', ids.join(',')],
    queryFn: ({ signal }) => api(experimentRoutes).compare({ project: slug, runs: ids.join(',') }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.runs.some(isRunning) ? 2000 : false),
  })
  return (
    <Page
      title={text.title(query.data?.runs.length ?? ids.length)}
      path={[{ label: words.runs, href: `/projects/${slug}/runs` }]}
      actions={
        <>
          {query.data?.runs.some(isRunning) && <LiveDot state="live" />}
          <CopyButton value={location.href} what={text.link} words="shown" />
        </>
      }
    >
      <Loaded query={query} level={1}>
        {({ runs, missing }) => {
          const compared = comparedOf(
            // what was left out goes at once, before the server answers for the rest
            runs.filter(run => ids.includes(run.id)),
            search.ref,
          )
          return (
            <>
              {missing.length > 0 && <Callout tone="bronze">{text.missing(missing.length)}</Callout>}
              {compared ? <Comparison of={compared} search={search} /> : <Nothing />}
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

function Nothing() {
  const text = useText(compare)
  const { slug } = useProject()
  const navigate = useNavigate()
  return (
    <>
      <PageHeader title={text.compare} />
      <Empty
        title={text.none}
        actions={
          <Button
            variant="filled"
            onClick={() => void navigate({ to: '/projects/$slug/runs', params: { slug }, search: {} })}
          >
            {text.choose}
          </Button>
        }
      >
        {text.noneText}
      </Empty>
    </>
  )
}

/** A part of the page: the runs, what the address says, and how to say something else there. */
export type ComparePart = { of: Compared; search: CompareSearch; show: (change: CompareSearch) => void }

function Comparison({ of, search }: Pick<ComparePart, 'of' | 'search'>) {
  const text = useText(compare)
  const { slug } = useProject()
  const navigate = useNavigate()
  const show = (change: CompareSearch) =>
    void navigate({
      to: '/projects/$slug/compare',
      params: { slug },
      search: now => said({ ...now, ...change }),
      replace: true,
      resetScroll: false,
    })
  const turn = (step: number) => {
    const next = of.runs.at((of.runs.indexOf(of.reference) + step) % of.runs.length)
    show({ ref: next?.id })
  }
  useKeys({ '[': () => turn(-1), ']': () => turn(1) })
  const part = { of, search, show }
  const metric = judgingMetrics(of.runs)[0]
  return (
    <>
      <PageHeader
        title={text.title(of.runs.length)}
        {...(metric !== undefined && { lede: <Reading of={of} metric={metric} /> })}
        menu={
          <Button
            leftSection={<IconPlus />}
            onClick={() =>
              void navigate({
                to: '/projects/$slug/runs',
                params: { slug },
                search: { chosen: of.runs.map(run => run.id).join(',') },
              })
            }
          >
            {text.others}
          </Button>
        }
      />
      <ComparedRuns {...part} />
      <CompareTable {...part} />
      <CompareCurves {...part} />
      <ParallelPanel {...part} />
      <ScatterPanel {...part} />
      <SurfacePanel {...part} />
      <BoxPanel {...part} />
    </>
  )
}

/** The answer in a sentence: which run is best, and by how much against the reference. */
function Reading({ of: { runs, reference }, metric }: { of: Compared; metric: string }) {
  const text = useText(compare)
  const format = useFormat()
  const value = bestOf(runs, metric, directionOf(metric))
  const best = runs.find(run => metricOf(run, metric) === value)
  if (value === undefined || !best) return null
  const base = metricOf(reference, metric)
  const words = { metric, value: format.num(value), name: best.name }
  if (best === reference || base === null) return <>{text.best(words)}</>
  return <>{text.bestAgainst({ ...words, change: format.signed(value - base), reference: reference.name })}</>
}
