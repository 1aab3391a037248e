import { Empty } from '../../web/parts/Empty.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { backbone } from '../../web/text/backbone.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'

export function AccessPage() {
  const text = useText(backbone)
  const { nothingHere } = useText(parts)
  return (
    <Page title={text.access}>
      <PageHeader title={text.access} />
      <Empty title={nothingHere} />
    </Page>
  )
}
