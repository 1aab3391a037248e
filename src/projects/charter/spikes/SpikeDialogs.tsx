import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { projectRoutes } from '../../../people/projects/projects.schema.ts'
import { api } from '../../../web/api.ts'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { Segmented } from '../../../web/parts/Segmented.tsx'
import { useProject } from '../../../web/project.ts'
import { meQuery } from '../../../web/queries.ts'
import { playbook } from '../../../web/text/playbook.ts'
import { useText } from '../../../web/text/text.ts'
import { Phase, type PhasePlan } from '../playbook/phases.schema.ts'
import { longestSpike, spikeRoutes, type Spike } from './spikes.schema.ts'

type StartDialogProps = { phase: Phase; idea: PhasePlan['spike'] | undefined; onClose: () => void }

/** One question; what counts as success and failure is said before. */
export function StartSpikeDialog({ phase: first, idea, onClose }: StartDialogProps) {
  const all = useText(playbook)
  const text = all.spikes
  const { slug } = useProject()
  const me = useQuery(meQuery()).data
  const seated = useQuery({
    queryKey: ['project', slug, 'seats'],
    queryFn: ({ signal }) => api(projectRoutes).seats({ project: slug }, { signal }),
  }).data
  const [phase, setPhase] = useState(first)
  const [wish, setWish] = useState({
    question: idea?.question ?? '',
    success: idea?.success ?? '',
    failure: idea?.failure ?? '',
  })
  const [days, setDays] = useState(String(idea?.days ?? 7))
  const people = new Map(seated?.seats.map(({ person }) => [person.id, person.name]))
  const [owner, setOwner] = useState('')
  const chosen = owner || (me && people.has(me.id) ? me.id : '')
  const send = () =>
    api(spikeRoutes).start({ project: slug, phase, ...wish, days: Number(days), ...(chosen && { owner: chosen }) })
  return (
    <FormDialog title={text.start} submit={text.start} send={send} onClose={onClose}>
      <NativeSelect
        label={text.phase}
        value={phase}
        onChange={event => setPhase(Phase.parse(event.target.value))}
        data={Phase.options.map(value => ({ value, label: all.books.product[value].name }))}
      />
      {(['question', 'success', 'failure'] as const).map(name => (
        <Textarea
          key={name}
          required
          autosize
          minRows={name === 'question' ? 2 : 1}
          label={text[name]}
          value={wish[name]}
          onChange={event => setWish({ ...wish, [name]: event.target.value })}
        />
      ))}
      <NativeSelect
        label={text.owner}
        value={chosen}
        onChange={event => setOwner(event.target.value)}
        data={[...people].map(([value, label]) => ({ value, label }))}
      />
      <TextInput
        required
        type="number"
        min={1}
        max={longestSpike}
        label={text.days}
        description={text.daysNote}
        value={days}
        onChange={event => setDays(event.target.value)}
      />
    </FormDialog>
  )
}

/** What came out, whether it answers the question, and whether one goes on. */
export function CloseSpikeDialog({ spike, onClose }: { spike: Spike; onClose: () => void }) {
  const text = useText(playbook).spikes
  const { slug } = useProject()
  const [state, setState] = useState<'answered' | 'unanswered'>('answered')
  const [verdict, setVerdict] = useState<'go' | 'no_go'>('go')
  const [outcome, setOutcome] = useState('')
  const send = () => api(spikeRoutes).close({ project: slug, spike: spike.id, state, verdict, outcome })
  return (
    <FormDialog title={spike.question} submit={text.close} send={send} onClose={onClose}>
      <p>
        {text.success}: {spike.success}
        <br />
        {text.failure}: {spike.failure}
      </p>
      <Segmented
        label={text.isAnswered}
        value={state}
        onChange={setState}
        options={(['answered', 'unanswered'] as const).map(value => ({ value, label: text.state[value] }))}
      />
      <Textarea
        required
        autosize
        minRows={3}
        maxLength={4_000}
        label={text.outcome}
        value={outcome}
        onChange={event => setOutcome(event.target.value)}
      />
      <Segmented
        label={text.verdict}
        value={verdict}
        onChange={setVerdict}
        options={(['go', 'no_go'] as const).map(value => ({ value, label: text.verdicts[value] }))}
      />
    </FormDialog>
  )
}
