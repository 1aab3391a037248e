import type { ReactNode } from 'react'
import { Go } from '../../../web/parts/Go.tsx'
import { StatusMark } from '../../../web/parts/Status.tsx'
import { useProject } from '../../../web/project.ts'
import { checkNames } from '../../../web/text/checkNames.ts'
import { playbook } from '../../../web/text/playbook.ts'
import { useText } from '../../../web/text/text.ts'
import type { Course } from '../../gates/gates.schema.ts'
import css from './playbook.module.css'

type PhaseExitProps = { gate: string; exit: string; course: Course; children: ReactNode }

/** When a phase is over: the rule in words, and what the gate that ends it has found. */
export function PhaseExit({ gate, exit, course, children }: PhaseExitProps) {
  const text = useText(playbook)
  const checkName = useText(checkNames)
  const { slug } = useProject()
  const of = course.gates.find(one => one.name === gate)
  return (
    <div className={css['exit']}>
      <p>
        <strong>{text.exit}</strong> {exit}
      </p>
      {of && (
        <div>
          <strong>{text.evidence}</strong>
          <ul className={css['evidence']}>
            {of.checks.map(({ name, state }) => (
              <li key={name}>
                <StatusMark is={state === 'met' ? 'done' : state === 'warning' ? 'warning' : 'idle'} />
                {checkName[name] ?? name}
              </li>
            ))}
          </ul>
          {of.state !== 'passed' && <Go href={`/projects/${slug}#gates`}>{text.toGate(gate)}</Go>}
        </div>
      )}
      {children}
    </div>
  )
}
