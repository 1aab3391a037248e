import { Button } from '@mantine/core'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { Chip } from '../../../web/parts/Chip.tsx'
import { ConfirmButton } from '../../../web/parts/ConfirmButton.tsx'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { Status, type StatusKind } from '../../../web/parts/Status.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { When } from '../../../web/parts/Time.tsx'
import { useProject } from '../../../web/project.ts'
import { webhookWords as words, type WebhookWords } from '../../../web/text/webhooks.ts'
import { useText } from '../../../web/text/text.ts'
import { NewWebhook, SecretDialog } from './WebhookDialogs.tsx'
import { webhookRoutes, type Delivery, type DeliveryState, type ListedWebhook } from './webhooks.schema.ts'
import css from './Webhooks.module.css'

export const webhooksQuery = (slug: string) =>
  queryOptions({
    queryKey: ['project', slug, 'webhooks'],
    queryFn: ({ signal }) => api(webhookRoutes).list({ project: slug }, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.webhooks.some(({ deliveries }) => deliveries.some(one => one.state === 'waiting')) ? 2_000 : false,
  })

/** Who elsewhere hears of changes of the models, how the last times went, and a try. */
export function Webhooks() {
  const text = useText(words)
  const { slug } = useProject()
  const query = useQuery(webhooksQuery(slug))
  const [isOpen, setOpen] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const add = (
    <RightTo right="project:write" action={text.action}>
      <Button onClick={() => setOpen(true)}>{text.add}</Button>
    </RightTo>
  )
  return (
    <Panel title={text.title} note={text.note} aside={add}>
      <Loaded query={query}>
        {({ webhooks }) =>
          webhooks.length === 0 ? (
            <p>{text.none}</p>
          ) : (
            <Table label={text.title} rows={webhooks} keyOf={({ id }) => id} columns={columnsOf(text, setSecret)} />
          )
        }
      </Loaded>
      {isOpen && <NewWebhook onMade={setSecret} onClose={() => setOpen(false)} />}
      {secret !== null && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </Panel>
  )
}

const columnsOf = (text: WebhookWords, onSecret: (secret: string | null) => void): Column<ListedWebhook>[] => [
  {
    id: 'name',
    head: text.name,
    phone: 'title',
    width: '22%',
    cell: row => (
      <>
        <div>{row.name}</div>
        <div className={css['quiet']}>{row.origin}</div>
        {row.status === 'DISABLED' && <Chip>{text.off}</Chip>}
        {!row.isSigned && <Chip tone="outline">{text.unsigned}</Chip>}
        {row.needsSecret && <Chip tone="waiting">{text.needsSecret}</Chip>}
      </>
    ),
  },
  { id: 'events', head: text.events, phone: 'hide', width: '24%', cell: row => row.events.join(', ') },
  { id: 'last', head: text.last, cell: row => <Deliveries list={row.deliveries} /> },
  {
    id: 'acts',
    head: <span className="quiet">{text.acts}</span>,
    align: 'right',
    cell: row => <Acts webhook={row} onSecret={onSecret} />,
  },
]

const marks: Record<DeliveryState, StatusKind> = { delivered: 'done', waiting: 'waiting', failed: 'failed' }

function Deliveries({ list }: { list: readonly Delivery[] }) {
  const text = useText(words)
  if (list.length === 0) return text.never
  return (
    <ul className={css['deliveries']}>
      {list.map(({ id, state, tries, answered, error, createdAt }) => (
        <li key={id}>
          <Status is={marks[state]} size="small">
            {text.state[state]}
          </Status>{' '}
          <When at={createdAt} />
          {tries > 1 && <> · {text.tries(tries)}</>}
          {error !== null && <div className={css['quiet']}>{answered === null ? error : text.answered(answered)}</div>}
        </li>
      ))}
    </ul>
  )
}

type ActsProps = { webhook: ListedWebhook; onSecret: (secret: string | null) => void }

function Acts({ webhook: { id, name }, onSecret }: ActsProps) {
  const text = useText(words)
  const { slug } = useProject()
  const queries = useQueryClient()
  const test = useMutation({ mutationFn: () => api(webhookRoutes).test({ project: slug, webhook: id }) })
  const remove = async () => {
    await api(webhookRoutes).remove({ project: slug, webhook: id })
    await queries.invalidateQueries({ queryKey: ['project', slug, 'webhooks'] })
  }
  const renew = async () => {
    onSecret((await api(webhookRoutes).renewSecret({ project: slug, webhook: id })).secret)
    await queries.invalidateQueries({ queryKey: ['project', slug, 'webhooks'] })
  }
  const { data } = test
  return (
    <RightTo right="project:write" action={text.action}>
      <Stack>
        <div className={css['acts']}>
          <Button
            variant="subtle"
            loading={test.isPending}
            onClick={() => test.mutate()}
            aria-label={text.testOf(name)}
          >
            {text.test}
          </Button>
          <ConfirmButton variant="subtle" confirm={text.renew} consequence={text.renewText(name)} onConfirm={renew}>
            {text.renew}
          </ConfirmButton>
          <ConfirmButton variant="subtle" confirm={text.remove} consequence={text.removeText(name)} onConfirm={remove}>
            {text.remove}
          </ConfirmButton>
        </div>
        <div role="status">
          {data && (
            <Status is={data.isSuccess ? 'done' : 'failed'} size="small">
              {data.status === null ? data.error : text.answered(data.status)}
            </Status>
          )}
        </div>
        {test.error && <ErrorPanel error={test.error} />}
      </Stack>
    </RightTo>
  )
}
