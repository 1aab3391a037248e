import { Button } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { projectRoutes } from '../../../../people/projects/projects.schema.ts'
import { api } from '../../../../web/api.ts'
import type { PersonRef } from '../../../../web/parts/Avatar.tsx'
import { ErrorPanel } from '../../../../web/parts/ErrorPanel.tsx'
import { Markdown } from '../../../../web/parts/Markdown.tsx'
import { MentionField, withIds } from '../../../../web/parts/MentionField.tsx'
import { Panel, Stack } from '../../../../web/parts/Panel.tsx'
import { RightTo } from '../../../../web/parts/RightTo.tsx'
import { useProject } from '../../../../web/project.ts'
import { projectQuery } from '../../../../web/queries.ts'
import { runPage } from '../../../../web/text/runPage.ts'
import { useText } from '../../../../web/text/text.ts'
import { experimentRoutes, type RunDetail } from '../../experiments.schema.ts'
import css from './runPage.module.css'

/** What people say of the run, in Markdown; MLflow's clients read and write the same text. */
export function NotesPanel({ run }: { run: RunDetail }) {
  const text = useText(runPage)
  const { slug } = useProject()
  const [isEditing, setEditing] = useState(false)
  const crew = useQuery({
    queryKey: [...projectQuery(slug).queryKey, 'seats'],
    queryFn: ({ signal }) => api(projectRoutes).seats({ project: slug }, { signal }),
  })
  const people = [...new Map(crew.data?.seats.map(({ person }) => [person.id, person])).values()]
  const note = run.tags.find(({ key }) => key === 'mlflow.note.content')?.value ?? ''
  const edit = (
    <RightTo right="run:write" action={text.noteAction}>
      <Button leftSection={<IconPencil />} onClick={() => setEditing(true)}>
        {note === '' ? text.noteAdd : text.noteEdit}
      </Button>
    </RightTo>
  )
  return (
    <Panel title={text.notes} aside={!isEditing && edit}>
      {isEditing ? (
        <Editor run={run} note={note} people={people} onDone={() => setEditing(false)} />
      ) : note === '' ? (
        <p className={css['thin']}>{text.noteNone}</p>
      ) : (
        <Markdown source={withNames(note, people)} />
      )}
    </Panel>
  )
}

type EditorProps = { run: RunDetail; note: string; people: readonly PersonRef[]; onDone: () => void }

function Editor({ run, note, people, onDone }: EditorProps) {
  const text = useText(runPage)
  const { slug } = useProject()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(() => withNames(note, people, ''))
  const save = useMutation({
    mutationFn: () => api(experimentRoutes).note({ project: slug, run: run.id, note: withIds(draft, people) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['project', slug, 'run', run.id] })
      onDone()
    },
  })
  return (
    <Stack>
      <MentionField
        label={text.noteField}
        value={draft}
        onChange={setDraft}
        people={people}
        onSubmit={() => save.mutate()}
        focus={1}
      />
      {save.error && <ErrorPanel error={save.error} />}
      <div className={css['buttons']}>
        <small className={css['thin']}>{text.noteHint}</small>
        <Button onClick={onDone}>{text.cancel}</Button>
        <Button variant="filled" loading={save.isPending} onClick={() => save.mutate()}>
          {text.save}
        </Button>
      </div>
    </Stack>
  )
}

/** Names for the ids that are stored, since names change and people may be forgotten; bold where it is read. */
const withNames = (note: string, people: readonly PersonRef[], mark = '**') =>
  note.replace(/@\[(usr_[0-9a-z]+)\]/g, (_, id: string) => {
    const name = people.find(person => person.id === id)?.name
    return name === undefined ? '@?' : `${mark}@${name}${mark}`
  })
