import { Button, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { useProject } from '../../../web/project.ts'
import { courseQuery } from '../../../web/queries.ts'
import { playbook as words } from '../../../web/text/playbook.ts'
import { useText } from '../../../web/text/text.ts'
import type { Course } from '../../gates/gates.schema.ts'
import { StartSpike } from '../spikes/SpikesPanel.tsx'
import { PhaseExit } from './PhaseExit.tsx'
import { PlaybookName, type Phase } from './phases.schema.ts'
import { PhaseQuestions } from './PhaseQuestions.tsx'
import css from './playbook.module.css'
import { playbookRoutes, type PhaseNow, type Playbook } from './playbook.schema.ts'

/** The phases of AI work with their questions, exit rules and spikes; the one that the project is in stands open. */
export function PlaybookPanel() {
  const text = useText(words)
  const { slug } = useProject()
  const query = useQuery({
    queryKey: ['project', slug, 'playbook'],
    queryFn: ({ signal }) => api(playbookRoutes).get({ project: slug }, { signal }),
  })
  const course = useQuery(courseQuery(slug))
  const name = query.data?.name
  return (
    <Panel title={name ? `${text.title}: ${text.name[name]}` : text.title} note={text.note}>
      <Loaded query={query}>
        {playbook =>
          playbook.name === null ? (
            <Choice />
          ) : (
            <Loaded query={course}>{loaded => <Phases playbook={playbook} course={loaded} />}</Loaded>
          )
        }
      </Loaded>
    </Panel>
  )
}

function Choice({ current }: { current?: PlaybookName }) {
  const text = useText(words)
  const { slug } = useProject()
  const queries = useQueryClient()
  const follow = useMutation({
    mutationFn: (name: PlaybookName) => api(playbookRoutes).follow({ project: slug, name }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['project', slug] }),
  })
  return (
    <Stack>
      {current ? (
        <p className={css['thin']}>{text.changeNote}</p>
      ) : (
        <p>
          <strong>{text.none}.</strong> {text.noneText}
        </p>
      )}
      <ul className={css['books']}>
        {PlaybookName.options
          .filter(name => name !== current)
          .map(name => (
            <li key={name}>
              <strong>{text.name[name]}</strong>
              <span>{text.about[name]}</span>
              <RightTo right="project:write" action={text.followAction}>
                <Button loading={follow.isPending} onClick={() => follow.mutate(name)}>
                  {text.follow(text.name[name])}
                </Button>
              </RightTo>
            </li>
          ))}
      </ul>
      {follow.error && <ErrorPanel error={follow.error} />}
    </Stack>
  )
}

function Phases({ playbook, course }: { playbook: Playbook; course: Course }) {
  const text = useText(words)
  const format = useFormat()
  const [asking, setAsking] = useState<Phase | undefined>()
  const name = playbook.name ?? 'product'
  return (
    <>
      <ol className={css['phases']}>
        {playbook.phases.map(now => {
          const { phase, stage, gate, questions } = now
          const isPassed = course.gates.some(one => one.name === gate && one.state === 'passed')
          const isNow = stage === course.stage
          const answered = questions.filter(({ answer }) => answer !== '').length
          return (
            <li key={phase}>
              <details open={isNow}>
                <summary>
                  <Status is={isPassed ? 'done' : isNow ? 'running' : 'idle'}>{text.books[name][phase].name}</Status>
                  <small>
                    {gate} · {text.answered(format.num(answered), format.num(questions.length))}
                  </small>
                </summary>
                <div className={css['phase']}>
                  <div>
                    <PhaseQuestions questions={questions} />
                    <div className={css['buttons']}>
                      <RightTo right="request:write" action={text.askAction}>
                        <Button onClick={() => setAsking(phase)}>{text.ask}</Button>
                      </RightTo>
                    </div>
                  </div>
                  <PhaseExit gate={gate} exit={text.books[name][phase].exit} course={course}>
                    <Suggestion now={now} book={name} />
                  </PhaseExit>
                </div>
              </details>
            </li>
          )
        })}
      </ol>
      <details>
        <summary className={css['thin']}>{text.change}</summary>
        <Choice current={name} />
      </details>
      {asking && <AskDialog phase={asking} onClose={() => setAsking(undefined)} />}
    </>
  )
}

function Suggestion({ now: { phase }, book }: { now: PhaseNow; book: PlaybookName }) {
  const text = useText(words)
  const { spike } = text.books[book][phase]
  return (
    <div>
      <strong>{text.spikes.suggested}</strong> {spike.question}
      <div className={css['buttons']}>
        <StartSpike phase={phase} idea={spike} label={text.spikes.take} />
      </div>
    </div>
  )
}

function AskDialog({ phase, onClose }: { phase: Phase; onClose: () => void }) {
  const text = useText(words)
  const { slug } = useProject()
  const [question, setQuestion] = useState('')
  const send = () => api(playbookRoutes).ask({ project: slug, phase, words: question })
  return (
    <FormDialog title={text.ask} submit={text.ask} send={send} onClose={onClose}>
      <Textarea
        required
        autosize
        minRows={2}
        maxLength={400}
        label={text.question}
        value={question}
        onChange={event => setQuestion(event.target.value)}
      />
    </FormDialog>
  )
}
