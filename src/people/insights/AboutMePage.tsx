import { Switch } from '@mantine/core'
import '@mantine/core/styles/Switch.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Grid, Panel } from '../../web/parts/Panel.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { meQuery } from '../../web/queries.ts'
import { insights } from '../../web/text/insights.ts'
import { useText } from '../../web/text/text.ts'
import css from './insights.module.css'
import { MySkillsPanel } from './SkillPanels.tsx'
import { metricRoutes, type AboutMe, type MetricState } from './metrics/metrics.schema.ts'

/** Each person sees first what is computed about them. */
export function AboutMePage() {
  const text = useText(insights)
  const about = useQuery({
    queryKey: ['desk', 'about-me'],
    queryFn: ({ signal }) => api(metricRoutes).aboutMe({}, { signal }),
  })
  return (
    <Page title={text.about}>
      <PageHeader title={text.about} lede={text.aboutLede} />
      <Loaded query={about}>
        {found => (
          <Grid>
            <MySeats about={found} />
            <MyLoad load={found.load} />
            <MySkillsPanel personId={found.person.id} />
            <MetricsPanel metrics={found.metrics} />
          </Grid>
        )}
      </Loaded>
    </Page>
  )
}

function MySeats({ about: { seats, now, person } }: { about: AboutMe }) {
  const text = useText(insights)
  const format = useFormat()
  return (
    <Panel title={text.mySeats} note={text.mySeatsNote} span={8}>
      {seats.length === 0 && <p>{text.noSeats}</p>}
      <ul className={css['list']}>
        {seats.map(({ project, seat, lastAct, countsAsWorking, waitsForSeat }) => (
          <li key={`${project.slug} ${seat}`}>
            <SeatOar seat={seat} state={countsAsWorking === false ? 'paper' : 'filled'} />
            <Go href={`/projects/${project.slug}`}>{project.name}</Go>
            <Go href={`/projects/${project.slug}/events?seat=${seat}&person=${person.id}`}>
              {lastAct ? format.ago(lastAct.at, now) : text.never}
            </Go>
            {countsAsWorking !== null && <span>{countsAsWorking ? text.counts : text.idle}</span>}
            {waitsForSeat !== null && (
              <Go href={`/projects/${project.slug}/requests?state=open`}>
                {text.waitsForSeat(format.num(waitsForSeat))}
              </Go>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function MyLoad({ load }: { load: AboutMe['load'] }) {
  const text = useText(insights)
  const format = useFormat()
  return (
    <Panel title={text.load} span={4}>
      {load === null && <p>{text.off}</p>}
      {load && (
        <Status is={load.isOver ? 'warning' : 'done'}>
          {(load.isOver ? text.loadOver : text.loadWords)(format.num(load.projects), format.num(load.mostProjects))}
        </Status>
      )}
    </Panel>
  )
}

function MetricsPanel({ metrics }: { metrics: readonly MetricState[] }) {
  const text = useText(insights)
  const me = useQuery(meQuery())
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: (wish: MetricState) => api(metricRoutes).change(wish),
    // what is off is gone from every page at once
    onSuccess: () => queries.invalidateQueries(),
  })
  const isOwner = me.data?.isOwner === true
  return (
    <Panel title={text.metrics} note={text.metricsNote}>
      {!isOwner && <p>{text.onlyOwner}</p>}
      <ul className={css['list']}>
        {metrics.map(({ metric, isOn }) => (
          <li key={metric}>
            <Switch
              label={text.metric[metric]}
              checked={isOn}
              disabled={!isOwner || change.isPending}
              onChange={event => change.mutate({ metric, isOn: event.currentTarget.checked })}
            />
            <small>{isOn ? text.isOn : text.isOff}</small>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
