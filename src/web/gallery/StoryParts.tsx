import { Button } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowRight,
  IconBroadcast,
  IconCircleCheck,
  IconFlag,
  IconGitPullRequest,
  IconMessage,
  IconPlayerPlay,
} from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { Chip } from '../parts/Chip.tsx'
import { CrewMark, DeckLine, Decks, OarRow } from '../parts/Decks.tsx'
import { GateStrip } from '../parts/GateStrip.tsx'
import { Go } from '../parts/Go.tsx'
import { LineageGraph } from '../parts/LineageGraph.tsx'
import { LineageList, LineageStrip } from '../parts/LineageStrip.tsx'
import { BigNumber } from '../parts/Num.tsx'
import { Callout, Grid, Panel, Stack } from '../parts/Panel.tsx'
import { PersonLine } from '../parts/PersonLine.tsx'
import { Oar, SeatOar } from '../parts/SeatOar.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { Status } from '../parts/Status.tsx'
import { Timeline, type Moment } from '../parts/Timeline.tsx'
import { amara, before, chain, crew, day, gates, hour, ingrid, marek, nadia, petra, ravi, tomas } from './invented.ts'

const did = (verb: string, what: string): ReactNode => (
  <>
    {verb} <Go href="/gallery">{what}</Go>
  </>
)

const moments: Moment[] = [
  {
    id: '1',
    at: before(0.4 * hour),
    person: ravi,
    seat: 'ml_engineer',
    did: did('asked about', 'delay-minutes v5'),
    note: 'slice “hubs, evening” got worse by 0.21 min',
    icon: <IconMessage />,
  },
  {
    id: '2',
    at: before(0.7 * hour),
    person: amara,
    seat: 'data_scientist',
    did: did('started', 'train-and-register #212'),
    note: 'tests hypothesis H7',
    icon: <IconPlayerPlay />,
  },
  {
    id: '3',
    at: before(26 * hour),
    person: tomas,
    seat: 'project_manager',
    did: did('moved', 'forecast p85 to 24 Feb'),
    note: '+9 days: full-stack seat empty',
    icon: <IconFlag />,
  },
  {
    id: '4',
    at: before(3 * day),
    person: amara,
    seat: 'data_scientist',
    did: did('asked to promote', 'delay-minutes v5'),
    note: 'error fell 0.45 min against v4',
    icon: <IconGitPullRequest />,
  },
  {
    id: '5',
    at: before(3.1 * day),
    person: marek,
    seat: 'devops_engineer',
    did: did('sent 10 % of traffic to', 'delay-minutes v5'),
    note: 'canary, bake time 72 h',
    icon: <IconBroadcast />,
  },
  {
    id: '6',
    at: before(9 * day),
    person: ravi,
    seat: 'ml_engineer',
    did: did('accepted handoff of', 'keen-petrel-141'),
    note: '6 of 6 checks green',
    icon: <IconCircleCheck />,
  },
  {
    id: '7',
    at: before(10 * day),
    person: ravi,
    seat: 'ml_engineer',
    did: did('sent back', 'keen-petrel-141'),
    note: 'dependencies not locked',
    icon: <IconArrowBackUp />,
    source: 'import',
  },
]

const nodes = [
  { id: 'a', kind: 'dataset', name: 'flights v4', note: '20,000 rows', href: '/gallery' },
  { id: 'b', kind: 'image', name: 'py3.12 9f31c0e7', note: '41 packages', href: '/gallery' },
  { id: 'c', kind: 'code', name: 'train.py @ 4be19d2', note: 'clean' },
  { id: 'd', kind: 'run', name: 'keen-petrel-141', status: { is: 'done', word: '5 min 48 s' }, href: '/gallery' },
  { id: 'e', kind: 'run', name: 'calm-heron-148', status: { is: 'running', word: '3 min 12 s' }, href: '/gallery' },
  {
    id: 'f',
    kind: 'model',
    name: 'delay-minutes v5',
    status: { is: 'waiting', word: '2 of 3 approvals' },
    href: '/gallery',
    current: true,
  },
  { id: 'g', kind: 'endpoint', name: 'delay-minutes', status: { is: 'idle', word: 'after approval' } },
] as const
const edges = [
  { from: 'a', to: 'd' },
  { from: 'b', to: 'd' },
  { from: 'c', to: 'd' },
  { from: 'a', to: 'e', state: 'running' },
  { from: 'd', to: 'f' },
  { from: 'f', to: 'g', state: 'ahead' },
] as const

