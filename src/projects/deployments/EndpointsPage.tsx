import { Empty } from '../../web/parts/Empty.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { endpoints } from '../../web/text/endpoints.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'

export function EndpointsPage() {
  const text = useText(endpoints)
  const { nothingHere } = useText(parts)
  return (
    <Page title={text.endpoints}>
      <ProjectTabs />
      <PageHeader title={text.endpoints} />
      <Empty title={nothingHere} />
    </Page>
  )
}
