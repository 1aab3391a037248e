import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { messageOf } from '../../kernel/errors.ts'
import { demoRoutes, type DemoOrganisation } from '../../projects/demo/demo.schema.ts'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Callout, Panel } from '../../web/parts/Panel.tsx'
import { ProgressBar } from '../../web/parts/Progress.tsx'
import { usePlatformBarrier } from '../../web/platform.ts'
import { demos } from '../../web/text/demos.ts'
import { useText } from '../../web/text/text.ts'
import { currentWorld, enterWorld } from '../../web/world.ts'

// only where there is one to remove: a popover is a tenth of the first page
const ConfirmButton = lazy(async () => ({ default: (await import('../../web/parts/ConfirmButton.tsx')).ConfirmButton }))

/** Offers the simulated organisation, says how far it is, and opens or removes it. Nothing of it inside of itself. */
export function DemoOrganisationPanel({ isOffered }: { isOffered: boolean }) {
  const text = useText(demos)
  const { data } = useQuery({
    queryKey: ['demo', 'organisation'],
    queryFn: ({ signal }) => api(demoRoutes).organisation({}, { signal }),
    // no event of a project says how far it is
    refetchInterval: query => (query.state.data?.state === 'making' ? 1_000 : false),
  })
  const barrier = usePlatformBarrier('platform:write')
  const isGuard = barrier === undefined
  if (!data || currentWorld() || (data.state === 'none' && !(isOffered && isGuard))) return null
  return (
    <Panel title={data.state === 'making' ? text.making : data.state === 'stopped' ? text.stopped : text.title}>
      <Body demo={data} isGuard={isGuard} />
    </Panel>
  )
}

function Body({ demo, isGuard }: { demo: DemoOrganisation; isGuard: boolean }) {
  const text = useText(demos)
  const format = useFormat()
  const queries = useQueryClient()
  const settle = (found: DemoOrganisation) => queries.setQueryData(['demo', 'organisation'], found)
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