export function StoryParts() {
  const [shown, setShown] = useState('all')
  return (
    <Grid>
      <Panel title="Next in your seat" span={4} aside={<SeatOar seat="data_scientist" />}>
        <Stack>
          <Panel tone="ask">
            <strong>Answer Ravi’s question on slice “hubs, evening”</strong>
            <p>v5 is 0.21 min worse than v4 there (n = 318). Ravi cannot approve until it is explained.</p>
            <Button variant="filled" rightSection={<IconArrowRight />} mt={8}>
              Open slice
            </Button>{' '}
            <Button mt={8}>Reply</Button>
          </Panel>
          <Callout tone="bronze" icon={<Oar state="empty" size={22} />}>
            <strong>Full-stack engineer is empty.</strong> First hurts G4, value shown.{' '}
            <Go href="/gallery">Ask Tomás Rivera</Go>
          </Callout>
        </Stack>
      </Panel>
      <Panel title="You wait for" note="Two things" span={4}>
        <PersonLine
          person={nadia}
          seat="security_engineer"
          note="3 d; the seat usually answers in 2 d"
          aside={<Go href="/gallery">Nudge</Go>}
        >
          sign the scan of delay-minutes v5
        </PersonLine>
        <PersonLine
          person={petra}
          seat="data_engineer"
          note="1 h; the seat usually answers in 2 d"
          aside={<Go href="/gallery">Nudge</Go>}
        >
          accept contract for crew rosters
        </PersonLine>
        <Status is="running">Running, iteration 640 of 1,200</Status>
      </Panel>
      <Panel title="Numbers" span={4} aside={<Chip tone="outline">risk class low</Chip>}>
        <BigNumber
          label="Chance by the promised 31 Jan"
          value="0.62"
          beside={<Chip tone="waiting">was 0.70</Chip>}
          note="forecast from 148 runs"
        />
        <CrewMark crew={crew} />
        <OarRow crew={crew.slice(0, 5)} />
      </Panel>
      <Panel title="Gates" note="People decide; evidence fills itself" aside={<Go href="/gallery">Open G4</Go>}>
        <GateStrip gates={gates} label="Gates" />
      </Panel>
      <Panel
        title="Crew"
        note="Declared 0.85, shown by work 0.77 of the roll-out need"
        span={7}
        aside={<Go href="/gallery">Open crew</Go>}
      >
        <Decks crew={crew} />
      </Panel>
      <Panel
        title="Timeline"
        span={5}
        aside={
          <Segmented
            label="Events"
            value={shown}
            onChange={setShown}
            options={['all', 'decisions', 'data'].map(value => ({ value, label: value }))}
          />
        }
      >
        <Timeline moments={moments} label="Timeline" />
      </Panel>
      <Panel
        title="Lineage of the candidate"
        note="Closed: every step is a version"
        aside={<Go href="/gallery">Open graph</Go>}
      >
        <LineageStrip items={chain} label="Lineage" />
      </Panel>
      <Panel title="Lineage graph" span={9}>
        <LineageGraph nodes={nodes} edges={edges} />
      </Panel>
      <Panel title="Lineage" span={3}>
        <LineageList items={chain.map(item => ({ ...item, note: item.lines?.[0] }))} label="Lineage, short" />
      </Panel>
      <Panel title="Kestrel Air on three decks">
        <DeckLine deck={3} label="Projects" note="run by stakeholder, project manager, data scientist">
          <OarRow crew={crew.slice(0, 4)} deck={3} />
        </DeckLine>
        <DeckLine deck={2} label="Shared assets">
          <OarRow crew={crew.slice(4, 6)} deck={2} />
        </DeckLine>
        <DeckLine deck={1} label="Backbone">
          <OarRow crew={crew.slice(6)} deck={1} />
        </DeckLine>
        <PersonLine person={ingrid} seat="stakeholder" />
      </Panel>
    </Grid>
  )
}
