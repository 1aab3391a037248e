import { Button } from '@mantine/core'
import { IconCode, IconFolderPlus, IconUserCheck, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { CodeBlock } from '../../web/parts/CodeBlock.tsx'
import { WayIn } from '../../web/parts/Empty.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Panel, Stack } from '../../web/parts/Panel.tsx'
import { meQuery } from '../../web/queries.ts'
import { fresh } from '../../web/text/fresh.ts'
import { useText } from '../../web/text/text.ts'

/** A fresh installation: what to do first, and the two lines that bring a script as it is. */
export function FirstSteps() {
  const text = useText(fresh).first
  const me = useQuery(meQuery())
  const lines = `export MLFLOW_TRACKING_URI=${location.origin}\nexport MLFLOW_TRACKING_TOKEN=${text.afterProject}`
  return (
    <Panel title={text.title} note={text.note}>
      <Stack>
        <WayIn
          icon={<IconFolderPlus />}
          title={text.project}
          action={
            <Button component={Go} href="/new" variant="filled">
              {text.project}
            </Button>
          }
        >
          {text.projectText}
        </WayIn>
        <WayIn
          icon={<IconUsersGroup />}
          title={text.crew}
          action={
            <Button component={Go} href="/people/begin">
              {text.crew}
            </Button>
          }
        >
          {text.crewText}
        </WayIn>
        <WayIn icon={<IconCode />} title={text.lines} action={<CodeBlock code={lines} label={text.linesLabel} />}>
          {text.linesText}
        </WayIn>
        {me.data && !me.data.hasPassword && (
          <WayIn
            icon={<IconUserCheck />}
            title={text.account}
            action={
              <Button component={Go} href="/welcome">
                {text.accountDo}
              </Button>
            }
          >
            {text.accountText}
          </WayIn>
        )}
      </Stack>
    </Panel>
  )
}
