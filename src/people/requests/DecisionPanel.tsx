import { Button, NativeSelect, Textarea } from '@mantine/core'
import { IconArrowBackUp, IconCheck, IconX } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState, type ReactNode } from 'react'
import { api } from '../../web/api.ts'
import { useKeys } from '../../web/keys.ts'
import { Cannot, CannotNote } from '../../web/parts/Cannot.tsx'
import { ConfirmButton } from '../../web/parts/ConfirmButton.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Callout, Panel, Stack } from '../../web/parts/Panel.tsx'
import { PersonLine } from '../../web/parts/PersonLine.tsx'
import { useWhyNot } from '../../web/parts/RightTo.tsx'
import { Oar, SeatOar } from '../../web/parts/SeatOar.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { When } from '../../web/parts/Time.tsx'
import { useProject } from '../../web/project.ts'
import { meQuery } from '../../web/queries.ts'
import { requests } from '../../web/text/requests.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import css from './RequestPage.module.css'
import { requestStatus } from './requests.look.ts'
import { requestRoutes, type RequestDetail } from './requests.schema.ts'

/** Whose word it needs: the reader's, then with a field and buttons; or somebody else's, then with a name. */
export function DecisionPanel({ request }: { request: RequestDetail }) {
  const text = useText(requests)
  if (request.state !== 'open') return <Decided request={request} />
  return (
    <Panel title={text.decision} aside={<SeatOar seat={request.toSeat} />}>
      <Stack>
        <Open request={request} />
        <Deciders request={request} />
      </Stack>
    </Panel>
  )
}

function Open({ request }: { request: RequestDetail }) {
  const text = useText(requests)
  const refusal = useRefusal(request)
  if (!refusal) return <Decide request={request} />
  return (
    <>
      <CannotNote action={text.decide} {...refusal} />
      <div className={css['buttons']}>
        <Cannot action={text.accept} {...refusal} />
        <Cannot action={text.return} {...refusal} />
        {request.canWithdraw && <Withdraw request={request} />}
      </div>
    </>
  )
}

/** Why the reader cannot decide, in the reader's language; the server decides whether. */
function useRefusal(request: RequestDetail) {
  const text = useText(requests)
  const seats = useText(seatWords)
  const why = useWhyNot()
  const me = useQuery(meQuery())
  const { slug, stance, barrier } = useProject()
  const found = barrier('request:write')
  if (found) return why(found)
  if (request.cannotDecide === null) return undefined
  const id = stance.mode === 'act' ? stance.person?.id : me.data?.id
  const seat = seats.name[request.toSeat]
  const isAuthor = request.authors.some(author => author.id === id)
  const because = request.from.id === id ? text.because.asked : isAuthor ? text.because.made : text.because.seat(seat)
  const others = request.deciders.filter(
    person => person.id !== id && person.id !== request.from.id && !request.authors.some(a => a.id === person.id),
  )
  const names = others.map(person => person.name).join(', ')
  if (others.length > 0) return { because, ask: { name: text.seatOf(names, seat) } }
  return { because, ask: { name: text.people, href: `/projects/${slug}/people`, note: text.nobody(seat).slice(0, -1) } }
}

type Act = 'accept' | 'return' | 'withdraw'

function useAct(request: RequestDetail) {
  const { slug } = useProject()
  const queries = useQueryClient()
  return async (act: Act, reason: string, code?: string) => {
    const made = await api(requestRoutes)[act]({ project: slug, request: request.id, reason, ...(code && { code }) })
    queries.setQueryData(['project', slug, 'request', request.id], made)
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['project', slug] }),
      queries.invalidateQueries({ queryKey: ['desk'] }),
    ])
  }
}

