import { Button, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { cardRoutes, type CardParts } from '../../../projects/promotions/cards/cards.schema.ts'
import { api } from '../../../web/api.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Markdown } from '../../../web/parts/Markdown.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { useProject } from '../../../web/project.ts'
import { cards } from '../../../web/text/cards.ts'
import { useLanguage, useText } from '../../../web/text/text.ts'
import type { ModelVersionDetail } from '../models.schema.ts'

/** The card of a version: mostly computed, so that it is true; people add what nobody can compute. */
export function CardPanel({ version: { model, version } }: { version: ModelVersionDetail }) {
  const text = useText(cards)
  const { slug } = useProject()
  const { language } = useLanguage()
  const [isEditing, setEditing] = useState(false)
  const query = useQuery({
    queryKey: ['project', slug, 'model', model, version, 'card', language],
    queryFn: ({ signal }) => api(cardRoutes).get({ project: slug, model, version, language }, { signal }),
  })
  const file = (format: 'md' | 'pdf') =>
    `/api/projects/${encodeURIComponent(slug)}/models/${encodeURIComponent(model)}/versions/${version}/card/file?${new URLSearchParams({ format, language })}`
  return (
    <Panel
      title={text.tab}
      note={text.note}
      aside={
        <>
          <Button component="a" href={file('md')} download>
            {text.markdown}
          </Button>
          <Button component="a" href={file('pdf')} download>
            {text.pdf}
          </Button>
        </>
      }
    >
      <Loaded query={query}>
        {({ parts, markdown }) => (
          <Stack>
            {isEditing ? (
              <PartsForm model={model} parts={parts} onDone={() => setEditing(false)} />
            ) : (
              <div>
                <RightTo right="model:write" action={text.action}>
                  <Button onClick={() => setEditing(true)}>{text.edit}</Button>
                </RightTo>
              </div>
            )}
            <Markdown source={markdown} />
          </Stack>
        )}
      </Loaded>
    </Panel>
  )
}

function PartsForm({ model, parts, onDone }: { model: string; parts: CardParts; onDone: () => void }) {
  const text = useText(cards)
  const { slug } = useProject()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(parts)
  const save = useMutation({
    mutationFn: () => api(cardRoutes).write({ project: slug, model, ...draft }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['project', slug, 'model', model] })
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {(['purpose', 'limits'] as const).map(part => (
          <Textarea
            key={part}
            label={text[part]}
            rows={3}
            value={draft[part]}
            onChange={event => setDraft({ ...draft, [part]: event.target.value })}
          />
        ))}
        <TextInput
          label={text.licence}
          value={draft.licence}
          onChange={event => setDraft({ ...draft, licence: event.target.value })}
        />
        {save.error && <ErrorPanel error={save.error} />}
        <div>
          <Button type="submit" variant="filled" loading={save.isPending}>
            {text.save}
          </Button>{' '}
          <Button onClick={onDone}>{text.cancel}</Button>
        </div>
      </Stack>
    </form>
  )
}
