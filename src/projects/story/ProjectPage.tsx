import { useQuery } from '@tanstack/react-query'
import type { Seat } from '../../people/seats.ts'
import { NewsPanel, newsQuery } from '../../people/timeline/NewsPanel.tsx'
import { Chip } from '../../web/parts/Chip.tsx'
import { Decks } from '../../web/parts/Decks.tsx'
import { Empty } from '../../web/parts/Empty.tsx'
import { EventTimeline } from '../../web/parts/EventTimeline.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { ObjectTalk, talkQuery } from '../../web/parts/ObjectTalk.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Column, Grid, Panel } from '../../web/parts/Panel.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { useProject } from '../../web/project.ts'
import { courseQuery } from '../../web/queries.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { projects } from '../../web/text/projects.ts'
import { seatWords } from '../../web/text/seats.ts'
import { story } from '../../web/text/story.ts'
import { useText } from '../../web/text/text.ts'
import { ForecastPanel } from '../expectations/forecasts/ForecastPanel.tsx'
import type { Course } from '../gates/gates.schema.ts'
import { GatesPanel } from './GatesPanel.tsx'
import { KpiPanel } from './KpiPanel.tsx'
import { LineagePanel } from './LineagePanel.tsx'
import { NextPanel } from './NextPanel.tsx'
import { charterQuery, eventsQuery, lineageQuery, openRequestsQuery } from './storyQueries.tsx'
import { WaitsPanel } from './WaitsPanel.tsx'

/** Will it be reached, what is my next step, which seat is missing. */
export function ProjectPage() {
  const { project, slug } = useProject()
  const text = useText(story)
  const { overview } = useText(projects)
  const course = useQuery(courseQuery(slug))
  const charter = useQuery(charterQuery(slug))
  const requests = useQuery(openRequestsQuery(slug))
  const events = useQuery(eventsQuery(slug))
  const lineage = useQuery(lineageQuery(slug))
  const changes = useQuery(newsQuery(slug))
  const talk = useQuery(talkQuery(slug, { kind: 'project', id: project.id }))
  return (
    <Page title={overview}>
      <Together queries={[course, charter, requests, events, lineage, changes, talk]}>
        <PageHeader
          title={project.name}
          state={course.data && <State course={course.data} waiting={requests.data?.requests.length ?? 0} />}
          lede={charter.data && (charter.data.goal || text.goalMissing)}
        />
        <ProjectTabs counts={requests.data ? { requests: requests.data.requests.length } : {}} />
        <Grid>
          <Loaded query={course}>{loaded => <NextPanel course={loaded} />}</Loaded>
          <Loaded query={charter}>{({ kpis }) => <KpiPanel kpis={kpis} />}</Loaded>
          <ForecastPanel />
          <Loaded query={course}>{loaded => <GatesPanel course={loaded} />}</Loaded>
          <LineagePanel />
          <Column span={7}>
            <Loaded query={course}>
              {loaded => (
                <Panel title={text.crew} aside={<Go href={`/projects/${slug}/people`}>{text.openPeople}</Go>}>
                  <Decks crew={loaded.crew} />
                </Panel>
              )}
            </Loaded>
            <WaitsPanel />
            <ObjectTalk kind="project" id={project.id} title={text.talk} />
          </Column>
          <Column span={5}>
            {/* on a first visit all is new, and the timeline tells it */}
            {changes.data?.since && <NewsPanel project={slug} />}
            <TimelinePanel />
          </Column>
        </Grid>
      </Together>
    </Page>
  )
}

/** The stage, and in words how the project stands. */
function State({ course, waiting }: { course: Course; waiting: number }) {
  const text = useText(story).state
  const seats = useText(seatWords)
  const { stage } = useText(projects)
  const blocked = course.gates.find(gate => gate.state === 'stopped' || gate.state === 'held')
  const hole = emptyNow(course)
  return (
    <>
      <Chip tone="accent">{stage[course.stage]}</Chip>
      {blocked ? (
        <Status is={blocked.state === 'stopped' ? 'failed' : 'waiting'}>
          {blocked.state === 'stopped' ? text.stopped(blocked.name) : text.held(blocked.name)}
        </Status>
      ) : hole ? (
        <Status is="warning">{text.empty(seats.name[hole])}</Status>
      ) : (
        <Status is={waiting ? 'waiting' : 'done'}>{waiting ? text.waits(waiting) : text.fine}</Status>
      )}
    </>
  )
}

/** A seat without anybody that the gate ahead already needs. */
function emptyNow({ crew, gates }: Course): Seat | undefined {
  const next = gates.find(gate => gate.state === 'next')?.name
  return crew.find(seat => seat.state === 'empty' && seat.blocks === next)?.seat
}

function TimelinePanel() {
  const { slug } = useProject()
  const text = useText(story)
  const query = useQuery(eventsQuery(slug))
  return (
    <Panel title={text.timeline} aside={<Go href={`/projects/${slug}/events`}>{text.allEvents}</Go>}>
      <Loaded query={query}>
        {({ events }) =>
          events.length === 0 ? (
            <Empty title={text.noEvents} />
          ) : (
            <EventTimeline events={events} slug={slug} label={text.timeline} />
          )
        }
      </Loaded>
    </Panel>
  )
}
