import { Button, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { api } from '../../../web/api.ts'
import { CannotNote } from '../../../web/parts/Cannot.tsx'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { Grid, Panel, Stack } from '../../../web/parts/Panel.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { usePlatformBarrier } from '../../../web/platform.ts'
import { roster } from '../../../web/text/roster.ts'
import { useText } from '../../../web/text/text.ts'
import { lineRoutes } from '../lines/lines.schema.ts'
import { PeopleTabs } from '../PeopleTabs.tsx'
import { teamRoutes } from '../teams/teams.schema.ts'
import { onboardingRoutes, type Onboarding, type OnboardingStep } from './onboarding.schema.ts'

type Step = Onboarding['steps'][number]

/** From nothing to a filled map; each step can wait, and what is there is counted, not ticked. */
export function BeginPage() {
  const text = useText(roster)
  const barrier = usePlatformBarrier('user:write')
  const query = useQuery({
    queryKey: ['lines', 'onboarding'],
    queryFn: ({ signal }) => api(onboardingRoutes).get({}, { signal }),
  })
  return (
    <Page title={text.begin.title}>
      <PeopleTabs />
      <Loaded query={query} level={1}>
        {({ steps, isOver }) => (
          <>
            <PageHeader
              title={text.begin.title}
              lede={text.begin.lede}
              state={
                <Status is={isOver ? 'done' : 'waiting'}>
                  {text.begin.answer(steps.filter(step => step.state === 'done').length, steps.length)}
                </Status>
              }
            />
            {barrier && <CannotNote action={text.action} {...barrier} />}
            <Grid>
              {isOver && (
                <Panel title={text.begin.over}>
                  <Button component={Go} href="/map" variant="filled">
                    {text.begin.openMap}
                  </Button>
                </Panel>
              )}
              {steps.map((step, at) => (
                <StepPanel key={step.name} step={step} place={at + 1} mayAct={!barrier} />
              ))}
            </Grid>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function StepPanel({ step, place, mayAct }: { step: Step; place: number; mayAct: boolean }) {
  const text = useText(roster).begin
  const queries = useQueryClient()
  const isSkipped = step.state === 'skipped'
  const skip = useMutation({
    mutationFn: () => api(onboardingRoutes).skip({ step: step.name, isSkipped: !isSkipped }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['lines'] }),
  })
  return (
    <Panel
      title={`${place}. ${text.names[step.name]}`}
      span={6}
      aside={
        step.state === 'done' ? (
          <Status is="done">{text.count(step.count)}</Status>
        ) : (
          <Status is={isSkipped ? 'idle' : 'waiting'}>{isSkipped ? text.skipped : text.open}</Status>
        )
      }
    >
      <Stack>
        <p>{text.texts[step.name]}</p>
        {mayAct && !isSkipped && <Act name={step.name} />}
        {skip.error && <ErrorPanel error={skip.error} />}
        {mayAct && step.state !== 'done' && (
          <div>
            <Button variant="subtle" size="xs" loading={skip.isPending} onClick={() => skip.mutate()}>
              {isSkipped ? text.resume : text.skip}
            </Button>
          </div>
        )}
      </Stack>
    </Panel>
  )
}

function Act({ name }: { name: OnboardingStep }) {
  const text = useText(roster).begin
  switch (name) {
    case 'departments':
      return <Names label={text.namesLabel.departments} make={one => api(lineRoutes).createDepartment({ name: one })} />
    case 'teams':
      return <Names label={text.namesLabel.teams} make={one => api(teamRoutes).create({ name: one })} />
    case 'people':
      return <Way href="/people/import">{text.toImport}</Way>
    case 'platform_seats':
      return <Way href="/backbone/access">{text.toAccess}</Way>
    case 'project':
      return <Way href="/new">{text.toProject}</Way>
  }
}

function Way({ href, children }: { href: string; children: ReactNode }) {
  return (
    <div>
      <Button component={Go} href={href}>
        {children}
      </Button>
    </div>
  )
}

/** One name a line; those that could not be made stay in the field with the reason. */
function Names({ label, make }: { label: string; make: (name: string) => Promise<unknown> }) {
  const text = useText(roster).begin
  const queries = useQueryClient()
  const [words, setWords] = useState('')
  const names = words
    .split('\n')
    .map(name => name.trim())
    .filter(Boolean)
  const add = useMutation({
    mutationFn: async () => {
      for (const [at, name] of names.entries()) {
        await make(name)
        setWords(names.slice(at + 1).join('\n'))
      }
    },
    onSettled: () => queries.invalidateQueries(),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Textarea
          label={label}
          autosize
          minRows={3}
          maxRows={10}
          value={words}
          onChange={event => setWords(event.target.value)}
        />
        {add.error && <ErrorPanel error={add.error} />}
        <div>
          <Button type="submit" disabled={names.length === 0} loading={add.isPending}>
            {text.make}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
