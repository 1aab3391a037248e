import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Status } from '../../web/parts/Status.tsx'
import { useProject } from '../../web/project.ts'
import { charterWords } from '../../web/text/charter.ts'
import { useText } from '../../web/text/text.ts'
import css from './charter.module.css'
import { charterRoutes, type CharterPart, type WrittenPart } from './charter.schema.ts'

const pauseMs = 2_000

/** One question of the charter. It is saved when the writer pauses or goes on to the next. */
export function PartField({ name, written }: { name: CharterPart; written: WrittenPart | undefined }) {
  const text = useText(charterWords)
  const { slug, barrier } = useProject()
  const queries = useQueryClient()
  const kept = written?.text ?? ''
  // undefined while the field shows what is kept
  const [draft, setDraft] = useState<string | undefined>()
  const save = useMutation({
    mutationFn: (said: string) => api(charterRoutes).writePart({ project: slug, part: name, text: said }),
    onSuccess: (form, said) => {
      queries.setQueryData(['project', slug, 'charter', 'parts'], form)
      setDraft(now => (now === said ? undefined : now))
    },
  })
  const { mutate } = save
  const isDirty = draft !== undefined && draft.trim() !== kept
  useEffect(() => {
    if (!isDirty) return
    const timer = setTimeout(() => mutate(draft), pauseMs)
    return () => clearTimeout(timer)
  }, [draft, isDirty, mutate])
  const { ask, hint } = text.part[name]
  return (
    <div className={css['part']}>
      <Textarea
        label={ask}
        description={hint}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={2_000}
        disabled={barrier('project:write') !== undefined}
        value={draft ?? kept}
        onChange={event => setDraft(event.target.value)}
        onBlur={() => draft !== undefined && isDirty && mutate(draft)}
      />
      <small aria-live="polite">
        {save.isError && isDirty ? (
          <>
            <Status is="failed" size="small">
              {text.failed}
            </Status>
            <Button onClick={() => draft !== undefined && mutate(draft)}>{text.retry}</Button>
          </>
        ) : save.isPending ? (
          text.saving
        ) : isDirty ? (
          text.unsaved
        ) : (
          written && <Saved written={written} />
        )}
      </small>
    </div>
  )
}

function Saved({ written: { by, at } }: { written: WrittenPart }) {
  const text = useText(charterWords)
  const format = useFormat()
  return (
    <Status is="done" size="small">
      {text.saved(by.name, format.when(at))}
    </Status>
  )
}
