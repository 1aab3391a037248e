import { Button } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { catalogRoutes } from '../../../assets/catalog/catalog.schema.ts'
import { api } from '../../../web/api.ts'
import { Cannot } from '../../../web/parts/Cannot.tsx'
import { Chip } from '../../../web/parts/Chip.tsx'
import { ConfirmButton } from '../../../web/parts/ConfirmButton.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { KindIcon } from '../../../web/parts/kinds.tsx'
import { Loaded, Together } from '../../../web/parts/Loaded.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { Grid, Panel } from '../../../web/parts/Panel.tsx'
import { usePlatformBarrier } from '../../../web/platform.ts'
import { seatWords } from '../../../web/text/seats.ts'
import { teams } from '../../../web/text/teams.ts'
import { useText } from '../../../web/text/text.ts'
import css from '../organisation.module.css'
import { TeamDialog } from './TeamDialogs.tsx'
import { InteractionsPanel, MembersPanel } from './TeamPanels.tsx'
import { teamQuery } from './teams.look.ts'
import { teamRoutes, type TeamDetail } from './teams.schema.ts'

/** A team: its people with their seats, where it works, what it owns, and what it is to others. */
export function TeamPage() {
  const text = useText(teams)
  const { id } = useParams({ from: '/people/teams/$id' })
  const query = useQuery(teamQuery(id))
  const owned = useQuery(ownedQuery(id))
  const team = query.data
  return (
    <Page
      title={team?.name ?? text.team}
      path={[{ label: text.teams, href: '/people/teams' }]}
      {...(team && { actions: <TeamActions team={team} /> })}
    >
      <Together queries={[query, owned]}>
        <Loaded query={query} level={1}>
          {loaded => (
            <>
              <PageHeader
                title={loaded.name}
                state={<Chip tone="accent">{text.kinds[loaded.kind]}</Chip>}
                lede={loaded.description || text.kindNotes[loaded.kind]}
              />
              <Grid>
                <MembersPanel team={loaded} />
                <InteractionsPanel team={loaded} />
                <ProjectsPanel team={loaded} />
                <AssetsPanel id={loaded.id} />
              </Grid>
            </>
          )}
        </Loaded>
      </Together>
    </Page>
  )
}

function TeamActions({ team }: { team: TeamDetail }) {
  const text = useText(teams)
  const go = useNavigate()
  const queries = useQueryClient()
  const [isChanging, setChanging] = useState(false)
  const barrier = usePlatformBarrier('user:write')
  if (barrier) return <Cannot action={text.changeAction} {...barrier} />
  const dissolve = async () => {
    await api(teamRoutes).remove({ team: team.id })
    await go({ to: '/people/teams' })
    await queries.invalidateQueries({ queryKey: ['teams'] })
  }
  return (
    <>
      <ConfirmButton
        tone="danger"
        confirm={text.dissolve}
        consequence={text.dissolveNote(team.name)}
        onConfirm={dissolve}
      >
        {text.dissolve}
      </ConfirmButton>
      <Button leftSection={<IconPencil />} onClick={() => setChanging(true)}>
        {text.change}
      </Button>
      {isChanging && <TeamDialog team={team} onClose={() => setChanging(false)} />}
    </>
  )
}

function ProjectsPanel({ team }: { team: TeamDetail }) {
  const text = useText(teams)
  const seats = useText(seatWords)
  return (
    <Panel title={text.projects} note={text.projectsNote} span={7}>
      {team.projects.length === 0 && <p className={css['quiet']}>{text.noProjects}</p>}
      <ul className={css['list']}>
        {team.projects.map(project => (
          <li key={project.id} className={css['row']}>
            <Go href={`/projects/${project.slug}`}>{project.name}</Go>
            <small>
              {project.seats.map(seat => seats.name[seat]).join(', ')} · {text.peopleIn(project.people)}
            </small>
          </li>
        ))}
      </ul>
      {team.hiddenProjects > 0 && <p className={css['quiet']}>{text.hiddenProjects(team.hiddenProjects)}</p>}
    </Panel>
  )
}

const atFirst = 8

const ownedQuery = (team: string) => ({
  queryKey: ['catalogue', 'team', team],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api(catalogRoutes).search({ team, state: 'all', limit: atFirst }, { signal }),
})

function AssetsPanel({ id }: { id: string }) {
  const text = useText(teams)
  const owned = useQuery(ownedQuery(id))
  return (
    <Loaded query={owned}>
      {({ assets, next }) => (
        <Panel title={text.assets} note={text.assetsNote} span={5}>
          {assets.length === 0 && <p className={css['quiet']}>{text.noAssets}</p>}
          <ul className={css['list']}>
            {assets.map(asset => (
              <li key={asset.id} className={css['row']}>
                <span className={css['chips']}>
                  <KindIcon kind={asset.kind} />
                  <Go href={`/catalogue/${asset.id}`}>{asset.name}</Go>
                </span>
                <small>
                  {asset.owner.name} · {asset.project.name}
                </small>
              </li>
            ))}
          </ul>
          {next !== null && (
            <p>
              <Go className={css['link']} href="/catalogue">
                {text.allAssets}
              </Go>
            </p>
          )}
        </Panel>
      )}
    </Loaded>
  )
}
