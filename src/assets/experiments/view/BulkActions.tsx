import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconFolderSymlink, IconRestore, IconTag, IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { ConfirmButton } from '../../../web/parts/ConfirmButton.tsx'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { useProject } from '../../../web/project.ts'
import { runsTable } from '../../../web/text/runsTable.ts'
import { useText } from '../../../web/text/text.ts'
import { bulkRoutes, mostAtOnce, type BulkAct } from '../bulk/bulk.schema.ts'

type BulkProps = { chosen: readonly string[]; isTrash: boolean; onDone: () => void }

/** What is done to all chosen runs: tag, move and delete them, or bring them back from the trash. */
export function BulkActions({ chosen, isTrash, onDone }: BulkProps) {
  const text = useText(runsTable)
  const format = useFormat()
  const { slug } = useProject()
  const queries = useQueryClient()
  const [asks, setAsks] = useState<'tag' | 'move'>()
  const act = async (wish: BulkAct) => {
    await api(bulkRoutes).act({ project: slug, runs: [...chosen], act: wish })
    await queries.invalidateQueries({ queryKey: ['project', slug] })
    if (wish.kind !== 'tag' && wish.kind !== 'move') onDone()
  }
  const n = format.num(chosen.length)
  if (chosen.length > mostAtOnce) return <span>{text.tooMany(mostAtOnce)}</span>
  return (
    <RightTo right="run:write" action={text.manage}>
      {isTrash ? (
        <>
          <Button leftSection={<IconRestore />} onClick={() => void act({ kind: 'restore' })}>
            {text.restore}
          </Button>
          <ConfirmButton
            tone="danger"
            leftSection={<IconTrash />}
            consequence={text.purgeText(n)}
            confirm={text.purge}
            onConfirm={() => act({ kind: 'purge' })}
          >
            {text.purge}
          </ConfirmButton>
        </>
      ) : (
        <>
          <Button leftSection={<IconTag />} onClick={() => setAsks('tag')}>
            {text.tag}
          </Button>
          <Button leftSection={<IconFolderSymlink />} onClick={() => setAsks('move')}>
            {text.move}
          </Button>
          <ConfirmButton
            leftSection={<IconTrash />}
            consequence={text.removeText(n)}
            confirm={text.remove}
            onConfirm={() => act({ kind: 'delete' })}
          >
            {text.remove}
          </ConfirmButton>
        </>
      )}
      {asks === 'tag' && <TagDialog n={n} act={act} onClose={() => setAsks(undefined)} />}
      {asks === 'move' && <MoveDialog n={n} act={act} onClose={() => setAsks(undefined)} />}
    </RightTo>
  )
}

type AskProps = { n: string; act: (wish: BulkAct) => Promise<void>; onClose: () => void }

function TagDialog({ n, act, onClose }: AskProps) {
  const text = useText(runsTable)
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  return (
    <FormDialog
      title={text.tagTitle(n)}
      submit={text.tag}
      send={() => act({ kind: 'tag', key, value })}
      onClose={onClose}
      isReady={key !== ''}
    >
      <TextInput label={text.tagKey} value={key} onChange={event => setKey(event.target.value)} required />
      <TextInput label={text.tagValue} value={value} onChange={event => setValue(event.target.value)} />
    </FormDialog>
  )
}

function MoveDialog({ n, act, onClose }: AskProps) {
  const text = useText(runsTable)
  const { slug } = useProject()
  const [chosen, setChosen] = useState<string>()
  const { data } = useQuery({
    queryKey: ['project', slug, 'experiments'],
    queryFn: ({ signal }) => api(bulkRoutes).experiments({ project: slug }, { signal }),
  })
  const active = data?.experiments.filter(({ isDeleted }) => !isDeleted) ?? []
  const experiment = chosen ?? active[0]?.id
  return (
    <FormDialog
      title={text.moveTitle(n)}
      submit={text.move}
      send={() => act({ kind: 'move', experiment: experiment ?? '' })}
      onClose={onClose}
      isReady={experiment !== undefined}
    >
      <NativeSelect
        label={text.experiment}
        data={active.map(({ id, name }) => ({ value: id, label: name }))}
        value={experiment ?? ''}
        onChange={event => setChosen(event.target.value)}
      />
    </FormDialog>
  )
}
