import { Empty } from '../../web/parts/Empty.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { home } from '../../web/text/home.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'

export function HomePage() {
  const text = useText(home)
  const { nothingHere } = useText(parts)
  return (
    <Page title={text.desk}>
      <PageHeader title={text.desk} />
      <Empty title={nothingHere} />
    </Page>
  )
}
