import { Button, Textarea } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../web/api.ts'
import { FormDialog } from '../../web/parts/FormDialog.tsx'
import { GateStrip } from '../../web/parts/GateStrip.tsx'
import { useFound } from '../../web/ask.ts'
import { useFormat } from '../../web/format.ts'
import { Callout, Panel } from '../../web/parts/Panel.tsx'
import { RightTo } from '../../web/parts/RightTo.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { Segmented } from '../../web/parts/Segmented.tsx'
import { StatusMark } from '../../web/parts/Status.tsx'
import { useProject } from '../../web/project.ts'
import { TalkButton } from '../../web/parts/TalkButton.tsx'
import { checkNames } from '../../web/text/checkNames.ts'
import { parts } from '../../web/text/parts.ts'
import { story } from '../../web/text/story.ts'
import { useText } from '../../web/text/text.ts'
import { gateRoutes, type Course, type Gate } from '../gates/gates.schema.ts'
import css from './story.module.css'

/** The gates, what the next one looks for, and the decision that only people make. */
export function GatesPanel({ course }: { course: Course }) {
  const text = useText(story)
  const { gateName } = useText(parts)
  const { project } = useProject()
  const { talk } = useSearch({ from: '/projects/$slug/' })
  const [isOpen, setOpen] = useState(false)
  const next = course.gates.find(gate => gate.state !== 'passed')
  return (
    <Panel
      title={<span id="gates">{text.gates}</span>}
      note={text.gatesNote}
      aside={
        next && (
          <>
            <TalkButton
              kind="gate"
              id={`${project.id}:${next.name}`}
              name={`${next.name} ${gateName[next.name]}`}
              isNamed={talk === `${project.id}:${next.name}`}
            />
            <RightTo right="gate:decide" action={text.decideAction(next.name)}>
              <Button onClick={() => setOpen(true)}>{text.decideGate(next.name)}</Button>
            </RightTo>
          </>
        )
      }
    >
      <GateStrip gates={course.gates} label={text.gates} />
      {next && <Evidence gate={next} />}
      {isOpen && next && <DecideDialog gate={next} onClose={() => setOpen(false)} />}
    </Panel>
  )
}

function Evidence({ gate }: { gate: Gate }) {
  const text = useText(story)
  const { gateName } = useText(parts)
  const checkName = useText(checkNames)
  const format = useFormat()
  const say = useFound()
  const { decision } = gate
  return (
    <div className={css['evidence']}>
      <h3>{text.evidenceOf(gate.name, gateName[gate.name])}</h3>
      {decision && (
        <p className={css['thin']}>
          {text.decidedBy(decision.by.name, format.when(decision.at))}: {decision.reason}
        </p>
      )}
      <ul>
        {gate.checks.map(check => (
          <li key={check.name}>
            <StatusMark is={check.state === 'met' ? 'done' : check.state === 'warning' ? 'warning' : 'idle'} />
            <span>
              {checkName[check.name] ?? check.name}
              <small>
                {check.state === 'missing' && text.missing}
                {check.state === 'missing' && check.found && ': '}
                {say(check.found)} {check.state === 'missing' && check.seat && <SeatOar seat={check.seat} />}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function DecideDialog({ gate, onClose }: { gate: Gate; onClose: () => void }) {
  const text = useText(story)
  const { slug } = useProject()
  const [decision, setDecision] = useState<'go' | 'hold' | 'stop'>('go')
  const [reason, setReason] = useState('')
  const missing = gate.checks.filter(check => check.state === 'missing').length
  return (
    <FormDialog
      title={text.decideGate(gate.name)}
      submit={text.submitDecision}
      send={() => api(gateRoutes).decide({ project: slug, gate: gate.name, decision, reason })}
      onClose={onClose}
    >
      <Segmented
        label={text.decision}
        value={decision}
        onChange={setDecision}
        options={[
          { value: 'go', label: text.go },
          { value: 'hold', label: text.hold },
          { value: 'stop', label: text.stop },
        ]}
      />
      {missing > 0 && decision === 'go' && <Callout tone="bronze">{text.missingNote(missing)}</Callout>}
      <Textarea
        label={text.reason}
        description={text.reasonNote}
        required
        rows={4}
        value={reason}
        onChange={event => setReason(event.target.value)}
      />
    </FormDialog>
  )
}
