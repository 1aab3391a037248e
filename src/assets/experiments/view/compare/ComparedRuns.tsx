import { IconX } from '@tabler/icons-react'
import { useId } from 'react'
import { Go } from '../../../../web/parts/Go.tsx'
import { StatusMark } from '../../../../web/parts/Status.tsx'
import { useProject } from '../../../../web/project.ts'
import { compare } from '../../../../web/text/compare.ts'
import { runs as words } from '../../../../web/text/runs.ts'
import { useText } from '../../../../web/text/text.ts'
import type { ComparePart } from '../../ComparePage.tsx'
import { runStatus } from '../runs.look.ts'
import css from './compare.module.css'

/** Which runs are compared, each in its colour; one of them is the reference, and any can be left out. */
export function ComparedRuns({ of: { runs, reference, tones }, show }: ComparePart) {
  const text = useText(compare)
  const { status } = useText(words)
  const { slug } = useProject()
  const group = useId()
  return (
    <fieldset className={css['runs']}>
      <legend className="quiet">
        {text.runs}, {text.runsNote}
      </legend>
      {runs.map(run => (
        <span key={run.id} className={css['chip']} data-tone={tones.get(run.id)}>
          <input
            type="radio"
            name={group}
            checked={run === reference}
            aria-label={text.makeReference(run.name)}
            title={text.makeReference(run.name)}
            onChange={() => show({ ref: run.id })}
          />
          <i aria-hidden />
          {run.status !== 'FINISHED' && <StatusMark is={runStatus[run.status]} label={status[run.status]} />}
          <Go href={`/projects/${slug}/runs/${run.id}`}>{run.name}</Go>
          {run === reference && <small>{text.reference}</small>}
          <button
            type="button"
            aria-label={text.leaveOut(run.name)}
            onClick={() => show({ runs: runs.flatMap(one => (one === run ? [] : one.id)).join(',') })}
          >
            <IconX size={14} aria-hidden />
          </button>
        </span>
      ))}
    </fieldset>
  )
}
