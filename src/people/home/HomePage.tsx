import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { usePlatformBarrier } from '../../web/platform.ts'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Grid } from '../../web/parts/Panel.tsx'
import { useNow } from '../../web/parts/Time.tsx'
import { SkeletonPanel } from '../../web/parts/Skeleton.tsx'
import {
  alarmsQuery,
  crewsQuery,
  demoOrganisationQuery,
  demoQuery,
  deskQuery,
  endingsQuery,
  meQuery,
  noticesQuery,
  portfolioQuery,
  stepsQuery,
} from '../../web/queries.ts'
import { home } from '../../web/text/home.ts'
import { useText } from '../../web/text/text.ts'
import { currentWorld } from '../../web/world.ts'
import { AlarmsPanel } from '../insights/AlarmsPanel.tsx'
import { NewsPanel, newsQuery } from '../timeline/NewsPanel.tsx'
import { PortfolioPanel } from './PortfolioPanel.tsx'
import { ShipPanel } from './ShipPanel.tsx'
import { WaitingForMe, WaitingForOthers } from './WaitingPanels.tsx'

/** Only while the platform makes its demo. */
const DemoPanel = lazy(async () => ({ default: (await import('./DemoPanel.tsx')).DemoPanel }))

/** Only while there is no project. */
const FirstSteps = lazy(async () => ({ default: (await import('./FirstSteps.tsx')).FirstSteps }))

/** Only where there is one, or nothing but demos. */
const DemoOrganisationPanel = lazy(async () => ({
  default: (await import('./DemoOrganisationPanel.tsx')).DemoOrganisationPanel,
}))

/** Its words are loaded only by those who see it. */
const StepsPanel = lazy(async () => ({
  default: (await import('../organisation/joining/StepsPanel.tsx')).StepsPanel,
}))

/** Only those who manage a project with a promise in danger load it. */
const NoticesPanel = lazy(async () => ({ default: (await import('./NoticesPanel.tsx')).NoticesPanel }))

/** Only those whose projects use what is deprecated load it. */
const EndingsPanel = lazy(async () => ({ default: (await import('./EndingsPanel.tsx')).EndingsPanel }))

/** What waits for me, in which seat; which project is in trouble; where is nobody. */
export function HomePage() {
  const text = useText(home)
  const desk = useQuery(deskQuery())
  const portfolio = useQuery(portfolioQuery())
  const crews = useQuery(crewsQuery())
  const me = useQuery(meQuery())
  const demo = useQuery(demoQuery())
  const steps = useQuery(stepsQuery())
  const changes = useQuery(newsQuery())
  const danger = useQuery(noticesQuery())
  const endings = useQuery(endingsQuery())
  const alarms = useQuery(alarmsQuery())
  const simulated = useQuery(demoOrganisationQuery())
  const isFresh = portfolio.data?.projects.length === 0
  return (
    <Page
      title={text.desk}
      actions={
        <Button component={Go} href="/new" leftSection={<IconPlus />}>
          {text.newProject}
        </Button>
      }
    >
      <Together queries={[me, desk, portfolio, crews, demo, changes, steps, danger, endings, alarms, simulated]}>
        <Greeting count={desk.data ? desk.data.waitingForMe.length + desk.data.mentions.length : undefined} />
        <Grid>
          {(demo.data?.state === 'running' || demo.data?.state === 'stopped') && (
            <Suspense fallback={<SkeletonPanel height={360} />}>
              <DemoPanel demo={demo.data} />
            </Suspense>
          )}
          {danger.data && danger.data.notices.length > 0 && (
            <Suspense fallback={<SkeletonPanel height={90} />}>
              <NoticesPanel notices={danger.data.notices} />
            </Suspense>
          )}
          {endings.data && endings.data.uses.length > 0 && (
            <Suspense fallback={<SkeletonPanel height={90} />}>
              <EndingsPanel uses={endings.data.uses} />
            </Suspense>
          )}
          {steps.data && steps.data.places.length > 0 && (
            <Suspense fallback={<SkeletonPanel height={130} />}>
              <StepsPanel places={steps.data.places} />
            </Suspense>
          )}
          {isFresh && (
            <Suspense fallback={<SkeletonPanel height={420} />}>
              <FirstSteps />
            </Suspense>
          )}
          {!isFresh && <AlarmsPanel />}
          {!isFresh && (
            <Loaded query={desk}>
              {loaded => (
                <>
                  <WaitingForMe desk={loaded} />
                  <WaitingForOthers desk={loaded} />
                  <Loaded query={portfolio}>{({ projects }) => <PortfolioPanel projects={projects} />}</Loaded>
                  <NewsPanel span={12} />
                </>
              )}
            </Loaded>
          )}
          {portfolio.data && (
            <SimulatedOrganisation isOffered={portfolio.data.projects.every(({ project }) => project.isDemo)} />
          )}
          <Loaded query={crews}>
            {loaded => <ShipPanel crews={loaded} standings={portfolio.data?.projects ?? []} />}
          </Loaded>
        </Grid>
      </Together>
    </Page>
  )
}

/** Nothing of it inside of itself. */
function SimulatedOrganisation({ isOffered }: { isOffered: boolean }) {
  const { data } = useQuery(demoOrganisationQuery())
  const isGuard = usePlatformBarrier('platform:write') === undefined
  if (!data || currentWorld() || (data.state === 'none' && !(isOffered && isGuard))) return null
  return (
    <Suspense fallback={<SkeletonPanel height={130} />}>
      <DemoOrganisationPanel demo={data} isGuard={isGuard} />
    </Suspense>
  )
}

function Greeting({ count }: { count: number | undefined }) {
  const text = useText(home)
  const format = useFormat()
  const now = useNow(60_000)
  const me = useQuery(meQuery())
  const name = me.data?.name.split(' ')[0] ?? ''
  return (
    <PageHeader
      title={count === undefined || !name ? text.desk : text.waits(count, name)}
      state={<small>{format.date(now)}</small>}
    />
  )
}