function Decide({ request }: { request: RequestDetail }) {
  const text = useText(requests)
  const act = useAct(request)
  const [reason, setReason] = useState('')
  const [code, setCode] = useState('')
  const [isUnnamed, setUnnamed] = useState(false)
  const choice = useRef<HTMLSelectElement>(null)
  const [problem, setProblem] = useState<unknown>()
  const [isMissing, setMissing] = useState(false)
  const accept = useRef<HTMLSpanElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  useKeys({ e: () => accept.current?.querySelector('button')?.click() })
  const { decidesFor } = request
  const open = request.checks.filter(check => check.state !== 'met').length
  const giveBack = async () => {
    const lacksCode = request.reasons.length > 0 && code === ''
    setUnnamed(lacksCode)
    if (lacksCode) return choice.current?.focus()
    const lacksWords = reason.trim() === '' && (code === '' || code === 'other')
    setMissing(lacksWords)
    if (lacksWords) return field.current?.focus()
    await act('return', reason, code).catch(setProblem)
  }
  return (
    <>
      {decidesFor && <Callout tone="accent">{text.standsIn(decidesFor.name)}</Callout>}
      {request.reasons.length > 0 && (
        <NativeSelect
          ref={choice}
          label={text.returnLabel}
          error={isUnnamed && text.choose}
          data={[
            { value: '', label: text.choose },
            ...request.reasons.map(value => ({ value, label: text.returnReason[value] ?? value })),
          ]}
          value={code}
          onChange={event => {
            setCode(event.currentTarget.value)
            setUnnamed(false)
          }}
        />
      )}
      <Textarea
        ref={field}
        label={text.reasonLabel}
        description={text.reasonHint}
        error={isMissing && text.reasonMissing}
        autosize
        minRows={2}
        maxLength={4000}
        value={reason}
        onChange={event => {
          setReason(event.target.value)
          setMissing(false)
        }}
      />
      <div className={css['buttons']}>
        <span ref={accept}>
          <ConfirmButton
            variant="filled"
            leftSection={<IconCheck />}
            confirm={text.accept}
            consequence={<Consequence kind={request.kind} open={open} />}
            onConfirm={() => act('accept', reason)}
          >
            {text.accept}
          </ConfirmButton>
        </span>
        <Button leftSection={<IconArrowBackUp />} onClick={() => void giveBack()}>
          {text.return}
        </Button>
        {request.canWithdraw && <Withdraw request={request} />}
      </div>
      {problem !== undefined && <ErrorPanel error={problem} />}
      <p className={css['hint']}>{text.keys}</p>
    </>
  )
}

function Consequence({ kind, open }: { kind: string; open: number }): ReactNode {
  const text = useText(requests)
  return (
    <>
      {(text.effect[kind] ?? text.effectOther).join('. ')}. {open > 0 && `${text.acceptAnyway(open)} `}
      <strong>{text.final}</strong>
    </>
  )
}

function Withdraw({ request }: { request: RequestDetail }) {
  const text = useText(requests)
  const act = useAct(request)
  return (
    <ConfirmButton
      leftSection={<IconX />}
      confirm={text.withdraw}
      consequence={text.withdrawn}
      onConfirm={() => act('withdraw', '')}
    >
      {text.withdraw}
    </ConfirmButton>
  )
}

function Deciders({ request }: { request: RequestDetail }) {
  const text = useText(requests)
  const { slug } = useProject()
  if (request.deciders.length === 0)
    return (
      <Callout tone="bronze" icon={<Oar state="empty" />}>
        {text.emptySeat}. <a href={`/projects/${slug}/people`}>{text.people}</a>
      </Callout>
    )
  return (
    <div className={css['people']}>
      <h3>{text.deciders}</h3>
      {request.deciders.map(person => (
        <PersonLine key={person.id} person={person} seat={request.toSeat} />
      ))}
    </div>
  )
}

function Decided({ request }: { request: RequestDetail }) {
  const text = useText(requests)
  const seats = useText(seatWords)
  if (request.state === 'open') return null
  const seat = request.decidedSeat ?? request.toSeat
  return (
    <Panel title={text.decision} aside={<SeatOar seat={seat} />}>
      <Stack>
        <Status is={requestStatus[request.state]}>{text.decided[request.state](seats.name[seat])}</Status>
        {request.decidedBy && (
          <PersonLine
            person={request.decidedBy}
            seat={seat}
            note={request.decidedAt !== null && <When at={request.decidedAt} />}
          >
            {request.decidedFor && <small>{text.onBehalf(request.decidedFor.name)}</small>}
            {request.decisionCode !== null && (
              <strong>{text.returnReason[request.decisionCode] ?? request.decisionCode}</strong>
            )}
            {(request.decisionReason !== '' || request.decisionCode === null) && (
              <span className={css['quote']}>{request.decisionReason || text.noReason}</span>
            )}
          </PersonLine>
        )}
      </Stack>
    </Panel>
  )
}
