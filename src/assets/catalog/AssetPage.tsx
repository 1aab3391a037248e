import { Empty } from '../../web/parts/Empty.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { catalogue } from '../../web/text/catalogue.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'

export function AssetPage() {
  const text = useText(catalogue)
  const { nothingHere } = useText(parts)
  return (
    <Page title={text.asset}>
      <PageHeader title={text.asset} />
      <Empty title={nothingHere} />
    </Page>
  )
}
