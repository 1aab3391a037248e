import { Button } from '@mantine/core'
import { IconBuilding, IconUserPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Cannot } from '../../../web/parts/Cannot.tsx'
import { FilterBar } from '../../../web/parts/FilterBar.tsx'
import { Loaded, Together } from '../../../web/parts/Loaded.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { Segmented } from '../../../web/parts/Segmented.tsx'
import { usePlatformBarrier } from '../../../web/platform.ts'
import { leaving } from '../../../web/text/leaving.ts'
import { organisation } from '../../../web/text/organisation.ts'
import { useText } from '../../../web/text/text.ts'
import { JoinerDialog } from '../joining/JoinerDialog.tsx'
import { PeopleTabs } from '../PeopleTabs.tsx'
import { DepartmentDialog } from './DepartmentDialog.tsx'
import { DepartmentTree, LineTree, PeopleList } from './LineTrees.tsx'
import { departmentsQuery, linesQuery } from './lines.look.ts'

/** Who belongs where and reports to whom, as a tree that can be read. */
export function OrganisationPage() {
  const text = useText(organisation)
  const [words, setWords] = useState('')
  const [view, setView] = useState<'department' | 'line'>('department')
  const lines = useQuery(linesQuery())
  const departments = useQuery(departmentsQuery())
  const all = lines.data ?? []
  const wanted = words.trim().toLowerCase()
  const found = all.filter(({ person, title }) => `${person.name} ${title}`.toLowerCase().includes(wanted))
  return (
    <Page title={text.title} actions={<Actions />}>
      <PeopleTabs />
      <PageHeader title={text.title} lede={text.lede} />
      <Together queries={[lines, departments]}>
        <FilterBar
          value={words}
          onChange={setWords}
          placeholder={text.search}
          count={{ shown: found.length, total: all.length }}
        >
          <Segmented
            label={text.view}
            value={view}
            onChange={setView}
            options={[
              { value: 'department', label: text.views.department },
              { value: 'line', label: text.views.line },
            ]}
          />
        </FilterBar>
        <Loaded query={lines}>
          {people => (
            <Loaded query={departments}>
              {({ departments: known }) => (
                <Panel title={text.views[view]} note={text.answer(people.length, known.length)}>
                  {wanted !== '' && <PeopleList lines={found} all={people} />}
                  {wanted === '' && view === 'department' && <DepartmentTree departments={known} lines={people} />}
                  {wanted === '' && view === 'line' && <LineTree lines={people} />}
                </Panel>
              )}
            </Loaded>
          )}
        </Loaded>
      </Together>
    </Page>
  )
}

function Actions() {
  const text = useText(organisation)
  const join = useText(leaving).join
  const [open, setOpen] = useState<'department' | 'joiner' | undefined>()
  const barrier = usePlatformBarrier('user:write')
  if (barrier) return <Cannot action={join.action} {...barrier} />
  const close = () => setOpen(undefined)
  return (
    <>
      <Button leftSection={<IconBuilding />} onClick={() => setOpen('department')}>
        {text.department}
      </Button>
      <Button variant="filled" leftSection={<IconUserPlus />} onClick={() => setOpen('joiner')}>
        {join.open}
      </Button>
      {open === 'department' && <DepartmentDialog onClose={close} />}
      {open === 'joiner' && <JoinerDialog onClose={close} />}
    </>
  )
}
