import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { messageOf } from '../../kernel/errors.ts'
import { demoRoutes, type DemoOrganisation } from '../../projects/demo/demo.schema.ts'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Callout, Panel } from '../../web/parts/Panel.tsx'
import { ProgressBar } from '../../web/parts/Progress.tsx'
import { demoOrganisationQuery } from '../../web/queries.ts'
import { demos } from '../../web/text/demos.ts'
import { useText } from '../../web/text/text.ts'
import { enterWorld } from '../../web/world.ts'

// only where there is one to remove: a popover is a tenth of the first page
const ConfirmButton = lazy(async () => ({ default: (await import('../../web/parts/ConfirmButton.tsx')).ConfirmButton }))

/** Offers the simulated organisation, says how far it is, and opens or removes it. */
export function DemoOrganisationPanel({ demo, isGuard }: { demo: DemoOrganisation; isGuard: boolean }) {
  const text = useText(demos)
  return (
    <Panel title={demo.state === 'making' ? text.making : demo.state === 'stopped' ? text.stopped : text.title}>
      <Body demo={demo} isGuard={isGuard} />
    </Panel>
  )
}

function Body({ demo, isGuard }: { demo: DemoOrganisation; isGuard: boolean }) {
  const text = useText(demos)
  const format = useFormat()
  const queries = useQueryClient()
  const settle = (found: DemoOrganisation) => queries.setQueryData(demoOrganisationQuery().queryKey, found)
  const make = useMutation({ mutationFn: () => api(demoRoutes).makeOrganisation({}), onSuccess: settle })
  const remove = useMutation({ mutationFn: () => api(demoRoutes).removeOrganisation(), onSuccess: settle })
  const failure = make.error ?? remove.error
  const { state, share, error, made } = demo
  return (
    <>
      {state === 'making' && <ProgressBar label={text.making} share={share ?? 0} tone="accent" />}
      {error !== null && <Callout tone="failed">{error}</Callout>}
      {failure && <Callout tone="failed">{messageOf(failure)}</Callout>}
      <p>
        {state === 'there' && made
          ? text.there(made.people, made.projects.length, format.num(made.events))
          : state === 'making'
            ? text.makingNote
            : text.invite}
      </p>
      {state === 'there' && made && (
        <Button variant="filled" onClick={() => enterWorld({ look: made.looks[0]?.id ?? '', now: made.until })}>
          {text.enter}
        </Button>
      )}{' '}
      {isGuard && (state === 'none' || state === 'stopped') && (
        <Button loading={make.isPending} onClick={() => make.mutate()}>
          {state === 'none' ? text.make : text.again}
        </Button>
      )}
      {isGuard && state === 'making' && (
        <Button loading={remove.isPending} onClick={() => remove.mutate()}>
          {text.stop}
        </Button>
      )}
      {isGuard && state === 'there' && (
        <Suspense>
          <ConfirmButton consequence={text.removeNote} confirm={text.remove} onConfirm={() => remove.mutateAsync()}>
            {text.remove}
          </ConfirmButton>
        </Suspense>
      )}
    </>
  )
}
