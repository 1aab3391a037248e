import { useFound } from '../../web/ask.ts'
import { useFormat } from '../../web/format.ts'
import { Panel } from '../../web/parts/Panel.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { StatusMark, type StatusKind } from '../../web/parts/Status.tsx'
import { checkNames } from '../../web/text/checkNames.ts'
import { requests } from '../../web/text/requests.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import css from './RequestPage.module.css'
import type { Check, RequestDetail } from './requests.schema.ts'

const marks: Record<Check['state'], StatusKind> = { met: 'done', missing: 'waiting', warning: 'warning' }

/** What the platform itself found, as it is now or as it was when somebody decided; what is not met names who can supply it. */
export function EvidencePanel({ request: { checks, decidedAt } }: { request: RequestDetail }) {
  const text = useText(requests)
  const format = useFormat()
  const met = checks.filter(check => check.state === 'met').length
  return (
    <Panel title={text.evidence} flush {...(checks.length > 0 && { note: text.evidenceNote(met, checks.length) })}>
      {checks.length > 0 && (
        <p className={css['none']}>
          {decidedAt === null ? text.evidenceLive : text.evidenceFrozen(format.fullTime(decidedAt))}
        </p>
      )}
      {checks.length === 0 && <p className={css['none']}>{text.noEvidence}</p>}
      <ul className={css['checks']}>
        {checks.map(check => (
          <Row key={check.name} check={check} />
        ))}
      </ul>
    </Panel>
  )
}

function Row({ check }: { check: Check }) {
  const text = useText(requests)
  const checkName = useText(checkNames)
  const seats = useText(seatWords)
  const say = useFound()
  const isOpen = check.state !== 'met'
  return (
    <li data-state={check.state}>
      <StatusMark is={marks[check.state]} label={text.check[check.state]} />
      <strong>{checkName[check.name] ?? check.name}</strong>
      <span className={css['found']}>
        <b data-open={isOpen || undefined}>{say(check.found)}</b>
        {check.detail && <small>{say(check.detail)}</small>}
      </span>
      <span className={css['aside']}>
        {isOpen && check.seat ? (
          <span title={text.supplies(seats.name[check.seat])}>
            <SeatOar seat={check.seat} />
          </span>
        ) : (
          text.computed
        )}
      </span>
    </li>
  )
}
