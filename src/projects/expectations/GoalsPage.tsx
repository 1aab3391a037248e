import { Button } from '@mantine/core'
import { IconFileText, IconNews } from '@tabler/icons-react'
import { Go } from '../../web/parts/Go.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Grid } from '../../web/parts/Panel.tsx'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { charterWords } from '../../web/text/charter.ts'
import { goals } from '../../web/text/goals.ts'
import { useText } from '../../web/text/text.ts'
import { PlaybookPanel } from '../charter/playbook/PlaybookPanel.tsx'
import { SpikesPanel } from '../charter/spikes/SpikesPanel.tsx'
import { RisksPanel } from '../charter/risks/RisksPanel.tsx'
import { DriversPanel } from './drivers/DriversPanel.tsx'
import { ForecastPanel } from './forecasts/ForecastPanel.tsx'
import { PromisesPanel } from './promises/PromisesPanel.tsx'

/** Will it be reached, when, and what was said about it. */
export function GoalsPage() {
  const text = useText(goals)
  const { slug } = useProject()
  const charter = useText(charterWords)
  const note = (
    <>
      <Button component={Go} href={`/projects/${slug}/charter`} leftSection={<IconFileText />}>
        {charter.open}
      </Button>
      <Button component={Go} href={`/projects/${slug}/note`} leftSection={<IconNews />}>
        {text.note.open}
      </Button>
    </>
  )
  return (
    <Page title={text.title} actions={note}>
      <PageHeader title={text.title} lede={text.lede} />
      <ProjectTabs />
      <Grid>
        <ForecastPanel />
        <PromisesPanel />
        <PlaybookPanel />
        <SpikesPanel />
        <DriversPanel />
        <RisksPanel />
      </Grid>
    </Page>
  )
}
