import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { useProject } from '../../../web/project.ts'
import { courseQuery } from '../../../web/queries.ts'
import { playbook, playbookPhases } from '../../../web/text/playbook.ts'
import { useText } from '../../../web/text/text.ts'
import css from './risks.module.css'

/** The phases of AI work with their questions, exit rules and spikes; the one that the project is in stands open. */
export function PlaybookPanel() {
  const text = useText(playbook)
  const { slug } = useProject()
  const query = useQuery(courseQuery(slug))
  return (
    <Panel title={text.title} note={text.note}>
      <Loaded query={query}>
        {({ gates, stage }) => (
          <ol className={css['phases']}>
            {playbookPhases.map(({ phase, stage: of, gate }) => {
              const isPassed = gates.some(({ name, state }) => name === gate && state === 'passed')
              const { name, questions, exit, spike } = text.phase[phase]
              return (
                <li key={phase}>
                  <details open={of === stage}>
                    <summary>
                      <Status is={isPassed ? 'done' : of === stage ? 'running' : 'idle'}>
                        {name} <small>{gate}</small>
                      </Status>
                    </summary>
                    <ul>
                      {questions.map(question => (
                        <li key={question}>{question}</li>
                      ))}
                    </ul>
                    <p>
                      <strong>{text.exit}</strong> {exit}
                    </p>
                    <p>
                      <strong>{text.spike}</strong> {spike}
                    </p>
                  </details>
                </li>
              )
            })}
          </ol>
        )}
      </Loaded>
    </Panel>
  )
}
