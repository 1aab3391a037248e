import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Empty } from '../../../web/parts/Empty.tsx'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { BigNumber } from '../../../web/parts/Num.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { useProject } from '../../../web/project.ts'
import { goals } from '../../../web/text/goals.ts'
import { seatWords } from '../../../web/text/seats.ts'
import { useText } from '../../../web/text/text.ts'
import { Fan } from './Fan.tsx'
import css from './forecasts.module.css'
import { forecastRoutes, type Forecast, type KpiOdds } from './forecasts.schema.ts'

/** Never one date: half and 85 of 100 futures, the fan between, and the cause of every shift. */
export function ForecastPanel({ span = 12 }: { span?: number }) {
  const text = useText(goals).forecast
  const format = useFormat()
  const { slug } = useProject()
  const query = useQuery({
    queryKey: ['project', slug, 'forecast'],
    queryFn: ({ signal }) => api(forecastRoutes).now({ project: slug }, { signal }),
  })
  const basis = query.data?.forecast.basis
  const note =
    basis &&
    (basis.kind === 'own'
      ? text.note(format.num(basis.periods), basis.periodDays === 1 ? text.days : text.weeks)
      : basis.kind === 'reference'
        ? [text.reference(format.num(basis.projects)), basis.type && text.ofType(basis.type)].filter(Boolean).join(' ')
        : undefined)
  return (
    <Panel title={text.title} note={note} span={span} aside={basis && basis.kind !== 'none' && <Keep />}>
      <Loaded query={query}>
        {({ forecast, past }) =>
          forecast.basis.kind === 'none' ? (
            <>
              <Empty title={text.none}>
                {text.noneText(format.num(forecast.basis.neededPeriods), format.num(forecast.basis.ownWeeks))}
              </Empty>
              <Chances kpis={forecast.kpis.filter(one => one.odds !== null)} />
            </>
          ) : (
            <div className={css['two']}>
              <Fan forecast={forecast} past={past} />
              <div className={css['facts']}>
                <Dates forecast={forecast} />
                <Chances kpis={forecast.kpis} />
                <Why forecast={forecast} />
              </div>
            </div>
          )
        }
      </Loaded>
    </Panel>
  )
}

function Keep() {
  const text = useText(goals).forecast
  const { slug } = useProject()
  const queries = useQueryClient()
  const keep = useMutation({
    mutationFn: () => api(forecastRoutes).keep({ project: slug }),
    onSuccess: () => queries.invalidateQueries(),
  })
  return (
    <RightTo right="project:write" action={text.keepAction}>
      <Button onClick={() => keep.mutate()} loading={keep.isPending}>
        {text.keep}
      </Button>
      {keep.error && <ErrorPanel error={keep.error} />}
    </RightTo>
  )
}

function Dates({ forecast: { p50, p85, basis } }: { forecast: Forecast }) {
  const text = useText(goals).forecast
  const format = useFormat()
  const day = (at: number | null) => (at === null ? text.never : format.date(at))
  const left = text.leftNote(format.num(basis.openHypotheses), format.num(basis.gatesLeft))
  const growth = basis.growth > 0 ? `; ${text.growth(format.num(basis.growth))}` : ''
  return (
    <>
      <BigNumber label={text.half} value={day(p50)} />
      <BigNumber label={text.most} value={day(p85)} note={left + growth} />
    </>
  )
}

function Chances({ kpis }: { kpis: readonly KpiOdds[] }) {
  const text = useText(goals).forecast
  const format = useFormat()
  return kpis.map(kpi => {
    const basis = kpi.basis === 'reference' ? text.otherAttempts : text.attempts
    const from =
      kpi.odds === null
        ? text.fewAttempts
        : `${basis(format.num(kpi.attempts))}; ${text.lastGain(format.share(kpi.lastGain, 0))}`
    return (
      <BigNumber
        key={kpi.kpiId}
        label={`${kpi.name}: ${text.chance(format.date(kpi.by))}`}
        value={kpi.odds === null ? '–' : format.num(kpi.odds, 2)}
        note={from}
      />
    )
  })
}

function Why({ forecast: { shift } }: { forecast: Forecast }) {
  const text = useText(goals).forecast
  const seats = useText(seatWords)
  const format = useFormat()
  if (!shift) return <p className={css['thin']}>{text.firstKept}</p>
  return (
    <div>
      <strong>{text.why}</strong>
      {shift.causes.length === 0 ? (
        <p>{text.sameDate}</p>
      ) : (
        <>
          <p className={css['thin']}>{text.moved(format.signed(shift.days), format.date(shift.since))}</p>
          <ul>
            {shift.causes.map(({ cause, days, count, seat }) => (
              <li key={cause}>
                <strong>{format.signed(days)}</strong>{' '}
                {cause === 'hypotheses'
                  ? text.cause.hypotheses(format.num(count))
                  : cause === 'seat'
                    ? text.cause.seat(seat ? seats.name[seat] : '')
                    : text.cause[cause]}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
