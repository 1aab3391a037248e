import { Button, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { api } from '../../web/api.ts'
import { Dialog } from '../../web/parts/Dialog.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Segmented } from '../../web/parts/Segmented.tsx'
import { useProject } from '../../web/project.ts'
import { parts } from '../../web/text/parts.ts'
import { story } from '../../web/text/story.ts'
import { useText } from '../../web/text/text.ts'
import css from './hypotheses.module.css'
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

type FormDialogProps = {
  title: string
  submit: string
  send: () => Promise<unknown>
  onClose: () => void
  children: ReactNode
}

function FormDialog({ title, submit, send, onClose, children }: FormDialogProps) {
  const { cancel } = useText(parts)
  const { slug } = useProject()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['project', slug] })
      onClose()
    },
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Dialog label={title} onClose={onClose}>
      <form className={css['form']} onSubmit={onSubmit}>
        <h2>{title}</h2>
        {children}
        {save.error && <ErrorPanel error={save.error} />}
        <div className={css['buttons']}>
          <Button onClick={onClose}>{cancel}</Button>
          <Button type="submit" variant="filled" loading={save.isPending}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
