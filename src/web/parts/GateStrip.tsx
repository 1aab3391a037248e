import type { Gate } from '../../projects/gates/gates.schema.ts'
import { useFormat } from '../format.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import css from './GateStrip.module.css'
import { StatusMark, type StatusKind } from './Status.tsx'

const marks: Record<Gate['state'], StatusKind> = {
  passed: 'done',
  next: 'running',
  held: 'waiting',
  later: 'idle',
  stopped: 'failed',
}

/** G0 to G5: what has passed, how far the next one is. People decide; evidence fills itself. */
export function GateStrip({ gates, label }: { gates: readonly Gate[]; label: string }) {
  const text = useText(parts)
  return (
    <ol className={css['gates']} aria-label={label}>
      {gates.map(gate => (
        <li key={gate.name} data-state={gate.state} aria-current={gate.state === 'next' ? 'step' : undefined}>
          <i aria-hidden>
            <b style={{ width: `${filled(gate) * 100}%` }} />
          </i>
          <StatusMark is={marks[gate.state]} />
          <span>
            <strong>{gate.name}</strong> <span className={css['name']}>{text.gateName[gate.name]}</span>
            <small>
              <Note gate={gate} />
            </small>
          </span>
        </li>
      ))}
    </ol>
  )
}

function Note({ gate: { state, decision, checks } }: { gate: Gate }) {
  const text = useText(parts).gate
  const format = useFormat()
  if (state === 'passed' && decision) return text.passed(format.date(decision.at))
  if (state === 'held') return text.held
  if (state === 'stopped') return text.stopped
  return state === 'later' ? text.ahead : text.evidence(met(checks), checks.length)
}

const met = (checks: Gate['checks']) => checks.filter(check => check.state === 'met').length

const filled = ({ state, checks }: Gate) =>
  state === 'passed' ? 1 : state === 'later' || checks.length === 0 ? 0 : met(checks) / checks.length
