import { Empty } from '../../web/parts/Empty.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { requests } from '../../web/text/requests.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'

export function RequestsPage() {
  const text = useText(requests)
  const { nothingHere } = useText(parts)
  return (
    <Page title={text.requests}>
      <ProjectTabs />
      <PageHeader title={text.requests} />
      <Empty title={nothingHere} />
    </Page>
  )
}
