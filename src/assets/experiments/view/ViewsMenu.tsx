import { ActionIcon, Button, Popover, TextInput } from '@mantine/core'
import { IconBookmark, IconX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Segmented } from '../../../web/parts/Segmented.tsx'
import { useProject } from '../../../web/project.ts'
import { runsTable } from '../../../web/text/runsTable.ts'
import { useText } from '../../../web/text/text.ts'
import { bulkRoutes } from '../bulk/bulk.schema.ts'
import { RunsSearch, said } from './addresses.schema.ts'
import css from './KeyMenu.module.css'

type ViewsMenuProps = { search: RunsSearch; onOpen: (search: RunsSearch) => void }

/** What the table shows, under names: the project's and one's own. */
export function ViewsMenu({ search, onOpen }: ViewsMenuProps) {
  const text = useText(runsTable)
  const { slug } = useProject()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [whose, setWhose] = useState<'own' | 'shared'>('own')
  const queryKey = ['project', slug, 'run-views']
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api(bulkRoutes).views({ project: slug }, { signal }),
  })
  const onSuccess = () => queries.invalidateQueries({ queryKey })
  const save = useMutation({
    mutationFn: () => {
      const { chosen: _, ...kept } = said(search)
      return api(bulkRoutes).saveView({ project: slug, name, isShared: whose === 'shared', search: wordsOf(kept) })
    },
    onSuccess: () => (setName(''), onSuccess()),
  })
  const drop = useMutation({
    mutationFn: (view: string) => api(bulkRoutes).dropView({ project: slug, view }),
    onSuccess,
  })
  const views = data?.views ?? []
  return (
    <Popover position="bottom-end" width={300} trapFocus withRoles returnFocus>
      <Popover.Target>
        <Button leftSection={<IconBookmark />}>{text.views}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={text.views}>
        <div className={css['menu']}>
          {views.length === 0 && <p>{text.noViews}</p>}
          {views.map(view => (
            <div key={view.id}>
              <Button variant="subtle" onClick={() => onOpen(RunsSearch.parse(view.search))}>
                {view.name} · {view.isShared ? text.shared : text.own}
              </Button>
              <ActionIcon
                variant="subtle"
                aria-label={text.drop(view.name)}
                title={text.drop(view.name)}
                onClick={() => drop.mutate(view.id)}
              >
                <IconX size={15} />
              </ActionIcon>
            </div>
          ))}
          <form onSubmit={event => (event.preventDefault(), save.mutate())}>
            <TextInput label={text.viewName} value={name} onChange={event => setName(event.target.value)} required />
            <Segmented
              label={text.sharedWith}
              value={whose}
              onChange={setWhose}
              options={[
                { value: 'own', label: text.own },
                { value: 'shared', label: text.shared },
              ]}
            />
            <Button type="submit" variant="filled" loading={save.isPending} disabled={name.trim() === ''}>
              {text.saveView}
            </Button>
          </form>
          {save.error && <ErrorPanel error={save.error} />}
          {drop.error && <ErrorPanel error={drop.error} />}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

const wordsOf = (search: RunsSearch): Record<string, string | boolean> =>
  Object.fromEntries(Object.entries(search).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
