import { useQuery } from '@tanstack/react-query'
import { api } from '../../web/api.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Grid, Panel } from '../../web/parts/Panel.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { dutyWords } from '../../web/text/duties.ts'
import { insights } from '../../web/text/insights.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { DutyMatrix } from './DutyMatrix.tsx'
import css from './insights.module.css'
import { seatingRoutes, type Duty } from './seating/seating.schema.ts'

/** Who is said to do what, beside who does it; where they differ, in words. */
export function DutiesPage() {
  const text = useText(dutyWords)
  const { slug } = useProject()
  const query = useQuery({
    queryKey: ['project', slug, 'seating'],
    queryFn: ({ signal }) => api(seatingRoutes).get({ project: slug }, { signal }),
  })
  const faults = query.data?.duties?.flatMap(duty => duty.faults).length
  return (
    <Page title={text.page}>
      <ProjectTabs />
      <PageHeader
        title={text.page}
        lede={text.lede}
        {...(faults !== undefined && {
          state: (
            <Status is={faults > 0 ? 'warning' : 'done'}>{faults > 0 ? text.conflicts(faults) : text.none}</Status>
          ),
        })}
        facts={
          <>
            <Go href={`/projects/${slug}/people`}>{text.crew}</Go>
            <Go href={`/insights?project=${slug}`}>{text.insights}</Go>
          </>
        }
      />
      <Loaded query={query}>
        {({ duties }) =>
          duties === null ? (
            <Panel>{text.off}</Panel>
          ) : (
            <Grid>
              <ConflictsPanel duties={duties} />
              <DutyMatrix duties={duties} />
            </Grid>
          )
        }
      </Loaded>
    </Page>
  )
}

function ConflictsPanel({ duties }: { duties: readonly Duty[] }) {
  const text = useText(dutyWords)
  const words = useText(insights)
  const names = useText(seatWords)
  const found = duties.filter(duty => duty.faults.length > 0)
  const isEmpty = duties.every(({ said, done }) => said.length + done.length === 0)
  return (
    <Panel title={text.open}>
      {found.length === 0 && <p>{isEmpty ? text.noneYet : text.agrees}</p>}
      <ul className={css['list']}>
        {found.map(({ activity, faults }) => (
          <li key={activity}>
            <strong>{words.activity[activity]}</strong>
            {faults.map(({ fault, seat }) => (
              <Status key={`${fault} ${seat}`} is="warning" size="small">
                {words.fault[fault](seat ? names.name[seat] : '')}
              </Status>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
