import { useQuery } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { CannotNote } from '../../../web/parts/Cannot.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { Grid, Panel, Stack } from '../../../web/parts/Panel.tsx'
import { usePlatformBarrier } from '../../../web/platform.ts'
import { hoursWords } from '../../../web/text/hours.ts'
import { useText } from '../../../web/text/text.ts'
import { PeopleTabs } from '../PeopleTabs.tsx'
import { calendarRoutes, type Calendar } from '../../users/calendar/calendar.schema.ts'
import { DayStrip } from './DayStrip.tsx'
import css from './hours.module.css'
import { MyHoursForm, OrganisationHoursForm } from './HoursForms.tsx'

/** When people work: the organisation's hours, and where mine differ. */
export function HoursPage() {
  const text = useText(hoursWords)
  const query = useQuery({
    queryKey: ['hours'],
    queryFn: ({ signal }) => api(calendarRoutes).mine({}, { signal }),
  })
  return (
    <Page title={text.page}>
      <PeopleTabs />
      <PageHeader title={text.page} lede={text.lede} />
      <Loaded query={query}>
        {({ mine, organisation, inForce }) => (
          <Grid>
            <Panel title={text.mine} note={text.mineNote} span={6}>
              <Stack>
                <DayStrip calendar={inForce} />
                <MyHoursForm key={JSON.stringify(mine)} mine={mine} organisation={organisation} />
              </Stack>
            </Panel>
            <OrganisationPanel calendar={organisation} />
            <Panel title={text.uses}>
              <ul className={css['uses']}>
                <li>
                  <Go href="/insights">{text.inInsights}</Go>
                </li>
                <li>
                  <Go href="/inbox">{text.inMail}</Go>
                </li>
              </ul>
            </Panel>
          </Grid>
        )}
      </Loaded>
    </Page>
  )
}

function OrganisationPanel({ calendar }: { calendar: Calendar }) {
  const text = useText(hoursWords)
  const barrier = usePlatformBarrier('platform:write')
  return (
    <Panel title={text.organisation} note={text.organisationNote} span={6}>
      <Stack>
        <DayStrip calendar={calendar} />
        {barrier && <CannotNote action={text.action} {...barrier} />}
        <OrganisationHoursForm key={JSON.stringify(calendar)} calendar={calendar} isLocked={barrier !== undefined} />
      </Stack>
    </Panel>
  )
}
