import { Empty } from '../../web/parts/Empty.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { models } from '../../web/text/models.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'

export function ModelsPage() {
  const text = useText(models)
  const { nothingHere } = useText(parts)
  return (
    <Page title={text.models}>
      <ProjectTabs />
      <PageHeader title={text.models} />
      <Empty title={nothingHere} />
    </Page>
  )
}
