import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { projectRoutes } from '../../../people/projects/projects.schema.ts'
import { api } from '../../../web/api.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Callout, Panel, Stack } from '../../../web/parts/Panel.tsx'
import { askedWords } from '../../../web/text/asked.ts'
import { useText } from '../../../web/text/text.ts'
import type { AssetDetail } from '../catalog.schema.ts'
import { subscriptionRoutes } from './subscriptions.schema.ts'

/** A project of mine says that it uses this, and why. */
export function UsePanel({ asset }: { asset: AssetDetail }) {
  const text = useText(askedWords).use
  const queries = useQueryClient()
  const [chosen, setChosen] = useState('')
  const [reason, setReason] = useState('')
  const mine = useQuery({
    queryKey: ['projects', 'mine'],
    queryFn: ({ signal }) => api(projectRoutes).list({}, { signal }),
  })
  const others = (mine.data?.projects ?? []).filter(project => project.id !== asset.project.id)
  const project = chosen || (others[0]?.slug ?? '')
  const use = useMutation({
    mutationFn: () => api(subscriptionRoutes).subscribe({ asset: asset.id, project, reason }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['catalogue'] }),
  })
  if (others.length === 0) return null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    use.mutate()
  }
  return (
    <Panel title={<span id="use">{text.ask}</span>} span={4}>
      {use.data ? (
        <Callout tone="accent">{use.data.state === 'granted' ? text.granted : text.asked}</Callout>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <NativeSelect
              label={text.project}
              data={others.map(one => ({ value: one.slug, label: one.name }))}
              value={project}
              onChange={event => setChosen(event.currentTarget.value)}
            />
            <Textarea
              label={text.reason}
              required
              autosize
              minRows={2}
              maxLength={4000}
              value={reason}
              onChange={event => setReason(event.target.value)}
            />
            {use.error && <ErrorPanel error={use.error} />}
            <div>
              <Button type="submit" loading={use.isPending}>
                {text.send}
              </Button>
            </div>
          </Stack>
        </form>
      )}
    </Panel>
  )
}
