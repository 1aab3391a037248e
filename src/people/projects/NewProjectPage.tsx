import { useState } from 'react'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { people } from '../../web/text/people.ts'
import { useText } from '../../web/text/text.ts'
import { NewProjectForm } from './NewProjectForm.tsx'
import { ProjectMade, type Made } from './ProjectMade.tsx'

/** From nothing to a project with a goal, a number that decides, and people in seats; then what to do next. */
export function NewProjectPage() {
  const text = useText(people).create
  const [made, setMade] = useState<Made | undefined>()
  return (
    <Page title={text.title}>
      <PageHeader
        title={made ? text.created(made.project.name) : text.title}
        lede={made ? text.createdLede : text.lede}
      />
      {made ? <ProjectMade made={made} /> : <NewProjectForm onMade={setMade} />}
    </Page>
  )
}
