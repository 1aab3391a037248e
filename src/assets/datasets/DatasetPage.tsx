import { Empty } from '../../web/parts/Empty.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { datasets } from '../../web/text/datasets.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'

export function DatasetPage() {
  const text = useText(datasets)
  const { nothingHere } = useText(parts)
  return (
    <Page title={text.dataset}>
      <PageHeader title={text.dataset} />
      <Empty title={nothingHere} />
    </Page>
  )
}
