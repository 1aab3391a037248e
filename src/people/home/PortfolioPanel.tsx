import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { useState, type ComponentType } from 'react'
import type { Standing } from '../../projects/story/portfolio/portfolio.schema.ts'
import { useAsk } from '../../web/ask.ts'
import { useFormat } from '../../web/format.ts'
import { Chip } from '../../web/parts/Chip.tsx'
import { SimulatedChip } from '../../web/parts/SimulatedChip.tsx'
import { CrewMark } from '../../web/parts/Decks.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Num } from '../../web/parts/Num.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { Sparkline } from '../../web/parts/Sparkline.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Table, type Column, type Sort } from '../../web/parts/Table.tsx'
import { useNow } from '../../web/parts/Time.tsx'
import { home } from '../../web/text/home.ts'
import { projects as words } from '../../web/text/projects.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import css from './home.module.css'
import type { PortfolioChooserProps } from './PortfolioChooser.tsx'
import { fits, inOrder, orders, portfolioCsv, type Looked } from './portfolio.look.ts'

type PortfolioPanelProps = {
  projects: readonly Standing[]
  /** not there where there is nothing to choose from */
  Chooser?: ComponentType<PortfolioChooserProps> | undefined
}

/** One line a project: the KPI against its promise, the stage, and what waits on whom. */
export function PortfolioPanel({ projects, Chooser }: PortfolioPanelProps) {
  const text = useText(home)
  const router = useRouter()
  const [looked, setLooked] = useState<Looked>({})
  const [sort, setSort] = useState<Sort>()
  const found = projects.filter(standing => fits(standing, looked))
  const order = orders.find(one => one === sort?.by)
  const shown = sort && order ? inOrder(found, order, sort.direction) : found
  return (
    <Panel
      title={text.projects}
      note={text.projectsNote}
      aside={
        <Button leftSection={<IconDownload />} onClick={() => void saveCsv(shown)}>
          CSV
        </Button>
      }
      flush
    >
      {Chooser && (
        <div className={css['chooser']}>
          <Chooser projects={projects} looked={looked} onChange={setLooked} />
        </div>
      )}
      <Table
        label={text.projects}
        columns={columnsOf(text)}
        rows={shown}
        keyOf={({ project }) => project.id}
        onOpen={({ project }) => router.history.push(`/projects/${project.slug}`)}
        {...(sort && { sort })}
        onSort={setSort}
        empty={text.noneFits}
      />
    </Panel>
  )
}

async function saveCsv(shown: readonly Standing[]) {
  const { saveFile } = await import('../../web/parts/saveChart.ts')
  saveFile('portfolio.csv', new Blob([portfolioCsv(shown)], { type: 'text/csv;charset=utf-8' }))
}

function Stage({ standing: { stage, nextGate } }: { standing: Standing }) {
  const text = useText(home)
  return (
    <span className={css['two']}>
      <span>{useText(words).stage[stage]}</span>
      <small>{nextGate ? text.nextGate(nextGate) : text.allPassed}</small>
    </span>
  )
}

function KpiNow({ kpi }: { kpi: Standing['kpi'] }) {
  const text = useText(home)
  const format = useFormat()
  if (!kpi) return <small className={css['thin']}>{text.noKpi}</small>
  const now = kpi.values.at(-1)
  const range = text.range(format.num(kpi.baseline), format.num(kpi.target))
  return (
    <span className={css['two']}>
      <span>
        {now ? (
          <strong>
            <Num
              value={now.value}
              {...(now.low !== null && now.high !== null && { range: [now.low, now.high] as const })}
            />
          </strong>
        ) : (
          text.notMeasured
        )}{' '}
        <span className={css['thin']}>{range}</span>
      </span>
      <small>
        {kpi.name}, {kpi.unit}
      </small>
    </span>
  )
}

function Course({ kpi }: { kpi: Standing['kpi'] }) {
  if (!kpi || kpi.values.length < 2) return null
  const last = kpi.values.at(-1)?.value ?? kpi.baseline
  const isReached = kpi.direction === 'lower' ? last <= kpi.target : last >= kpi.target
  return (
    <Sparkline
      values={kpi.values.map(({ value }) => value)}
      baseline={kpi.baseline}
      target={kpi.target}
      tone={isReached ? 'done' : 'chart'}
    />
  )
}

/** What was promised, and by when half and 85 of 100 futures end. */
function Expected({ standing: { forecast, promise } }: { standing: Standing }) {
  const text = useText(home)
  const format = useFormat()
  const dates =
    forecast && forecast.p50 !== null && forecast.p85 !== null
      ? text.halfAndMost(format.date(forecast.p50), format.date(forecast.p85))
      : text.noForecast
  return (
    <span className={css['two']}>
      <span>{dates}</span>
      {promise && (
        <small>
          {text.promised(format.date(promise.dueAt), format.share(promise.odds, 0))}
          {promise.lateDays ? <Status is="warning">{text.lateBy(format.num(promise.lateDays))}</Status> : null}
        </small>
      )}
    </span>
  )
}

/** The oldest thing that waits, said as a sentence: the seat is named, and whether somebody sits in it. */
function WaitsOn({ standing: { waiting, crew, project } }: { standing: Standing }) {
  const text = useText(home)
  const seats = useText(seatWords)
  const format = useFormat()
  const now = useNow(30_000)
  const { kindOf } = useAsk()
  const empty = crew.filter(seat => seat.state === 'empty').length
  if (!waiting)
    return empty === 0 ? (
      <Status is="done">{text.nothingOpen}</Status>
    ) : (
      <Status is="idle">
        {text.nothingOpen}; {text.emptySeats(empty)}
      </Status>
    )
  const say = waiting.isEmpty ? text.waitsForNobody : text.waitsFor
  return (
    <Status is={waiting.isEmpty ? 'warning' : 'waiting'}>
      <Go href={`/projects/${project.slug}/requests/${waiting.requestId}`} className={css['plain']}>
        {say(kindOf(waiting.kind), format.age(now - waiting.since), seats.name[waiting.seat])}
      </Go>
    </Status>
  )
}

const columnsOf = (text: typeof home.en): Column<Standing>[] => [
  {
    id: 'project',
    head: text.project,
    width: '24%',
    sortable: true,
    phone: 'title',
    cell: ({ project, crew }) => (
      <span className={css['named']}>
        <CrewMark crew={crew} />
        <span>
          <Go href={`/projects/${project.slug}`} className={css['name']}>
            {project.name}
          </Go>{' '}
          {project.isDemo && <Chip tone="outline">{text.demo}</Chip>}
          <SimulatedChip />
        </span>
      </span>
    ),
  },
  { id: 'stage', head: text.stageGate, sortable: true, cell: standing => <Stage standing={standing} /> },
  { id: 'kpi', head: text.kpi, cell: ({ kpi }) => <KpiNow kpi={kpi} /> },
  { id: 'course', head: text.course, width: '96px', phone: 'aside', cell: ({ kpi }) => <Course kpi={kpi} /> },
  { id: 'expected', head: text.expected, sortable: true, cell: standing => <Expected standing={standing} /> },
  { id: 'waits', head: text.waitsOn, width: '24%', sortable: true, cell: standing => <WaitsOn standing={standing} /> },
]
