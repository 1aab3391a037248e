import { Empty } from '../../web/parts/Empty.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { models } from '../../web/text/models.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'

export function ModelPage() {
  const text = useText(models)
  const { nothingHere } = useText(parts)
  return (
    <Page title={text.model}>
      <PageHeader title={text.model} />
      <Empty title={nothingHere} />
    </Page>
  )
}
