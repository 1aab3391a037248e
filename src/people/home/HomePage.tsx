import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { usePlatformBarrier } from '../../web/platform.ts'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Grid } from '../../web/parts/Panel.tsx'
import { useNow } from '../../web/parts/Time.tsx'
import { usePart } from '../../web/parts/usePart.ts'
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
import { ShipPanel, useAreaNotes } from './ShipPanel.tsx'
import { WaitingForMe, WaitingForOthers } from './WaitingPanels.tsx'

/** What waits for me, in which seat; which project is in trouble; where is nobody. */
export function HomePage() {
  const text = useText(home)
  const desk = useQuery(deskQuery())
  const portfolio = useQuery(portfolioQuery())
  const crews = useQuery(crewsQuery())
  const me = useQuery(meQuery())
  const demo = useQuery(demoQuery())
  const steps = useQuery(stepsQuery())
  const danger = useQuery(noticesQuery())
  const endings = useQuery(endingsQuery())
  const simulated = useQuery(demoOrganisationQuery())
  const isGuard = usePlatformBarrier('platform:write') === undefined
  const projects = portfolio.data?.projects ?? []
  const isFresh = portfolio.data?.projects.length === 0
  const demoPart = usePart('demo', {
    load: async () => (await import('./DemoPanel.tsx')).DemoPanel,
    isWanted: demo.data?.state === 'running' || demo.data?.state === 'stopped',
  })
  const noticesPart = usePart('notices', {
    load: async () => (await import('./NoticesPanel.tsx')).NoticesPanel,
    isWanted: (danger.data?.notices.length ?? 0) > 0,
  })
  const endingsPart = usePart('endings', {
    load: async () => (await import('./EndingsPanel.tsx')).EndingsPanel,
    isWanted: (endings.data?.uses.length ?? 0) > 0,
  })
  const stepsPart = usePart('steps', {
    load: async () => (await import('../organisation/joining/StepsPanel.tsx')).StepsPanel,
    isWanted: (steps.data?.places.length ?? 0) > 0,
  })
  const firstPart = usePart('first-steps', {
    load: async () => (await import('./FirstSteps.tsx')).FirstSteps,
    isWanted: isFresh,
  })
  // there is nothing to choose from among one
  const chooserPart = usePart('portfolio-chooser', {
    load: async () => (await import('./PortfolioChooser.tsx')).PortfolioChooser,
    isWanted: projects.length > 1,
  })
  // it is offered beside nothing but demos, and nothing of it is inside of itself
  const isOffered = isGuard && projects.every(({ project }) => project.isDemo)
  const organisationPart = usePart('demo-organisation', {
    load: async () => (await import('./DemoOrganisationPanel.tsx')).DemoOrganisationPanel,
    isWanted: !currentWorld() && simulated.data !== undefined && (simulated.data.state !== 'none' || isOffered),
  })
  const data = [me, desk, portfolio, crews, demo, steps, danger, endings, simulated]
  const parts = [demoPart, noticesPart, endingsPart, stepsPart, firstPart, chooserPart, organisationPart]
  const rest = [useQuery(newsQuery()), useQuery(alarmsQuery()), useAreaNotes()]
  return (
    <Page
      title={text.desk}
      actions={
        <Button component={Go} href="/new" leftSection={<IconPlus />}>
          {text.newProject}
        </Button>
      }
    >
      <Together queries={[...data, ...parts, ...rest]}>
        <Greeting count={desk.data ? desk.data.waitingForMe.length + desk.data.mentions.length : undefined} />
        <Grid>
          {demoPart.Part && demo.data && <demoPart.Part demo={demo.data} />}
          {noticesPart.Part && danger.data && <noticesPart.Part notices={danger.data.notices} />}
          {endingsPart.Part && endings.data && <endingsPart.Part uses={endings.data.uses} />}
          {stepsPart.Part && steps.data && <stepsPart.Part places={steps.data.places} />}
          {firstPart.Part && <firstPart.Part />}
          {!isFresh && <AlarmsPanel />}
          {!isFresh && (
            <Loaded query={desk}>
              {loaded => (
                <>
                  <WaitingForMe desk={loaded} />
                  <WaitingForOthers desk={loaded} />
                  <Loaded query={portfolio}>
                    {({ projects: all }) => <PortfolioPanel projects={all} Chooser={chooserPart.Part} />}
                  </Loaded>
                  <NewsPanel span={12} />
                </>
              )}
            </Loaded>
          )}
          {organisationPart.Part && simulated.data && <organisationPart.Part demo={simulated.data} isGuard={isGuard} />}
          <Loaded query={crews}>{loaded => <ShipPanel crews={loaded} standings={projects} />}</Loaded>
        </Grid>
      </Together>
    </Page>
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
