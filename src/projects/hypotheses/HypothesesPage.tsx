import { Button } from '@mantine/core'
import { IconBulb, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Empty } from '../../web/parts/Empty.tsx'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { RightTo } from '../../web/parts/RightTo.tsx'
import { Segmented } from '../../web/parts/Segmented.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { TalkButton } from '../../web/parts/TalkButton.tsx'
import { useNow } from '../../web/parts/Time.tsx'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { story } from '../../web/text/story.ts'
import { useText } from '../../web/text/text.ts'
import { SpikesPanel } from '../charter/spikes/SpikesPanel.tsx'
import { CloseDialog, OpenDialog } from './HypothesisDialogs.tsx'
import { hypothesisMarks, TriedPanel } from './TriedBefore.tsx'
import css from './hypotheses.module.css'
import { hypothesisRoutes, type Hypothesis } from './hypotheses.schema.ts'

type Shown = 'all' | 'open' | 'closed'

/** What is being tried and why, until when; and what came of it. */
export function HypothesesPage() {
  const text = useText(story).hypotheses
  const { slug } = useProject()
  const [shown, setShown] = useState<Shown>('all')
  const [isOpening, setOpening] = useState(false)
  const [closing, setClosing] = useState<Hypothesis | undefined>()
  const query = useQuery({
    queryKey: ['project', slug, 'hypotheses'],
    queryFn: ({ signal }) => api(hypothesisRoutes).list({ project: slug }, { signal }),
  })
  const write = (
    <RightTo right="hypothesis:write" action={text.openAction}>
      <Button leftSection={<IconPlus />} variant="filled" onClick={() => setOpening(true)}>
        {text.open}
      </Button>
    </RightTo>
  )
  return (
    <Page title={text.title} actions={write}>
      <PageHeader title={text.title} lede={text.lede} />
      <ProjectTabs {...(query.data && { counts: { hypotheses: query.data.hypotheses.length } })} />
      <TriedPanel />
      <Together queries={[query]}>
        <Loaded query={query}>
          {({ hypotheses }) =>
            hypotheses.length === 0 ? (
              <Panel>
                <Empty icon={<IconBulb />} title={text.none}>
                  {text.noneText}
                </Empty>
              </Panel>
            ) : (
              <Panel title={text.title} aside={<Filter shown={shown} onShow={setShown} />} flush>
                <List hypotheses={hypotheses.filter(one => isShown(one, shown))} onClose={setClosing} />
              </Panel>
            )
          }
        </Loaded>
        <SpikesPanel />
      </Together>
      {isOpening && <OpenDialog onClose={() => setOpening(false)} />}
      {closing && <CloseDialog hypothesis={closing} onClose={() => setClosing(undefined)} />}
    </Page>
  )
}

const isShown = ({ state }: Hypothesis, shown: Shown) => shown === 'all' || (state === 'open') === (shown === 'open')

function Filter({ shown, onShow }: { shown: Shown; onShow: (shown: Shown) => void }) {
  const text = useText(story).hypotheses
  return (
    <Segmented
      label={text.shown}
      value={shown}
      onChange={onShow}
      options={[
        { value: 'all', label: text.all },
        { value: 'open', label: text.opened },
        { value: 'closed', label: text.closed },
      ]}
    />
  )
}

type ListProps = { hypotheses: readonly Hypothesis[]; onClose: (hypothesis: Hypothesis) => void }

function List({ hypotheses, onClose }: ListProps) {
  const text = useText(story).hypotheses
  const { talk } = useSearch({ from: '/projects/$slug/hypotheses' })
  return (
    <Table label={text.title} columns={columnsOf({ text, talk, onClose })} rows={hypotheses} keyOf={({ id }) => id} />
  )
}

/** H7 in a sentence: because of what, which change, what moves, where. */
function Sentence({
  hypothesis: { number, title, because, change, metric, delta, slice },
}: {
  hypothesis: Hypothesis
}) {
  const text = useText(story).hypotheses
  const clauses = [
    [text.because, because],
    [text.change, change],
    [text.metric, metric],
    [text.delta, delta],
    [text.slice, slice],
  ].filter(([, said]) => said)
  return (
    <span className={css['two']}>
      <strong>
        H{number} {title}
      </strong>
      {clauses.length > 0 && <small>{clauses.map(clause => clause.join(' ')).join(', ')}</small>}
    </span>
  )
}

function Timebox({ hypothesis: { state, timeboxUntil, evidenceRuns } }: { hypothesis: Hypothesis }) {
  const text = useText(story).hypotheses
  const format = useFormat()
  const now = useNow(30_000)
  if (state !== 'open') return evidenceRuns.length > 0 ? text.evidence(evidenceRuns.length) : null
  if (timeboxUntil === null) return <span className={css['thin']}>{text.noTimebox}</span>
  return timeboxUntil < now ? (
    <Status is="warning">{text.late(format.age(now - timeboxUntil))}</Status>
  ) : (
    text.until(format.date(timeboxUntil))
  )
}

type Telling = {
  text: typeof story.en.hypotheses
  /** the hypothesis whose talk the reader came for */
  talk: string | undefined
  onClose: ListProps['onClose']
}

const columnsOf = ({ text, talk, onClose }: Telling): Column<Hypothesis>[] => [
  { id: 'what', head: text.name, phone: 'title', width: '46%', cell: one => <Sentence hypothesis={one} /> },
  {
    id: 'state',
    head: text.outcome,
    cell: ({ state, outcome }) => (
      <span className={css['two']}>
        <Status is={hypothesisMarks[state]}>{text.stateName[state]}</Status>
        {outcome && <small>{outcome}</small>}
      </span>
    ),
  },
  { id: 'until', head: text.timebox, cell: one => <Timebox hypothesis={one} /> },
  { id: 'by', head: text.by, phone: 'hide', cell: ({ createdBy }) => <PersonName person={createdBy} /> },
  {
    id: 'talk',
    head: <span className="quiet">{text.talk}</span>,
    align: 'right',
    cell: ({ id, number, title }) => (
      <TalkButton kind="hypothesis" id={id} name={`H${number} ${title}`} isNamed={talk === id} />
    ),
  },
  {
    id: 'close',
    head: <span className="quiet">{text.close}</span>,
    align: 'right',
    cell: one =>
      one.state === 'open' && (
        <RightTo right="hypothesis:write" action={text.closeAction}>
          <Button onClick={() => onClose(one)}>{text.close}</Button>
        </RightTo>
      ),
  },
]
