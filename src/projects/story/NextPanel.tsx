import { Button } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Seat } from '../../people/seats.ts'
import type { Check } from '../../people/requests/requests.schema.ts'
import { useAsk } from '../../web/ask.ts'
import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Callout, Panel, Stack } from '../../web/parts/Panel.tsx'
import { Oar, SeatOar } from '../../web/parts/SeatOar.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { useNow } from '../../web/parts/Time.tsx'
import { useProject } from '../../web/project.ts'
import { deskQuery } from '../../web/queries.ts'
import { seatWords } from '../../web/text/seats.ts'
import { checkNames } from '../../web/text/checkNames.ts'
import { story } from '../../web/text/story.ts'
import { useText } from '../../web/text/text.ts'
import type { Course } from '../gates/gates.schema.ts'
import css from './story.module.css'
import { openRequestsQuery } from './storyQueries.tsx'

/** The one thing to do now in the reader's seat, then the others, then the seats where nobody could do theirs. */
export function NextPanel({ course }: { course: Course }) {
  const text = useText(story)
  const { seat } = useProject()
  const steps = useSteps(course)
  const [first, ...others] = steps
  return (
    <Panel title={text.next} span={4} aside={seat && <SeatOar seat={seat} />}>
      <Stack>
        {first ? (
          <Panel tone="ask">
            <strong>{first.title}</strong>
            <p>{first.note}</p>
            <div className={css['act']}>
              <Button component={Go} href={first.href} variant="filled" rightSection={<IconArrowRight />}>
                {first.action}
              </Button>
            </div>
          </Panel>
        ) : (
          <>
            <p className={css['thin']}>{seat ? text.nothing : text.noSeat}</p>
            <Stuck course={course} />
          </>
        )}
        {others.length > 0 && (
          <ul className={css['steps']}>
            {others.map(step => (
              <li key={step.id}>
                <Status is="waiting">
                  <Go href={step.href}>{step.title}</Go>
                </Status>
                <small>{step.note}</small>
              </li>
            ))}
          </ul>
        )}
        <Holes course={course} />
      </Stack>
    </Panel>
  )
}

type NextStep = { id: string; title: string; note: ReactNode; href: string; action: string }

/** Requests to my seat first, then evidence that my seat can supply, then a gate that is ready to be decided. */
function useSteps({ gates }: Course): NextStep[] {
  const text = useText(story)
  const format = useFormat()
  const now = useNow(30_000)
  const { askOf, blockedOf } = useAsk()
  const checkName = useText(checkNames)
  const { slug, project, seat, stance, barrier } = useProject()
  const desk = useQuery(deskQuery())
  const asked = (desk.data?.waitingForMe ?? []).filter(
    ({ project: of, toSeat }) => of.id === project.id && (stance.mode !== 'view' || toSeat === seat),
  )
  const next = gates.find(gate => gate.state === 'next' || gate.state === 'held')
  const missing = next?.checks.filter(check => check.state === 'missing') ?? []
  const mine = missing.filter(check => check.seat !== undefined && check.seat === seat)
  const isAsked = asked.some(request => request.kind === 'gate' && request.subject.id === next?.name)
  const isReady = next !== undefined && missing.length === 0 && !isAsked && !barrier('gate:decide')
  return [
    ...asked.map(request => ({
      id: request.id,
      title: askOf({ kind: request.kind, subject: request.subject.name }),
      note: `${request.blocks ? text.blocks(blockedOf(request.blocks)) : request.reason}; ${text.waited(format.age(now - request.createdAt))}`,
      href: `/projects/${slug}/requests/${request.id}`,
      action: text.decide,
    })),
    ...mine.map(check => ({
      id: check.name,
      title: checkName[check.name] ?? check.name,
      note: text.supply(next?.name ?? ''),
      href: placeToSupply(slug, check),
      action: text.goTo,
    })),
    ...(isReady
      ? [
          {
            id: next.name,
            title: text.gateReady(next.name),
            note: text.gateReadyNote,
            href: '#gates',
            action: text.decide,
          },
        ]
      : []),
  ]
}

const supplies: Record<string, string> = {
  owner: 'people',
  value_range: 'goals',
  charter: 'charter',
  questions: 'goals',
  spikes: 'hypotheses',
  handoff: 'models',
  data_owner: 'people',
  dataset: 'data',
  hypothesis: 'hypotheses',
  runs: 'runs',
  beats_baseline: 'models',
  promotion: 'models',
  re_run: 'runs',
  deployed: 'endpoints',
  live: 'endpoints',
}

function placeToSupply(slug: string, check: Check): string {
  const place = supplies[check.name]
  return place ? `/projects/${slug}/${place}` : '#kpi'
}

/** Who holds the project up while the reader has nothing to do; the whole list stands further down. */
function Stuck({ course }: { course: Course }) {
  const text = useText(story)
  const seats = useText(seatWords)
  const format = useFormat()
  const now = useNow(30_000)
  const { askOf } = useAsk()
  const { slug } = useProject()
  const open = useQuery(openRequestsQuery(slug)).data?.requests ?? []
  if (open.length === 0) return null
  const isEmpty = (seat: Seat) => course.crew.find(one => one.seat === seat)?.state === 'empty'
  return (
    <ul className={css['steps']}>
      {open.slice(0, 3).map(({ id, kind, subject, toSeat, createdAt }) => (
        <li key={id}>
          <Status is="waiting">
            <Go href={`/projects/${slug}/requests/${id}`}>{askOf({ kind, subject: subject.name })}</Go>
          </Status>
          <small>
            {seats.name[toSeat]}, {text.waited(format.age(now - createdAt))}
            {isEmpty(toSeat) && `; ${text.nobodySits}`}
          </small>
        </li>
      ))}
    </ul>
  )
}

/** Empty seats with the gate each blocks first; those that hurt soonest by name. */
function Holes({ course }: { course: Course }) {
  const text = useText(story)
  const seats = useText(seatWords)
  const { slug } = useProject()
  const holes = course.crew
    .filter(seat => seat.state === 'empty' && seat.blocks !== null)
    .toSorted((a, b) => (a.blocks ?? '').localeCompare(b.blocks ?? ''))
  return (
    <>
      {holes.slice(0, 3).map(({ seat, blocks }) => (
        <Callout key={seat} tone="bronze" icon={<Oar state="empty" size={22} />}>
          <strong>{text.hole(seats.name[seat])}</strong> {blocks && text.holeBlocks(blocks)}{' '}
          <Go href={`/projects/${slug}/people`}>{text.fill}</Go>
        </Callout>
      ))}
      {holes.length > 3 && (
        <p className={css['thin']}>
          <Go href={`/projects/${slug}/people`}>{text.moreHoles(holes.length - 3)}</Go>
        </p>
      )}
    </>
  )
}
