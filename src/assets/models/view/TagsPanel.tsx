import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../../../web/api.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { useProject } from '../../../web/project.ts'
import { modelPage } from '../../../web/text/modelPage.ts'
import { useText } from '../../../web/text/text.ts'
import { modelRoutes, type ModelVersionDetail } from '../models.schema.ts'
import css from './model.module.css'

const nothing = { key: '', value: '' }

/** What people and programs noted on this version; the same tags as MLflow's. A key that is there gets the new value. */
export function TagsPanel({ version: { model, version, tags } }: { version: ModelVersionDetail }) {
  const text = useText(modelPage)
  const { slug } = useProject()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const [draft, setDraft] = useState(nothing)
  const at = { project: slug, model, version }
  const onSettled = () => queries.invalidateQueries({ queryKey: ['project', slug, 'model', model] })
  const set = useMutation({
    mutationFn: () => api(modelRoutes).setTag({ ...at, ...draft }),
    onSuccess: () => setDraft(nothing),
    onSettled,
  })
  const drop = useMutation({ mutationFn: (key: string) => api(modelRoutes).dropTag({ ...at, key }), onSettled })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    set.mutate()
  }
  return (
    <Panel
      title={text.tags}
      aside={
        <RightTo right="model:write" action={text.tagAction}>
          <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {text.tagAdd}
          </Button>
        </RightTo>
      }
    >
      <Stack>
        {tags.length === 0 && !isOpen && <p className={css['thin']}>{text.tagsNone}</p>}
        {tags.length > 0 && (
          <ul className={css['tags']}>
            {tags.map(({ key, value }) => (
              <li key={key}>
                <code>{key}</code>
                <span>{value}</span>
                <RightTo right="model:write" action={text.tagAction}>
                  <ActionIcon
                    aria-label={text.tagRemove(key)}
                    title={text.tagRemove(key)}
                    loading={drop.isPending && drop.variables === key}
                    onClick={() => drop.mutate(key)}
                  >
                    <IconX aria-hidden />
                  </ActionIcon>
                </RightTo>
              </li>
            ))}
          </ul>
        )}
        {isOpen && (
          <form onSubmit={submit}>
            <Stack>
              <div className={css['pair']}>
                <TextInput
                  label={text.tagKey}
                  required
                  maxLength={250}
                  value={draft.key}
                  onChange={event => setDraft({ ...draft, key: event.target.value })}
                />
                <TextInput
                  label={text.tagValue}
                  value={draft.value}
                  onChange={event => setDraft({ ...draft, value: event.target.value })}
                />
              </div>
              <div>
                <Button type="submit" loading={set.isPending}>
                  {text.tagSet}
                </Button>
              </div>
            </Stack>
          </form>
        )}
        {set.error && <ErrorPanel error={set.error} />}
        {drop.error && <ErrorPanel error={drop.error} />}
      </Stack>
    </Panel>
  )
}
