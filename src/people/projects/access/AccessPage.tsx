import { Button, NativeSelect, NumberInput, Textarea } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../../../web/api.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { Callout, Panel, Stack } from '../../../web/parts/Panel.tsx'
import { askedWords } from '../../../web/text/asked.ts'
import { seatWords } from '../../../web/text/seats.ts'
import { useText } from '../../../web/text/text.ts'
import { Seat, seats } from '../../seats.ts'
import { accessRoutes } from './access.schema.ts'

/** Stands where a project would be whose people the reader is not one of: no dead end, but the way in. */
export function AccessPage({ slug }: { slug: string }) {
  const text = useText(askedWords).access
  const words = useText(seatWords)
  const queries = useQueryClient()
  const [seat, setSeat] = useState<Seat>('data_scientist')
  const [days, setDays] = useState(90)
  const [reason, setReason] = useState('')
  const ask = useMutation({
    mutationFn: () => api(accessRoutes).ask({ project: slug, seat, days, reason }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['desk'] }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  return (
    <Page title={text.title}>
      <PageHeader title={text.title} lede={text.lede} />
      <Panel title={text.ask}>
        {ask.data ? (
          <Callout tone="accent">{text.asked(words.name[ask.data.toSeat])}</Callout>
        ) : (
          <form onSubmit={submit}>
            <Stack>
              <NativeSelect
                label={text.seat}
                data={seats.map(value => ({ value, label: words.name[value] }))}
                value={seat}
                onChange={event => setSeat(Seat.parse(event.currentTarget.value))}
              />
              <NumberInput
                label={text.days}
                description={text.daysHint}
                min={1}
                max={365}
                value={days}
                onChange={value => setDays(Number(value))}
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
              {ask.error && <ErrorPanel error={ask.error} />}
              <div>
                <Button type="submit" variant="filled" loading={ask.isPending}>
                  {text.ask}
                </Button>
              </div>
            </Stack>
          </form>
        )}
      </Panel>
    </Page>
  )
}
