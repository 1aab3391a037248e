import { Empty } from '../../web/parts/Empty.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { runs } from '../../web/text/runs.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'

export function RunsPage() {
  const text = useText(runs)
  const { nothingHere } = useText(parts)
  return (
    <Page title={text.runs}>
      <ProjectTabs />
      <PageHeader title={text.runs} />
      <Empty title={nothingHere} />
    </Page>
  )
}
