import { Empty } from '../web/parts/Empty.tsx'
import { Page } from '../web/parts/Page.tsx'
import { PageHeader } from '../web/parts/PageHeader.tsx'
import { ProjectTabs } from '../web/shell/ProjectTabs.tsx'
import { people } from '../web/text/people.ts'
import { parts } from '../web/text/parts.ts'
import { useText } from '../web/text/text.ts'

export function EventsPage() {
  const text = useText(people)
  const { nothingHere } = useText(parts)
  return (
    <Page title={text.timeline}>
      <ProjectTabs />
      <PageHeader title={text.timeline} />
      <Empty title={nothingHere} />
    </Page>
  )
}
