import { useFormat } from '../../../web/format.ts'
import { BigNumber } from '../../../web/parts/Num.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { SeriesChart } from '../../../web/parts/SeriesChart.tsx'
import { endpoints } from '../../../web/text/endpoints.ts'
import { useText } from '../../../web/text/text.ts'
import type { EndpointDetail } from '../deployments.schema.ts'
import css from './endpoint.module.css'

/** How fast it answers, as it happens, and how much it kept. */
export function TrafficPanel({ endpoint: { traffic, logged } }: { endpoint: EndpointDetail }) {
  const text = useText(endpoints)
  const format = useFormat()
  const { latencyMs, recent } = traffic
  const numbers = [
    ...(['p50', 'p95', 'p99'] as const).map(name => ({
      label: name,
      value: format.num(latencyMs[name], 1),
      ...(latencyMs[name] !== null && { beside: 'ms' }),
    })),
    { label: text.requests, value: format.num(traffic.requests) },
    { label: text.rows, value: format.num(traffic.rows) },
    { label: text.errors, value: format.num(traffic.errors) },
  ]
  return (
    <Panel title={text.traffic} note={text.trafficNote(format.when(traffic.since))}>
      <Stack>
        <div className={css['numbers']}>
          {numbers.map(number => (
            <BigNumber key={number.label} {...number} />
          ))}
          <BigNumber label={text.logged} value={format.num(logged.rows)} note={text.loggedRows(logged.batches)} />
        </div>
        {recent.length === 0 ? (
          <p>{text.noTraffic}</p>
        ) : (
          <SeriesChart
            label={text.latency}
            unit="ms"
            xKind="time"
            better="lower"
            controls="none"
            height={200}
            series={[{ name: text.latency, x: recent.map(({ at }) => at), y: recent.map(({ ms }) => ms) }]}
          />
        )}
      </Stack>
    </Panel>
  )
}
