import { Button } from '@mantine/core'
import { IconAt, IconGitPullRequest } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { api } from '../../web/api.ts'
import { useAsk } from '../../web/ask.ts'
import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Callout, Panel, Stack } from '../../web/parts/Panel.tsx'
import { PersonLine } from '../../web/parts/PersonLine.tsx'
import { Oar, SeatOar } from '../../web/parts/SeatOar.tsx'
import { useNow, Waited } from '../../web/parts/Time.tsx'
import { placeOf } from '../../web/places.ts'
import { deskQuery } from '../../web/queries.ts'
import { home } from '../../web/text/home.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { talkRoutes } from '../talk/talk.schema.ts'
import type { Desk } from './home.schema.ts'
import css from './home.module.css'

/** What is asked of a seat I hold: what, since when, what it blocks, and one click to decide. */
export function WaitingForMe({ desk }: { desk: Desk }) {
  const text = useText(home)
  const { askOf, blockedOf } = useAsk()
  const isEmpty = desk.waitingForMe.length + desk.mentions.length === 0
  return (
    <Panel title={text.waitingForMe} note={text.oldestFirst} aside={<Go href="/inbox">{text.inbox}</Go>} span={8} flush>
      {isEmpty && <p className={css['none']}>{text.nothingWaits}</p>}
      <ul className={css['waiting']}>
        {desk.waitingForMe.map(request => (
          <Item
            key={request.id}
            icon={<IconGitPullRequest size={17} stroke={1.7} />}
            title={askOf({ kind: request.kind, subject: request.subject.name })}
            note={[
              request.blocks && text.blocks(blockedOf(request.blocks)),
              `${text.askedBy(request.from.name)}: ${request.reason}`,
            ]
              .filter(Boolean)
              .join('; ')}
            seat={<SeatOar seat={request.toSeat} />}
            project={request.project.name}
            since={request.createdAt}
            action={
              <Button component={Go} href={`/projects/${request.project.slug}/requests/${request.id}`}>
                {text.decide}
              </Button>
            }
          />
        ))}
        {desk.mentions.map(mention => (
          <Item
            key={mention.comment.id}
            icon={<IconAt size={17} stroke={1.7} />}
            title={text.mentioned(mention.comment.author.name)}
            note={mention.comment.body.replaceAll(/@\[\w+\]\s*/g, '')}
            project={mention.project.name}
            since={mention.comment.createdAt}
            action={<ReadButton mention={mention} />}
          />
        ))}
      </ul>
    </Panel>
  )
}

type ItemProps = {
  icon: ReactNode
  title: string
  note: string
  seat?: ReactNode
  project: string
  since: number
  action: ReactNode
}

function Item({ icon, title, note, seat, project, since, action }: ItemProps) {
  return (
    <li>
      <span className={css['icon']} aria-hidden>
        {icon}
      </span>
      <span className={css['words']}>
        <strong>{title}</strong>
        <small>{note}</small>
      </span>
      <span className={css['where']}>
        {seat}
        <small>{project}</small>
      </span>
      <span className={css['since']}>
        <Waited since={since} />
      </span>
      {action}
    </li>
  )
}

/** Goes to where I was named; from then on it waits no longer. */
function ReadButton({ mention: { comment, project } }: { mention: Desk['mentions'][number] }) {
  const text = useText(home)
  const router = useRouter()
  const queries = useQueryClient()
  const read = useMutation({
    mutationFn: () => api(talkRoutes).seen({ project: project.slug, comment: comment.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: deskQuery().queryKey }),
  })
  const open = () => {
    read.mutate()
    router.history.push(placeOf(project.slug, comment.object) ?? `/projects/${project.slug}`)
  }
  return <Button onClick={open}>{text.read}</Button>
}

/** What I asked for, of whom, and where nobody can answer. */
export function WaitingForOthers({ desk }: { desk: Desk }) {
  const text = useText(home)
  return (
    <Panel title={text.youWaitFor} span={4}>
      {desk.waitingForOthers.length === 0 && <p className={css['thin']}>{text.waitForNobody}</p>}
      <Stack>
        {desk.waitingForOthers.map(request => (
          <Asked key={request.id} request={request} />
        ))}
      </Stack>
    </Panel>
  )
}

function Asked({ request }: { request: Desk['waitingForOthers'][number] }) {
  const text = useText(home)
  const seats = useText(seatWords)
  const format = useFormat()
  const now = useNow(30_000)
  const { kindOf } = useAsk()
  const [decider] = request.deciders
  const age = format.age(now - request.createdAt)
  const href = `/projects/${request.project.slug}/requests/${request.id}`
  if (request.isOutside)
    return (
      <p>
        {kindOf(request.kind)}: {request.subject.name}, <SeatOar seat={request.toSeat} />, {text.waitingSince(age)}
      </p>
    )
  if (!decider)
    return (
      <Callout tone="bronze" icon={<Oar state="empty" size={20} />}>
        {text.waitsForNobody(kindOf(request.kind), age, seats.name[request.toSeat])}:{' '}
        <Go href={href}>{request.subject.name}</Go>.{' '}
        <Go href={`/projects/${request.project.slug}/people`}>{text.fillSeat}</Go>
      </Callout>
    )
  return (
    <PersonLine
      person={decider}
      seat={request.toSeat}
      note={text.waitingSince(age)}
      aside={<Go href={href}>{text.open}</Go>}
    >
      {kindOf(request.kind)}: {request.subject.name}
    </PersonLine>
  )
}
