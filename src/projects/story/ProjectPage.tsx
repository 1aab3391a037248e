import { Empty } from '../../web/parts/Empty.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { projects } from '../../web/text/projects.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'

export function ProjectPage() {
  const text = useText(projects)
  const { nothingHere } = useText(parts)
  return (
    <Page title={text.overview}>
      <PageHeader title={text.overview} />
      <ProjectTabs />
      <Empty title={nothingHere} />
    </Page>
  )
}
