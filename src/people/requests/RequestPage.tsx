import { IconAlertCircle, IconClock, IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { api } from '../../web/api.ts'
import { useAsk } from '../../web/ask.ts'
import { useNow, Waited, When } from '../../web/parts/Time.tsx'
import { AskButton } from '../../web/parts/AskButton.tsx'
import { Chip } from '../../web/parts/Chip.tsx'
import { EventHistory, historyQuery } from '../../web/parts/EventHistory.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { ObjectTalk, talkQuery } from '../../web/parts/ObjectTalk.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { Fact, PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonLine, PersonName } from '../../web/parts/PersonLine.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { placeOf } from '../../web/places.ts'
import { placeOfSubject } from './requests.look.ts'
import { useProject } from '../../web/project.ts'
import { agents } from '../../web/text/agents.ts'
import { requests } from '../../web/text/requests.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { DecisionPanel } from './DecisionPanel.tsx'
import { EffectPanel } from './EffectPanel.tsx'
import { EvidencePanel } from './EvidencePanel.tsx'
import css from './RequestPage.module.css'
import { requestStatus, subjectName } from './requests.look.ts'
import { requestRoutes, type RequestDetail } from './requests.schema.ts'

/** One request: what it waits for, the evidence, whose word it needs, and what was said about it. */
export function RequestPage() {
  const text = useText(requests)
  const { slug } = useProject()
  const { id } = useParams({ from: '/projects/$slug/requests/$id' })
  const query = useQuery({
    queryKey: ['project', slug, 'request', id],
    queryFn: ({ signal }) => api(requestRoutes).get({ project: slug, request: id }, { signal }),
  })
  const talk = useQuery(talkQuery(slug, { kind: 'request', id }))
  const history = useQuery(historyQuery(slug, { kind: 'request', id }))
  const title = query.data ? subjectName(query.data) : text.request
  return (
    <Page
      title={title}
      path={[{ label: text.requests, href: `/projects/${slug}/requests` }]}
      actions={query.data && <AskAgain request={query.data} />}
    >
      <Together queries={[query, talk, history]}>
        <Loaded query={query} level={1}>
          {request => (
            <>
              <Header request={request} />
              <div className={css['columns']}>
                <div className={css['column']}>
                  <EvidencePanel request={request} />
                  <ObjectTalk kind="request" id={id} title={text.talk} />
                  <EventHistory of={{ kind: 'request', id }} title={text.history} />
                </div>
                <div className={`${css['column']} ${css['decide']}`}>
                  <DecisionPanel key={request.state} request={request} />
                  <AskedPanel request={request} />
                  {request.state === 'open' && <EffectPanel kind={request.kind} />}
                </div>
              </div>
            </>
          )}
        </Loaded>
      </Together>
    </Page>
  )
}

/** What was sent back is repaired and handed over once more, to the same seat. */
function AskAgain({ request: { id, kind, state, subject, toSeat, nextId } }: { request: RequestDetail }) {
  if (state !== 'returned' || nextId !== null || (kind !== 'handoff' && kind !== 'review')) return null
  const { kind: of, id: what, version } = subject
  return (
    <AskButton subjects={{ [kind]: { kind: of, id: what, ...(version && { version }) } }} previous={id} to={toSeat} />
  )
}

function Header({ request }: { request: RequestDetail }) {
  const text = useText(requests)
  const { through } = useText(agents)
  const seats = useText(seatWords)
  const { slug } = useProject()
  const now = useNow(30_000)
  const { blockedOf } = useAsk()
  const { state, dueAt, createdAt } = request
  const about = placeOfSubject(slug, request)
  const decidedSeat = seats.name[request.decidedSeat ?? request.toSeat]
  const isLate = state === 'open' && dueAt !== null && dueAt < now
  return (
    <PageHeader
      title={subjectName(request)}
      state={
        <>
          <Status is={requestStatus[state]}>
            {state === 'open' ? (
              <>
                {text.waitsFor(seats.name[request.toSeat])}, <Waited since={createdAt} />
              </>
            ) : (
              text.decided[state](decidedSeat)
            )}
          </Status>
          <Chip tone="accent">{text.kind[request.kind] ?? request.kind}</Chip>
        </>
      }
      facts={
        <>
          <Fact>
            {text.askedBy} <PersonName person={request.from} />{' '}
            {request.fromSeat && <abbr title={seats.name[request.fromSeat]}>{seats.short[request.fromSeat]}</abbr>}
            {request.agent && ` ${through(request.agent.name)}`}, <When at={createdAt} />
          </Fact>
          {request.blocks !== null && (
            <Fact icon={<IconLock size={15} stroke={1.6} aria-hidden />}>
              {text.blocks} {blockedOf(request.blocks)}
            </Fact>
          )}
          {dueAt !== null && (
            <Fact
              icon={
                isLate ? (
                  <IconAlertCircle size={15} stroke={1.6} aria-hidden />
                ) : (
                  <IconClock size={15} stroke={1.6} aria-hidden />
                )
              }
            >
              {isLate ? text.overdue : text.due} <When at={dueAt} />
            </Fact>
          )}
          {request.previousId !== null && (
            <Fact>
              <Go href={placeOf(slug, { kind: 'request', id: request.previousId }) ?? ''}>{text.repairs}</Go>
            </Fact>
          )}
          {request.nextId !== null && (
            <Fact>
              <Go href={placeOf(slug, { kind: 'request', id: request.nextId }) ?? ''}>{text.repaired}</Go>
            </Fact>
          )}
          {about && (
            <Fact>
              <Go href={about}>{text.openSubject}</Go>
            </Fact>
          )}
        </>
      }
    />
  )
}

function AskedPanel({ request }: { request: RequestDetail }) {
  const text = useText(requests)
  return (
    <Panel title={text.reason}>
      <PersonLine
        person={request.from}
        {...(request.fromSeat && { seat: request.fromSeat })}
        note={<When at={request.createdAt} />}
      >
        <span className={css['quote']}>{request.reason}</span>
      </PersonLine>
      {request.authors.length > 0 && (
        <p className={css['hint']}>
          {text.authors} {request.authors.map(author => author.name).join(', ')}
        </p>
      )}
    </Panel>
  )
}
