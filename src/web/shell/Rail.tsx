import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import {
  IconBooks,
  IconBox,
  IconChartDots3,
  IconCpu,
  IconCube,
  IconDatabase,
  IconFlask,
  IconInbox,
  IconKey,
  IconListCheck,
  IconMap2,
  IconPlus,
  IconSearch,
  IconUsersGroup,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Me } from '../../people/sessions/sessions.schema.ts'
import type { Standing } from '../../projects/story/portfolio/portfolio.schema.ts'
import { Keys } from '../parts/Keys.tsx'
import type { Deck } from '../parts/SeatOar.tsx'
import { StatusDot, type StatusKind } from '../parts/Status.tsx'
import { deskQuery, organisationQuery, portfolioQuery } from '../queries.ts'
import { shell } from '../text/shell.ts'
import { useText } from '../text/text.ts'
import { Logo } from './Logo.tsx'
import { PersonMenu } from './PersonMenu.tsx'
import css from './Rail.module.css'

type RailProps = { me: Me | undefined; onFind: () => void; onKeys: () => void }

/** The navigation: my desk and the map, then the three tiers from the top deck down. */
export function Rail({ me, onFind, onKeys }: RailProps) {
  const text = useText(shell)
  const isIn = me !== undefined
  const desk = useQuery({ ...deskQuery(), enabled: isIn })
  const portfolio = useQuery({ ...portfolioQuery(), enabled: isIn })
  const organisation = useQuery({ ...organisationQuery(), enabled: isIn })
  const waiting = (desk.data?.waitingForMe.length ?? 0) + (desk.data?.mentions.length ?? 0)
  const { slug } = useParams({ strict: false })
  const runsOf = slug ?? portfolio.data?.projects[0]?.project.slug
  return (
    <div className={css['rail']}>
      <Link to="/" className={css['brand']}>
        <Logo /> Trireme
      </Link>
      {organisation.data?.name && <p className={css['organisation']}>{organisation.data.name}</p>}
      <button type="button" className={css['find']} onClick={onFind}>
        <IconSearch size={15} stroke={1.7} aria-hidden />
        {text.find}
        <Keys of="Ctrl+K" />
      </button>
      <nav aria-label={text.nav}>
        <ul>
          <Place icon={<IconInbox />} label={text.desk} to="/" exact>
            {waiting > 0 && (
              <span className={css['badge']} aria-label={text.waiting(waiting)}>
                {waiting}
              </span>
            )}
          </Place>
          <Place icon={<IconMap2 />} label={text.map} to="/map" />
          <Place icon={<IconChartDots3 />} label={text.insights} to="/insights" />
          <Place icon={<IconUsersGroup />} label={text.people} to="/people" />
        </ul>
        <Section deck={3} label={text.projects}>
          {portfolio.data?.projects.map(standing => (
            <ProjectPlace key={standing.project.id} standing={standing} />
          ))}
          <li>
            <Link to="/new" activeProps={{ 'aria-current': 'page' }} data-quiet>
              <IconPlus aria-hidden />
              {text.newProject}
            </Link>
          </li>
        </Section>
        <Section deck={2} label={text.assets}>
          <Place icon={<IconBooks />} label={text.catalogue} to="/catalogue" />
          {runsOf !== undefined && <RunsPlace slug={runsOf} label={text.experiments} />}
          <Place icon={<IconDatabase />} label={text.datasets} to="/catalogue" kind="dataset" />
          <Place icon={<IconBox />} label={text.images} to="/catalogue" kind="image" />
          <Place icon={<IconCube />} label={text.models} to="/catalogue" kind="model" />
        </Section>
        <Section deck={1} label={text.backbone}>
          <Place icon={<IconCpu />} label={text.engines} to="/backbone/engines" />
          <Place icon={<IconKey />} label={text.access} to="/backbone/access" />
          <Place icon={<IconListCheck />} label={text.audit} to="/backbone/audit" />
        </Section>
      </nav>
      <div className={css['person']}>{me && <PersonMenu me={me} onKeys={onKeys} />}</div>
    </div>
  )
}

function Section({ deck, label, children }: { deck: Deck; label: string; children: ReactNode }) {
  return (
    <section aria-label={label}>
      <h2 className={css['tier']} data-deck={deck}>
        <i aria-hidden />
        {label}
      </h2>
      <ul>{children}</ul>
    </section>
  )
}

type PlaceProps = {
  icon: ReactNode
  label: string
  to:
    | '/'
    | '/map'
    | '/insights'
    | '/people'
    | '/catalogue'
    | '/backbone/engines'
    | '/backbone/access'
    | '/backbone/audit'
  kind?: string
  exact?: boolean
  children?: ReactNode
}

function Place({ icon, label, to, kind, exact = false, children }: PlaceProps) {
  return (
    <li>
      <Link
        to={to}
        search={kind ? { kind } : {}}
        activeOptions={{ exact: exact || to === '/catalogue', includeSearch: true }}
        activeProps={{ 'aria-current': 'page' }}
      >
        <span className={css['icon']} aria-hidden>
          {icon}
        </span>
        {label}
        {children}
      </Link>
    </li>
  )
}

/** Runs live in projects: the open one's, else those of the first. */
function RunsPlace({ slug, label }: { slug: string; label: string }) {
  return (
    <li>
      {/* the project is marked where its runs are shown */}
      <Link to="/projects/$slug/runs" params={{ slug }} activeProps={{ 'aria-current': undefined }}>
        <span className={css['icon']} aria-hidden>
          <IconFlask />
        </span>
        {label}
      </Link>
    </li>
  )
}

function ProjectPlace({ standing }: { standing: Standing }) {
  const text = useText(shell)
  const is = standingOf(standing)
  return (
    <li>
      <Link to="/projects/$slug" params={{ slug: standing.project.slug }} activeProps={{ 'aria-current': 'page' }}>
        <span className={css['icon']}>
          <StatusDot is={is} label={text.standing[is]} />
        </span>
        <span className={css['name']}>{standing.project.name}</span>
      </Link>
    </li>
  )
}

/** The one thing a list can say: does it wait, and is there somebody to end that? */
function standingOf({ waiting, stage, kpi }: Standing): StatusKind & ('idle' | 'done' | 'waiting' | 'failed') {
  if (waiting) return waiting.isEmpty ? 'failed' : 'waiting'
  return stage === 'goal' && !kpi ? 'idle' : 'done'
}
