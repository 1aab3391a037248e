import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { useAsk } from '../../../web/ask.ts'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { inboxWords } from '../../../web/text/inbox.ts'
import { requests } from '../../../web/text/requests.ts'
import { useText } from '../../../web/text/text.ts'
import { askedRoutes, type Asked } from '../asked/asked.schema.ts'
import { requestStatus } from '../requests.look.ts'
import css from './inbox.module.css'

/** My own requests with their answers, also in projects where I have no seat yet. */
export function AskedPanel() {
  const text = useText(inboxWords)
  const query = useQuery({
    queryKey: ['desk', 'asked'],
    queryFn: ({ signal }) => api(askedRoutes).list({ limit: 20 }, { signal }),
  })
  return (
    <Panel title={text.mine}>
      <Loaded query={query}>
        {({ requests: mine }) => (
          <Stack>
            {mine.length === 0 && <p>{text.mineEmpty}</p>}
            {mine.map(request => (
              <Mine key={request.id} request={request} />
            ))}
          </Stack>
        )}
      </Loaded>
    </Panel>
  )
}

function Mine({ request }: { request: Asked }) {
  const text = useText(inboxWords)
  const words = useText(requests)
  const { kindOf } = useAsk()
  const queries = useQueryClient()
  const withdraw = async () => {
    await api(askedRoutes).withdraw({ request: request.id })
    await queries.invalidateQueries({ queryKey: ['desk'] })
  }
  return (
    <div className={css['line']}>
      <span>
        {kindOf(request.kind)}: {request.subject.name}
        {request.decisionReason && <small>{request.decisionReason}</small>}
      </span>
      <Status is={requestStatus[request.state]} size="small">
        {words.state[request.state]}
      </Status>
      {request.state === 'open' && <Button onClick={() => void withdraw()}>{text.withdraw}</Button>}
    </div>
  )
}
