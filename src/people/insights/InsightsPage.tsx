import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Grid } from '../../web/parts/Panel.tsx'
import { Segmented } from '../../web/parts/Segmented.tsx'
import { portfolioQuery } from '../../web/queries.ts'
import { insights } from '../../web/text/insights.ts'
import { useText } from '../../web/text/text.ts'
import { AlarmsPanel } from './AlarmsPanel.tsx'
import { flowRoutes } from './flow/flow.schema.ts'
import { OpenWaitsPanel, VersionsPanel, WaitSumsPanel } from './FlowPanels.tsx'
import { ContinuityPanel, SilosPanel } from './LinkPanels.tsx'
import { linkRoutes } from './links/links.schema.ts'
import { SkillDepthPanel } from './SkillPanels.tsx'
import { skillRoutes } from './skills/skills.schema.ts'
import { seatingRoutes } from './seating/seating.schema.ts'
import { DutiesPanel, SeatsPanel } from './SeatingPanels.tsx'
import { HypothesesPanel, ReusePanel, ServicesPanel } from './ServicePanels.tsx'

const windows = ['28', '90', '180', '365'] as const
type Window = (typeof windows)[number]

/** What do we wait for, who could end it; of all projects, or of one. */
export function InsightsPage() {
  const text = useText(insights)
  const portfolio = useQuery(portfolioQuery())
  const search = useSearch({ from: '/insights' })
  const navigate = useNavigate({ from: '/insights' })
  const chosen = windows.find(one => one === String(search.days)) ?? '90'
  const go = (next: { days?: number; project?: string | undefined }) =>
    void navigate({ search: { ...search, ...next }, replace: true })
  return (
    <Page title={text.title}>
      <PageHeader
        title={text.title}
        lede={text.lede}
        menu={<Go href="/about-me">{text.about}</Go>}
        facts={
          <>
            <Segmented<Window>
              label={text.window}
              options={windows.map(value => ({ value, label: text.days(Number(value)) }))}
              value={chosen}
              onChange={value => go({ days: Number(value) })}
            />
            <Select
              aria-label={text.project}
              placeholder={text.all}
              clearable
              data={(portfolio.data?.projects ?? []).map(({ project }) => ({
                value: project.slug,
                label: project.name,
              }))}
              value={search.project ?? null}
              onChange={value => go({ project: value ?? undefined })}
            />
          </>
        }
      />
      {search.project === undefined ? (
        <All days={Number(chosen)} />
      ) : (
        <One key={search.project} slug={search.project} days={Number(chosen)} />
      )}
    </Page>
  )
}

function All({ days }: { days: number }) {
  const flow = useQuery({
    queryKey: ['portfolio', 'flow', days],
    queryFn: ({ signal }) => api(flowRoutes).portfolio({ days }, { signal }),
  })
  return (
    <Loaded query={flow}>
      {({ projects, progress }) => (
        <Grid>
          <AlarmsPanel />
          <OpenWaitsPanel lines={projects} />
          <WaitSumsPanel lines={projects} />
          <Behind n={progress.behind} />
        </Grid>
      )}
    </Loaded>
  )
}

function One({ slug, days }: { slug: string; days: number }) {
  const flow = useQuery({
    queryKey: ['project', slug, 'flow', days],
    queryFn: ({ signal }) => api(flowRoutes).project({ project: slug, days }, { signal }),
  })
  const seating = useQuery({
    queryKey: ['project', slug, 'seating'],
    queryFn: ({ signal }) => api(seatingRoutes).get({ project: slug }, { signal }),
  })
  const depth = useQuery({
    queryKey: ['project', slug, 'skills'],
    queryFn: ({ signal }) => api(skillRoutes).depth({ project: slug }, { signal }),
  })
  const links = useQuery({
    queryKey: ['project', slug, 'links'],
    queryFn: ({ signal }) => api(linkRoutes).get({ project: slug }, { signal }),
  })
  return (
    <Loaded query={flow}>
      {found => (
        <Grid>
          <AlarmsPanel slug={slug} />
          <OpenWaitsPanel lines={[found]} />
          <WaitSumsPanel lines={[found]} />
          <VersionsPanel slug={slug} deliveries={found.deliveries} line={found} />
          <ServicesPanel flow={found} />
          <ReusePanel flow={found} />
          <HypothesesPanel flow={found} />
          {seating.data && <SeatsPanel slug={slug} seating={seating.data} />}
          {seating.data && <DutiesPanel slug={slug} seating={seating.data} />}
          {links.data && <ContinuityPanel slug={slug} links={links.data} />}
          {links.data && <SilosPanel slug={slug} links={links.data} />}
          {depth.data && <SkillDepthPanel depth={depth.data} />}
          <Behind n={found.progress.behind} />
        </Grid>
      )}
    </Loaded>
  )
}

/** Said only while a long history is read for the first time. */
function Behind({ n }: { n: number }) {
  const text = useText(insights)
  const format = useFormat()
  return n > 1_000 ? <p role="status">{text.behind(format.num(n))}</p> : null
}
