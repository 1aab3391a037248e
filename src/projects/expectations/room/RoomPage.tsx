import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { BigNumber } from '../../../web/parts/Num.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { Grid, Panel, Stack } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { useProject } from '../../../web/project.ts'
import { ProjectTabs } from '../../../web/shell/ProjectTabs.tsx'
import { charterWords } from '../../../web/text/charter.ts'
import { goals } from '../../../web/text/goals.ts'
import { useText } from '../../../web/text/text.ts'
import { requestRoutes } from '../../../people/requests/requests.schema.ts'
import { gateRoutes } from '../../gates/gates.schema.ts'
import { PromiseState } from '../promises/PromisesPanel.tsx'
import { promiseRoutes, type PromiseNow } from '../promises/promises.schema.ts'
import css from './room.module.css'
import { roomRoutes, type Room, type Wanted } from './room.schema.ts'

/** In plain words: what is wanted from me, what is true now, what was promised. What must be decided comes first. */
export function RoomPage() {
  const text = useText(goals).room
  const { slug, project } = useProject()
  const query = useQuery({
    queryKey: ['project', slug, 'room'],
    queryFn: ({ signal }) => api(roomRoutes).get({ project: slug }, { signal }),
  })
  return (
    <Page title={text.title}>
      <PageHeader title={project.name} lede={query.data?.goal || text.lede} />
      <ProjectTabs />
      <Loaded query={query}>
        {room => (
          <Grid>
            <Panel title={text.wanted} span={5} {...(room.wanted.length > 0 && { tone: 'ask' as const })}>
              <Stack>
                {room.wanted.length === 0 && <p className={css['thin']}>{text.nothing}</p>}
                {room.wanted.map(wanted => (
                  <Decision key={wanted.gate} wanted={wanted} />
                ))}
              </Stack>
            </Panel>
            <Panel title={text.now} span={7}>
              <Now room={room} />
            </Panel>
            <Panel title={text.promised}>
              {room.promises.length === 0 && <p className={css['thin']}>{text.nothingPromised}</p>}
              <ul className={css['list']}>
                {room.promises.map(promise => (
                  <Given key={promise.id} promise={promise} />
                ))}
              </ul>
              <p className={css['thin']}>{text.honest}</p>
            </Panel>
            <About charter={room.charter} />
          </Grid>
        )}
      </Loaded>
    </Page>
  )
}

/** What the project is about, in the words of its charter. */
function About({ charter }: { charter: Room['charter'] }) {
  const text = useText(charterWords)
  return (
    <Panel title={text.about}>
      {charter.length === 0 && <p className={css['thin']}>{text.aboutNone}</p>}
      <dl className={css['about']}>
        {charter.map(({ part, text: said }) => (
          <div key={part}>
            <dt>{text.part[part].ask}</dt>
            <dd>{said}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

/** One act: it answers the request where there is one, else it decides the gate. */
function Decision({ wanted: { gate, requestId, reason, checks } }: { wanted: Wanted }) {
  const text = useText(goals).room
  const format = useFormat()
  const { slug } = useProject()
  const queries = useQueryClient()
  const accept = useMutation({
    mutationFn: async () => {
      if (requestId) await api(requestRoutes).accept({ project: slug, request: requestId, reason: text.reasonGiven })
      else await api(gateRoutes).decide({ project: slug, gate, decision: 'go', reason: text.reasonGiven })
    },
    onSuccess: () => queries.invalidateQueries(),
  })
  const met = checks.filter(check => check.state === 'met').length
  return (
    <div className={css['decision']}>
      <strong>{text.gate(gate, text.meaning[gate])}</strong>
      {reason && <p>{reason}</p>}
      <p className={css['thin']}>{text.evidence(format.num(met), format.num(checks.length))}</p>
      <div className={css['acts']}>
        <RightTo right="gate:decide" action={text.acceptAction}>
          <Button variant="filled" onClick={() => accept.mutate()} loading={accept.isPending}>
            {text.accept(gate)}
          </Button>
        </RightTo>
        <Go href={requestId ? `/projects/${slug}/requests/${requestId}` : `/projects/${slug}#gates`}>{text.look}</Go>
      </div>
      {accept.error && <ErrorPanel error={accept.error} />}
    </div>
  )
}

function Now({ room: { kpis, forecast } }: { room: Room }) {
  const text = useText(goals).room
  const format = useFormat()
  return (
    <div className={css['now']}>
      {kpis.map(kpi => {
        const value = kpi.values.at(-1)
        const odds = forecast?.kpis.find(one => one.kpiId === kpi.id)?.odds
        const target = text.target(format.num(kpi.target), format.date(Date.parse(kpi.targetDate)))
        const likely = odds === null || odds === undefined ? '' : `; ${text.likely(format.share(odds, 0))}`
        return (
          <BigNumber
            key={kpi.id}
            label={`${kpi.name}, ${kpi.unit}`}
            value={value ? format.num(value.value) : '–'}
            beside={value ? text.from(format.num(kpi.baseline)) : text.notMeasured}
            note={target + likely}
          />
        )
      })}
      <div>
        <strong>{text.expected}</strong>
        <p>
          {!forecast
            ? text.updating
            : forecast.p50 === null || forecast.p85 === null
              ? text.noDate
              : text.between(format.date(forecast.p50), format.date(forecast.p85))}
        </p>
      </div>
    </div>
  )
}

function Given({ promise }: { promise: PromiseNow }) {
  const text = useText(goals)
  const format = useFormat()
  const { slug, seat } = useProject()
  const queries = useQueryClient()
  const accept = useMutation({
    mutationFn: () => api(promiseRoutes).accept({ project: slug, promise: promise.id }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const isOffered = promise.state === 'open' && promise.acceptedAt === null
  return (
    <li>
      <span>
        <strong>{promise.statement}</strong>
        <small>{text.room.by(format.date(promise.dueAt), format.share(promise.odds, 0))}</small>
      </span>
      {isOffered && seat === promise.toSeat ? (
        <Button onClick={() => accept.mutate()} loading={accept.isPending}>
          {text.promises.accept}
        </Button>
      ) : isOffered ? (
        <Status is="waiting">{text.promises.offered}</Status>
      ) : (
        <PromiseState promise={promise} />
      )}
      {accept.error && <ErrorPanel error={accept.error} />}
    </li>
  )
}
