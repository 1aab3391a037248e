import { Empty } from '../../web/parts/Empty.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { datasets } from '../../web/text/datasets.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'

export function DatasetsPage() {
  const text = useText(datasets)
  const { nothingHere } = useText(parts)
  return (
    <Page title={text.datasets}>
      <ProjectTabs />
      <PageHeader title={text.datasets} />
      <Empty title={nothingHere} />
    </Page>
  )
}
