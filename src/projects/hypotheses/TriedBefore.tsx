import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../web/api.ts'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Callout, Panel, Stack } from '../../web/parts/Panel.tsx'
import { Status, type StatusKind } from '../../web/parts/Status.tsx'
import { When } from '../../web/parts/Time.tsx'
import { placeOf } from '../../web/places.ts'
import { story } from '../../web/text/story.ts'
import { tried } from '../../web/text/tried.ts'
import { useText } from '../../web/text/text.ts'
import css from './hypotheses.module.css'
import { hypothesisRoutes, type Hypothesis, type TriedBefore } from './hypotheses.schema.ts'

const least = 3

function useTried(words: string, limit: number) {
  const [asked] = useDebouncedValue(words.trim(), 300)
  return useQuery({
    queryKey: ['tried', asked, limit],
    queryFn: ({ signal }) => api(hypothesisRoutes).tried({ q: asked, limit }, { signal }),
    enabled: asked.length >= least,
    placeholderData: before => before,
  })
}

/** Has anyone tried this? Hypotheses and runs of every project that the reader may see. */
export function TriedPanel() {
  const text = useText(tried)
  const [words, setWords] = useState('')
  const { data, error } = useTried(words, 10)
  return (
    <Panel title={text.title} note={text.note}>
      <Stack>
        <TextInput
          type="search"
          aria-label={text.title}
          placeholder={text.placeholder}
          value={words}
          onChange={event => setWords(event.target.value)}
        />
        {error && <ErrorPanel error={error} />}
        <div role="status">{data && words.trim().length >= least && <Findings found={data} />}</div>
      </Stack>
    </Panel>
  )
}

export const hypothesisMarks: Record<Hypothesis['state'], StatusKind> = {
  open: 'running',
  validated: 'done',
  refuted: 'failed',
  inconclusive: 'idle',
}

function Findings({ found: { hypotheses, runs } }: { found: TriedBefore }) {
  const text = useText(tried)
  const words = useText(story).hypotheses
  if (hypotheses.length + runs.length === 0) return <p className={css['thin']}>{text.nobody}</p>
  return (
    <>
      {hypotheses.length > 0 && (
        <ul className={css['found']} aria-label={words.title}>
          {hypotheses.map(({ id, number, title, state, outcome, project }) => (
            <li key={id}>
              <Go href={`/projects/${project.slug}/hypotheses`}>
                H{number} {title}
              </Go>
              <Status is={hypothesisMarks[state]}>{words.stateName[state]}</Status>
              <span className={css['thin']}>{project.name}</span>
              {outcome && <small>{outcome}</small>}
            </li>
          ))}
        </ul>
      )}
      {runs.length > 0 && (
        <ul className={css['found']} aria-label={text.runs}>
          {runs.map(({ id, name, startedAt, note, project }) => (
            <li key={id}>
              <Go href={placeOf(project.slug, { kind: 'run', id }) ?? ''}>{name}</Go>
              <span className={css['thin']}>
                {text.run}, {project.name}, <When at={startedAt} />
              </span>
              {note && <small>{note.replaceAll(/\s+/g, ' ').slice(0, 160)}</small>}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** What was asked before in nearly the same words, while a hypothesis is written. */
export function Near({ words }: { words: string }) {
  const text = useText(story).hypotheses
  const { data } = useTried(words, 4)
  if (!data || words.trim().length < least || data.hypotheses.length + data.runs.length === 0) return null
  return (
    <Callout tone="bronze">
      <strong>{text.tried}</strong>
      <Findings found={data} />
    </Callout>
  )
}
