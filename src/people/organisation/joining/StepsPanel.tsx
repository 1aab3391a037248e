import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { Go } from '../../../web/parts/Go.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { StatusMark } from '../../../web/parts/Status.tsx'
import { stepsQuery } from '../../../web/queries.ts'
import { joining } from '../../../web/text/joining.ts'
import { seatWords } from '../../../web/text/seats.ts'
import { useText } from '../../../web/text/text.ts'
import { joiningRoutes, type FirstSteps, type StepName } from './joining.schema.ts'
import css from './steps.module.css'

/** What to do first in a seat that was taken lately; ticks itself as things happen. Nothing for those who are at home. */
export function StepsPanel({ places }: { places: readonly FirstSteps[] }) {
  return places.map(place => <Place key={place.project.id} place={place} />)
}

function Place({ place: { project, seats: held, steps } }: { place: FirstSteps }) {
  const text = useText(joining)
  const seats = useText(seatWords)
  const queries = useQueryClient()
  const hide = useMutation({
    mutationFn: () => api(joiningRoutes).hide({ project: project.slug }),
    onSuccess: () => queries.invalidateQueries({ queryKey: stepsQuery().queryKey }),
  })
  return (
    <Panel
      title={text.title(project.name)}
      aside={
        <Button size="xs" variant="subtle" loading={hide.isPending} onClick={() => hide.mutate()}>
          {text.hide}
        </Button>
      }
    >
      <Stack>
        <p className={css['seats']}>{text.as(held.map(seat => seats.name[seat]))}</p>
        <ol className={css['steps']}>
          {steps.map(({ name, isDone }) => (
            <li key={name}>
              <StatusMark is={isDone ? 'done' : 'idle'} label={isDone ? text.done : text.open} />
              {isDone ? (
                <span>{text.names[name]}</span>
              ) : (
                <Go href={placeOfStep(project.slug, name)}>{text.names[name]}</Go>
              )}
            </li>
          ))}
        </ol>
      </Stack>
    </Panel>
  )
}

const pages: Partial<Record<StepName, string>> = {
  token: '/settings',
  seats: '/people',
  decide: '/requests',
  hypothesis: '/hypotheses',
  dataset: '/data',
  run: '/runs',
  deploy: '/models',
}

function placeOfStep(slug: string, name: StepName): string {
  if (name === 'account') return '/welcome'
  if (name === 'image') return '/catalogue?kind=image'
  return `/projects/${slug}${pages[name] ?? ''}`
}
