import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../web/api.ts'
import { FormDialog } from '../../web/parts/FormDialog.tsx'
import { Segmented } from '../../web/parts/Segmented.tsx'
import { useProject } from '../../web/project.ts'
import { story } from '../../web/text/story.ts'
import { useText } from '../../web/text/text.ts'
import { Near } from './TriedBefore.tsx'
import { hypothesisRoutes, type Hypothesis } from './hypotheses.schema.ts'

const clauses = ['because', 'change', 'metric', 'delta', 'slice'] as const
const nothing = { title: '', because: '', change: '', metric: '', delta: '', slice: '', timebox: '' }

/** A sentence that runs can prove or refute, clause by clause. */
export function OpenDialog({ onClose }: { onClose: () => void }) {
  const text = useText(story).hypotheses
  const { slug } = useProject()
  const [fields, setFields] = useState(nothing)
  const { timebox, ...wish } = fields
  // the day itself still counts
  const timeboxUntil = timebox ? new Date(`${timebox}T23:59:59`).getTime() : null
  const send = () => api(hypothesisRoutes).create({ project: slug, ...wish, timeboxUntil })
  return (
    <FormDialog title={text.open} submit={text.submit} send={send} onClose={onClose}>
      <TextInput
        label={text.name}
        required
        maxLength={200}
        value={fields.title}
        onChange={event => setFields({ ...fields, title: event.target.value })}
      />
      <Near words={fields.title} />
      {clauses.map(name => (
        <TextInput
          key={name}
          label={text[name]}
          value={fields[name]}
          onChange={event => setFields({ ...fields, [name]: event.target.value })}
        />
      ))}
      <TextInput
        label={text.timebox}
        type="date"
        value={timebox}
        onChange={event => setFields({ ...fields, timebox: event.target.value })}
      />
    </FormDialog>
  )
}

/** What was found, and the runs that show it. */
export function CloseDialog({ hypothesis, onClose }: { hypothesis: Hypothesis; onClose: () => void }) {
  const text = useText(story).hypotheses
  const { slug } = useProject()
  const [state, setState] = useState<'validated' | 'refuted' | 'inconclusive'>('validated')
  const [outcome, setOutcome] = useState('')
  const [runs, setRuns] = useState('')
  const send = () =>
    api(hypothesisRoutes).close({
      project: slug,
      hypothesis: hypothesis.id,
      state,
      outcome,
      runs: runs.split(/[\s,]+/).filter(Boolean),
    })
  return (
    <FormDialog title={text.closeTitle(hypothesis.number)} submit={text.submitClose} send={send} onClose={onClose}>
      <p>{hypothesis.title}</p>
      <Segmented
        label={text.outcome}
        value={state}
        onChange={setState}
        options={(['validated', 'refuted', 'inconclusive'] as const).map(value => ({
          value,
          label: text.stateName[value],
        }))}
      />
      <Textarea
        label={text.found}
        required
        rows={4}
        value={outcome}
        onChange={event => setOutcome(event.target.value)}
      />
      <TextInput
        label={text.runs}
        description={text.runsNote}
        value={runs}
        onChange={event => setRuns(event.target.value)}
      />
    </FormDialog>
  )
}
