import { Empty } from '../../web/parts/Empty.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { catalogue } from '../../web/text/catalogue.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'

export function ImagePage() {
  const text = useText(catalogue)
  const { nothingHere } = useText(parts)
  return (
    <Page title={text.image}>
      <PageHeader title={text.image} />
      <Empty title={nothingHere} />
    </Page>
  )
}
