import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { StatusMark } from '../../../web/parts/Status.tsx'
import { useProject } from '../../../web/project.ts'
import { playbook } from '../../../web/text/playbook.ts'
import { useText } from '../../../web/text/text.ts'
import { Phase, PlaybookName } from './phases.schema.ts'
import css from './playbook.module.css'
import { playbookRoutes, type Question } from './playbook.schema.ts'

/** What has to be known before the phase ends, each with its answer and who gave it. */
export function PhaseQuestions({ questions }: { questions: readonly Question[] }) {
  const text = useText(playbook)
  const format = useFormat()
  const wordsOf = useWords()
  const [answering, setAnswering] = useState<Question | undefined>()
  return (
    <>
      <ul className={css['questions']}>
        {questions.map(question => {
          const { id, answer, answeredBy, answeredAt } = question
          return (
            <li key={id}>
              <StatusMark is={answer ? 'done' : 'idle'} />
              <div>
                {wordsOf(question)}
                {answer && <p>{answer}</p>}
                {answeredBy && answeredAt !== null && (
                  <small>{text.by(answeredBy.name, format.when(answeredAt))}</small>
                )}
              </div>
              <RightTo right="request:write" action={text.answerAction}>
                <Button onClick={() => setAnswering(question)}>{answer ? text.again : text.answer}</Button>
              </RightTo>
            </li>
          )
        })}
      </ul>
      {answering && (
        <AnswerDialog question={answering} title={wordsOf(answering)} onClose={() => setAnswering(undefined)} />
      )}
    </>
  )
}

/** The playbook's own questions read in the reader's language, a project's own as they were written. */
function useWords() {
  const { books } = useText(playbook)
  return ({ key, words }: Question): string => {
    const [name, phase, at] = key?.split('.') ?? []
    const book = PlaybookName.safeParse(name).data
    const of = Phase.safeParse(phase).data
    return (book && of && books[book][of].questions[Number(at) - 1]) ?? words
  }
}

function AnswerDialog({ question, title, onClose }: { question: Question; title: string; onClose: () => void }) {
  const text = useText(playbook)
  const { slug } = useProject()
  const [answer, setAnswer] = useState(question.answer)
  const send = () => api(playbookRoutes).answer({ project: slug, question: question.id, answer })
  return (
    <FormDialog title={title} submit={text.answer} send={send} onClose={onClose}>
      <Textarea
        autosize
        minRows={4}
        maxLength={4_000}
        label={text.yourAnswer}
        value={answer}
        onChange={event => setAnswer(event.target.value)}
      />
    </FormDialog>
  )
}
