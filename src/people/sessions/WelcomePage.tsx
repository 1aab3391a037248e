import { Button } from '@mantine/core'
import { IconFolderPlus, IconShip, IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { demoRoutes } from '../../projects/demo/demo.schema.ts'
import { api } from '../../web/api.ts'
import { WayIn } from '../../web/parts/Empty.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Grid, Panel, Stack } from '../../web/parts/Panel.tsx'
import { meQuery } from '../../web/queries.ts'
import { people } from '../../web/text/people.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { AccountForm } from './AccountForm.tsx'
import { OrganisationPanel } from '../organisation/OrganisationPanel.tsx'
import { SessionsPanel } from './SessionsPanel.tsx'
import type { Me } from './sessions.schema.ts'

/** After the first sign-in by link: a name, an e-mail and a password to come back with; then where to begin. */
export function WelcomePage() {
  const text = useText(people)
  const query = useQuery(meQuery())
  const router = useRouter()
  const [isSaved, setSaved] = useState(false)
  const onSaved = (me: Me) => {
    if (me.seats.length > 0) router.history.push('/')
    else setSaved(true)
  }
  return (
    <Page title={text.welcome}>
      <Loaded query={query} level={1}>
        {me => (
          <>
            <PageHeader
              title={isSaved ? text.account.saved(me.name) : text.account.title}
              lede={isSaved ? text.account.savedLede(me.email ?? '') : text.account.lede}
            />
            <Grid>
              {!isSaved && (
                <Panel title={text.account.you} span={5}>
                  <AccountForm me={me} onSaved={onSaved} />
                </Panel>
              )}
              <Panel title={text.begin.title} span={7}>
                <WaysIn me={me} isNext={isSaved} />
              </Panel>
              {isSaved && me.isOwner && (
                <Panel title={text.account.organisation} span={5}>
                  <OrganisationPanel />
                </Panel>
              )}
              <SessionsPanel whose="mine" />
            </Grid>
          </>
        )}
      </Loaded>
    </Page>
  )
}

/** Where somebody begins who has just come in; `isNext` once they have said who they are. */
function WaysIn({ me, isNext }: { me: Me; isNext: boolean }) {
  const text = useText(people).begin
  const seats = useText(seatWords)
  const demo = useQuery({ queryKey: ['demo'], queryFn: ({ signal }) => api(demoRoutes).get({}, { signal }) })
  const mine = [...new Map(me.seats.filter(place => !place.isDemo).map(place => [place.slug, place])).values()]
  return (
    <Stack>
      {mine.map(({ slug, project }) => (
        <WayIn
          key={slug}
          icon={<IconUsers />}
          title={project}
          action={
            <Button component={Go} href={`/projects/${slug}`}>
              {text.open}
            </Button>
          }
        >
          {text.seatIn(me.seats.filter(place => place.slug === slug).map(place => seats.name[place.seat]))}
        </WayIn>
      ))}
      <WayIn
        icon={<IconFolderPlus />}
        title={text.project}
        action={
          <Button component={Go} href="/new" variant={isNext ? 'filled' : 'default'}>
            {text.project}
          </Button>
        }
      >
        {text.projectText}
      </WayIn>
      {demo.data && demo.data.state !== 'off' ? (
        <WayIn
          icon={<IconShip />}
          title={text.demo}
          action={
            <Button component={Go} href={demo.data.project ? `/projects/${demo.data.project}` : '/'}>
              {text.demoDo}
            </Button>
          }
        >
          {text.demoText}
        </WayIn>
      ) : (
        me.isOwner && (
          <WayIn icon={<IconShip />} title={text.demo} action={<code>TRIREME_DEMO=on npm start</code>}>
            {text.demoOff}
          </WayIn>
        )
      )}
    </Stack>
  )
}
