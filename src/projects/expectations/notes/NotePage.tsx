import { Button, TextInput } from '@mantine/core'
import { IconDownload, IconMail } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { CopyButton } from '../../../web/parts/CodeBlock.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Markdown } from '../../../web/parts/Markdown.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { useProject } from '../../../web/project.ts'
import { ProjectTabs } from '../../../web/shell/ProjectTabs.tsx'
import { goals } from '../../../web/text/goals.ts'
import { useLanguage, useText } from '../../../web/text/text.ts'
import css from './notes.module.css'
import { noteRoutes } from './notes.schema.ts'

/** The weekly note as the platform writes it: look at it, choose another week, copy it, send it, take it along. */
export function NotePage() {
  const text = useText(goals).note
  const { language } = useLanguage()
  const { slug, project } = useProject()
  const [until, setUntil] = useState('')
  const query = useQuery({
    queryKey: ['project', slug, 'note', until, language],
    queryFn: ({ signal }) => api(noteRoutes).get({ project: slug, language, ...(until && { until }) }, { signal }),
    placeholderData: keepPreviousData,
  })
  const file = (format: string) =>
    `/api/projects/${slug}/note/file?${new URLSearchParams({ format, language, ...(until && { until }) }).toString()}`
  const mail = (markdown: string) =>
    `mailto:?${new URLSearchParams({ subject: text.subject(project.name), body: markdown }).toString().replaceAll('+', '%20')}`
  return (
    <Page title={text.title}>
      <PageHeader title={text.title} lede={text.lede} />
      <ProjectTabs />
      <Loaded query={query}>
        {({ markdown }) => (
          <Panel title={text.preview} aside={<CopyButton value={markdown} what={text.title} words="shown" />}>
            <div className={css['acts']}>
              <TextInput
                type="date"
                label={text.until}
                value={until}
                onChange={event => setUntil(event.target.value)}
              />
              <Button component="a" href={mail(markdown)} leftSection={<IconMail />}>
                {text.send}
              </Button>
              {(['md', 'html', 'pdf'] as const).map(format => (
                <Button key={format} component="a" href={file(format)} download leftSection={<IconDownload />}>
                  {text.format[format]}
                </Button>
              ))}
            </div>
            <Markdown source={markdown} />
          </Panel>
        )}
      </Loaded>
    </Page>
  )
}
