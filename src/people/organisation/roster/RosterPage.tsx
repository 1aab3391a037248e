import { CannotNote } from '../../../web/parts/Cannot.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { usePlatformBarrier } from '../../../web/platform.ts'
import { roster } from '../../../web/text/roster.ts'
import { useText } from '../../../web/text/text.ts'
import { PeopleTabs } from '../PeopleTabs.tsx'
import { RosterPanel } from './RosterPanel.tsx'

/** People from a table: first what it would do, then the deed. */
export function RosterPage() {
  const text = useText(roster)
  const barrier = usePlatformBarrier('user:write')
  return (
    <Page title={text.title}>
      <PeopleTabs />
      <PageHeader title={text.title} lede={text.lede} />
      {barrier ? <CannotNote action={text.action} {...barrier} /> : <RosterPanel />}
    </Page>
  )
}
