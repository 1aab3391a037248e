import { Button } from '@mantine/core'
import { IconCode, IconDatabasePlus, IconFileText } from '@tabler/icons-react'
import type { z } from 'zod'
import { CodeBlock } from '../../web/parts/CodeBlock.tsx'
import { WayIn } from '../../web/parts/Empty.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Grid, Panel, Stack } from '../../web/parts/Panel.tsx'
import { PersonLine } from '../../web/parts/PersonLine.tsx'
import { people } from '../../web/text/people.ts'
import { useText } from '../../web/text/text.ts'
import type { projectRoutes } from './projects.schema.ts'
import { TrackingLines } from './TrackingLines.tsx'

export type Made = z.infer<typeof projectRoutes.create.reply>

/** What comes after a project was made: the links to send, data, and the two lines for a script. */
export function ProjectMade({ made: { project, invitations } }: { made: Made }) {
  const text = useText(people).create
  return (
    <Grid>
      <Panel title={text.invitations} note={text.invitationsNote} span={6}>
        <Stack>
          {invitations.length === 0 && <p>{text.noInvitations}</p>}
          {invitations.map(({ person, seat, url }) => (
            <div key={url}>
              <PersonLine person={person} seat={seat} />
              <CodeBlock code={url} label={text.invitationOf(person.name)} />
            </div>
          ))}
        </Stack>
      </Panel>
      <Panel
        title={text.next}
        span={6}
        aside={
          <Button component={Go} href={`/projects/${project.slug}`} variant="filled">
            {text.open}
          </Button>
        }
      >
        <Stack>
          <WayIn
            icon={<IconFileText />}
            title={text.charter}
            action={
              <Button component={Go} href={`/projects/${project.slug}/charter`}>
                {text.charterDo}
              </Button>
            }
          >
            {text.charterText}
          </WayIn>
          <WayIn
            icon={<IconDatabasePlus />}
            title={text.data}
            action={
              <Button component={Go} href={`/projects/${project.slug}/data`}>
                {text.dataDo}
              </Button>
            }
          >
            {text.dataText}
          </WayIn>
          <WayIn icon={<IconCode />} title={text.script} action={<TrackingLines slug={project.slug} />}>
            {text.scriptText}
          </WayIn>
        </Stack>
      </Panel>
    </Grid>
  )
}
