import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { DecisionPanel } from '../../../people/requests/DecisionPanel.tsx'
import { EffectPanel } from '../../../people/requests/EffectPanel.tsx'
import { EvidencePanel } from '../../../people/requests/EvidencePanel.tsx'
import { requestRoutes, type Request } from '../../../people/requests/requests.schema.ts'
import { api } from '../../../web/api.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { PersonName } from '../../../web/parts/PersonLine.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { Status, type StatusKind } from '../../../web/parts/Status.tsx'
import { Duration, When } from '../../../web/parts/Time.tsx'
import { placeOf } from '../../../web/places.ts'
import { useProject } from '../../../web/project.ts'
import { modelPage } from '../../../web/text/modelPage.ts'
import { models } from '../../../web/text/models.ts'
import { seatWords } from '../../../web/text/seats.ts'
import { useText } from '../../../web/text/text.ts'
import type { ModelVersion } from '../models.schema.ts'
import css from './model.module.css'
import { usePromotion, usePromotionRequest } from './useVersion.ts'

const statusOf: Record<Request['state'], StatusKind> = {
  open: 'waiting',
  accepted: 'done',
  returned: 'warning',
  withdrawn: 'idle',
}

/** Whether this version may go into use, in words. */
export function PromotionStatus({ version }: { version: ModelVersion }) {
  const text = useText(models)
  const seats = useText(seatWords)
  const { data } = usePromotion(version)
  if (!data) return null
  const { latest } = data
  if (!latest) return <Status is="idle">{text.noPromotion}</Status>
  const seat = seats.name[latest.decidedSeat ?? latest.toSeat]
  return <Status is={statusOf[latest.state]}>{text.promotion[latest.state](seat)}</Status>
}

/** The request that decides, or the way to ask for it. */
export function PromotionPanel({ version }: { version: ModelVersion }) {
  const text = useText(models)
  const words = useText(modelPage)
  const { slug } = useProject()
  const query = usePromotion(version)
  return (
    <Panel title={text.promotionTitle}>
      <Loaded query={query}>
        {({ latest }) => (
          <Stack>
            {latest ? (
              <>
                <PromotionStatus version={version} />
                <p className={css['thin']}>
                  {words.askedBy} <PersonName person={latest.from} />, <When at={latest.createdAt} />
                  {latest.state === 'open' && (
                    <>
                      ; {words.waits} <Duration from={latest.createdAt} />
                    </>
                  )}
                </p>
                <p>{latest.decisionReason ?? latest.reason}</p>
                <Go href={placeOf(slug, { kind: 'request', id: latest.id }) ?? ''}>{text.openRequest}</Go>
              </>
            ) : (
              <p>{text.promotionNone}</p>
            )}
            {latest?.state !== 'open' && latest?.state !== 'accepted' && <AskForm version={version} />}
          </Stack>
        )}
      </Loaded>
    </Panel>
  )
}

function AskForm({ version: { model, version } }: { version: ModelVersion }) {
  const text = useText(models)
  const { slug } = useProject()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const subject = { kind: 'model', id: model, version: String(version) }
  const ask = useMutation({
    mutationFn: () => api(requestRoutes).create({ project: slug, kind: 'promotion', subject, reason }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['project', slug, 'requests'] }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  return (
    <RightTo right="request:write" action={text.askAction}>
      {isOpen ? (
        <form onSubmit={submit}>
          <Stack>
            <Textarea
              label={text.askReason}
              description={text.askHint}
              required
              rows={4}
              value={reason}
              onChange={event => setReason(event.target.value)}
            />
            {ask.error && <ErrorPanel error={ask.error} />}
            <div>
              <Button type="submit" variant="filled" loading={ask.isPending}>
                {text.askSend}
              </Button>
            </div>
          </Stack>
        </form>
      ) : (
        <div>
          <Button variant="filled" onClick={() => setOpen(true)}>
            {text.ask}
          </Button>
        </div>
      )}
    </RightTo>
  )
}

/** What the platform found for the latest request; nothing before somebody asked. */
export function PromotionEvidence({ version }: { version: ModelVersion }) {
  const query = usePromotionRequest(version)
  if (!query.isEnabled) return null
  return <Loaded query={query}>{request => <EvidencePanel request={request} />}</Loaded>
}

/** Whose word is missing, or was given, and what it sets off. */
export function PromotionDecision({ version }: { version: ModelVersion }) {
  const { data } = usePromotion(version)
  const query = usePromotionRequest(version)
  const state = data?.latest?.state
  if (!query.isEnabled || state === 'withdrawn') return null
  return (
    <>
      <Loaded query={query}>{request => <DecisionPanel request={request} />}</Loaded>
      {state === 'open' && <EffectPanel kind="promotion" />}
    </>
  )
}
