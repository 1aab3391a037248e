import { Button } from '@mantine/core'
import { IconClock, IconHash, IconLock, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { Boundary } from '../parts/Boundary.tsx'
import { Chip } from '../parts/Chip.tsx'
import { LiveDot } from '../parts/LiveDot.tsx'
import { Page } from '../parts/Page.tsx'
import { Fact, PageHeader } from '../parts/PageHeader.tsx'
import { PersonName } from '../parts/PersonLine.tsx'
import { Status } from '../parts/Status.tsx'
import { Tabs } from '../parts/Tabs.tsx'
import { ChartParts } from './ChartParts.tsx'
import { amara, petra } from './invented.ts'
import { ListParts } from './ListParts.tsx'
import { StateParts } from './StateParts.tsx'
import { StoryParts } from './StoryParts.tsx'

const tabs = [
  { value: 'story', label: 'Story', count: 6 },
  { value: 'charts', label: 'Charts', count: 5 },
  { value: 'lists', label: 'Lists', count: 4 },
  { value: 'states', label: 'States' },
] as const

/** Every shared part with invented data; only while developing. */
export function GalleryPage() {
  const [tab, setTab] = useState<(typeof tabs)[number]['value']>(
    () => tabs.find(one => location.hash === `#${one.value}`)?.value ?? 'story',
  )
  return (
    <Page
      title="Gallery"
      path={[{ label: 'Parts', href: '/gallery' }]}
      actions={
        <>
          <LiveDot state="live" />
          <Button>Compare</Button>
          <Button variant="filled" leftSection={<IconPlus />}>
            Start run
          </Button>
        </>
      }
    >
      <PageHeader
        title="Flight delays"
        state={
          <>
            <Chip tone="accent">Roll-out</Chip>
            <Status is="waiting">On course, but nobody builds the rebooking screen</Status>
          </>
        }
        lede="Two hours before departure, tell network operations how late each flight will arrive, so that fewer transfer passengers miss their connection."
        facts={
          <>
            <PersonName person={petra} />
            <Fact icon={<IconClock size={16} stroke={1.6} />}>fresh: 42 min, limit 60 min</Fact>
            <Fact icon={<IconHash size={16} stroke={1.6} />}>
              <code>sha256 7c41…e90b</code>
            </Fact>
            <Fact icon={<IconLock size={16} stroke={1.6} />}>immutable, published by {amara.name}</Fact>
          </>
        }
      />
      <Tabs label="Parts" tabs={tabs} value={tab} onChange={setTab}>
        <Boundary key={tab}>
          {tab === 'story' && <StoryParts />}
          {tab === 'charts' && <ChartParts />}
          {tab === 'lists' && <ListParts />}
          {tab === 'states' && <StateParts />}
        </Boundary>
      </Tabs>
    </Page>
  )
}
