import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { PersonPick, type Picked } from '../../../web/parts/PersonPick.tsx'
import { inboxWords } from '../../../web/text/inbox.ts'
import { useText } from '../../../web/text/text.ts'
import css from './inbox.module.css'
import { inboxRoutes } from './inbox.schema.ts'

/** Who decides while I am away, and for whom I do. */
export function AwayPanel() {
  const text = useText(inboxWords)
  const format = useFormat()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const query = useQuery({
    queryKey: ['desk', 'stand-ins'],
    queryFn: ({ signal }) => api(inboxRoutes).standIns({}, { signal }),
  })
  const end = async (standIn: string) => {
    await api(inboxRoutes).end({ standIn })
    await queries.invalidateQueries({ queryKey: ['desk'] })
  }
  return (
    <Panel title={text.away} aside={<Button onClick={() => setOpen(true)}>{text.name}</Button>}>
      <Loaded query={query}>
        {({ mine, others }) => (
          <Stack>
            <p>{text.awayText}</p>
            {mine.length === 0 && <p>{text.nobody}</p>}
            {mine.map(one => (
              <div key={one.id} className={css['line']}>
                <span>{text.standsIn(one.standIn.name, format.date(one.fromAt), format.date(one.untilAt))}</span>
                <Button onClick={() => void end(one.id)}>{text.back}</Button>
              </div>
            ))}
            {others.map(one => (
              <p key={one.id}>{text.youFor(one.person.name, format.date(one.untilAt))}</p>
            ))}
          </Stack>
        )}
      </Loaded>
      {isOpen && <NameDialog onClose={() => setOpen(false)} />}
    </Panel>
  )
}

function NameDialog({ onClose }: { onClose: () => void }) {
  const text = useText(inboxWords)
  const [who, setWho] = useState<Picked>()
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const send = async () =>
    who &&
    api(inboxRoutes).name({
      standIn: who.id,
      fromAt: new Date(`${from}T00:00`).getTime(),
      untilAt: new Date(`${until}T23:59`).getTime(),
    })
  return (
    <FormDialog
      title={text.name}
      submit={text.name}
      send={send}
      onClose={onClose}
      isReady={who !== undefined && from !== '' && until !== ''}
    >
      <PersonPick label={text.who} value={who} onChange={setWho} inDialog />
      <TextInput type="date" label={text.from} required value={from} onChange={event => setFrom(event.target.value)} />
      <TextInput
        type="date"
        label={text.until}
        required
        value={until}
        onChange={event => setUntil(event.target.value)}
      />
    </FormDialog>
  )
}
