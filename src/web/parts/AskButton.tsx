import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { requestRoutes } from '../../people/requests/requests.schema.ts'
import { Seat, seats } from '../../people/seats.ts'
import { handoffRoutes } from '../../projects/promotions/handoffs/handoffs.schema.ts'
import { ReturnReason } from '../../projects/promotions/handoffs/reasons.schema.ts'
import { api } from '../api.ts'
import { useProject } from '../project.ts'
import { asking } from '../text/asking.ts'
import { seatWords } from '../text/seats.ts'
import { useText } from '../text/text.ts'
import { FormDialog } from './FormDialog.tsx'
import { Callout } from './Panel.tsx'
import { RightTo } from './RightTo.tsx'
import { Segmented } from './Segmented.tsx'

type Kind = 'handoff' | 'review'
type Subject = { kind: string; id: string; version?: string }
type AskProps = {
  /** what is handed over, what is looked at: one thing may have two names */
  subjects: Partial<Record<Kind, Subject>>
  /** the returned request that is repaired, and the seat that sent it back */
  previous?: string
  to?: Seat
}

/** Carries a thing to another seat: to take it over, or to look at it. */
export function AskButton(props: AskProps) {
  const text = useText(asking)
  const [isOpen, setOpen] = useState(false)
  const [kind = 'review'] = kindsOf(props)
  return (
    <>
      <RightTo right="request:write" action={text.action}>
        <Button leftSection={<IconSend />} onClick={() => setOpen(true)}>
          {props.previous ? text.again : text.kind[kind]}
        </Button>
      </RightTo>
      {isOpen && <AskDialog {...props} onClose={() => setOpen(false)} />}
    </>
  )
}

const kindsOf = ({ subjects }: AskProps) => (['handoff', 'review'] as const).filter(kind => subjects[kind])

function AskDialog({ onClose, ...props }: AskProps & { onClose: () => void }) {
  const { subjects, previous } = props
  const kinds = kindsOf(props)
  const text = useText(asking)
  const words = useText(seatWords)
  const { slug, seat: mine } = useProject()
  const router = useRouter()
  const [kind, setKind] = useState<Kind>(kinds[0] ?? 'review')
  const [toSeat, setSeat] = useState<Seat>(props.to ?? nextSeat(mine))
  const [reason, setReason] = useState('')
  const [due, setDue] = useState('')
  const send = async () => {
    const subject = subjects[kind]
    if (!subject) return
    const made = await api(requestRoutes).create({
      project: slug,
      ...{ kind, subject, toSeat, reason },
      ...(previous && { previous }),
      ...(due && { dueAt: new Date(`${due}T18:00`).getTime() }),
    })
    router.history.push(`/projects/${slug}/requests/${made.id}`)
  }
  const takers = kind === 'review' ? seats : seats.filter(one => one !== mine && !deciders.includes(one))
  return (
    <FormDialog title={text.kind[kind]} submit={text.send[kind]} send={send} onClose={onClose} isReady={reason !== ''}>
      {kinds.length > 1 && (
        <Segmented
          label={text.ask}
          options={kinds.map(value => ({ value, label: text.kind[value] }))}
          value={kind}
          onChange={setKind}
        />
      )}
      <NativeSelect
        label={text.toSeat}
        data={takers.map(value => ({ value, label: words.name[value] }))}
        value={toSeat}
        onChange={event => setSeat(Seat.parse(event.currentTarget.value))}
      />
      <Textarea
        label={text.reason}
        required
        autosize
        minRows={3}
        maxLength={4000}
        value={reason}
        onChange={event => setReason(event.target.value)}
      />
      <TextInput
        type="date"
        label={text.due}
        description={text.dueHint}
        value={due}
        onChange={event => setDue(event.target.value)}
      />
      {kind === 'handoff' && <OftenReturned slug={slug} />}
    </FormDialog>
  )
}

const deciders: readonly Seat[] = ['stakeholder', 'project_manager']
const chain: readonly Seat[] = ['data_engineer', 'data_scientist', 'ml_engineer', 'devops_engineer']

/** Where work usually goes next. */
function nextSeat(mine: Seat | undefined): Seat {
  const at = chain.findIndex(seat => seat === mine)
  return (at >= 0 ? chain[at + 1] : undefined) ?? (mine === 'ml_engineer' ? 'devops_engineer' : 'ml_engineer')
}

/** What was sent back most often, and what helps: read before handing over. */
function OftenReturned({ slug }: { slug: string }) {
  const text = useText(asking)
  const { data } = useQuery({
    queryKey: ['project', slug, 'handoffs'],
    queryFn: ({ signal }) => api(handoffRoutes).desk({ project: slug }, { signal }),
  })
  const [top] = (data?.edges ?? [])
    .flatMap(edge => edge.reasons)
    .toSorted((a, b) => b.requests.length - a.requests.length)
  const code = ReturnReason.safeParse(top?.code).data
  if (!top || !code) return null
  return (
    <Callout>
      {text.often(text.hints[code].reason, top.requests.length)} {text.hints[code].hint}
    </Callout>
  )
}
