import { useQuery } from '@tanstack/react-query'
import { catalogRoutes } from '../../assets/catalog/catalog.schema.ts'
import { auditRoutes } from '../../backbone/audit/audit.schema.ts'
import { engineRoutes } from '../../backbone/engines/attempts/attempts.schema.ts'
import type { Standing } from '../../projects/story/portfolio/portfolio.schema.ts'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { DeckLine, OarRow } from '../../web/parts/Decks.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { OarLegend, type Deck } from '../../web/parts/SeatOar.tsx'
import { home } from '../../web/text/home.ts'
import { projects as words } from '../../web/text/projects.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { areas, crewOf, type AreaId, type Crews } from './home.look.ts'
import css from './home.module.css'

/** All crews at a glance: every project's nine oars, and the seats that row on the two decks below. */
export function ShipPanel({ crews, standings }: { crews: Crews; standings: readonly Standing[] }) {
  const text = useText(home)
  const all = crews.projects.flatMap(({ seats }) => seats)
  return (
    <Panel
      title={text.decks}
      note={text.decksNote(all.length, all.filter(seat => seat.state === 'empty').length)}
      aside={
        <>
          <OarLegend />
          <Go href="/map">{text.openMap}</Go>
        </>
      }
    >
      <DeckLine deck={3} label={text.projectDeck}>
        {crews.projects.length === 0 && <p className={css['thin']}>{text.noProjects}</p>}
        <ul className={css['ships']} data-deck={3}>
          {crews.projects.map(({ project, seats }) => (
            <li key={project.id}>
              <Go href={`/projects/${project.slug}`} className={css['name']}>
                {project.name}
              </Go>
              <ProjectNote standing={standings.find(standing => standing.project.id === project.id)} />
              <OarRow crew={seats} />
            </li>
          ))}
        </ul>
      </DeckLine>
      <Below deck={2} label={text.assets} crews={crews} />
      <Below deck={1} label={text.backbone} crews={crews} />
    </Panel>
  )
}

/** The stage, and the first gate that an empty seat will block. */
function ProjectNote({ standing }: { standing: Standing | undefined }) {
  const text = useText(home)
  const seats = useText(seatWords)
  const { stage } = useText(words)
  if (!standing) return <small />
  const blocking = standing.crew
    .filter(seat => seat.state === 'empty' && seat.blocks !== null)
    .toSorted((a, b) => (a.blocks ?? '').localeCompare(b.blocks ?? ''))
  const [first] = blocking
  return (
    <small>
      {stage[standing.stage]}
      {first?.blocks && <b className={css['first']}>, {text.seatBlocks(seats.short[first.seat], first.blocks)}</b>}
    </small>
  )
}

function Below({ deck, label, crews }: { deck: Deck; label: string; crews: Crews }) {
  const text = useText(home)
  const { notes } = useAreaNotes()
  return (
    <DeckLine deck={deck} label={label}>
      <ul className={css['ships']} data-deck={deck}>
        {areas
          .filter(area => area.deck === deck)
          .map(area => (
            <li key={area.id}>
              <Go href={area.href} className={css['name']}>
                {text.area[area.id]}
              </Go>
              <small>{notes[area.id] ?? text.areaNote[area.id]}</small>
              <OarRow crew={crewOf(crews, area)} deck={deck} />
            </li>
          ))}
      </ul>
    </DeckLine>
  )
}

/** How much is in each area; an area that cannot be counted says what it is for. */
export function useAreaNotes(): { notes: Partial<Record<AreaId, string>>; isLoading: boolean } {
  const text = useText(home)
  const format = useFormat()
  const catalog = useQuery({
    queryKey: ['catalogue', 'kinds'],
    queryFn: ({ signal }) => api(catalogRoutes).search({ limit: 1 }, { signal }),
    staleTime: 60_000,
  })
  const engines = useQuery({
    queryKey: ['engines'],
    queryFn: ({ signal }) => api(engineRoutes).list({}, { signal }),
    staleTime: 60_000,
  })
  const audit = useQuery({
    queryKey: ['audit'],
    queryFn: ({ signal }) => api(auditRoutes).read({}, { signal }),
    staleTime: 60_000,
  })
  const kinds = catalog.data?.kinds
  const places = engines.data?.engines
  const notes = {
    ...(kinds && {
      dataset: text.sets(format.num(kinds.dataset)),
      image: text.locked(format.num(kinds.image)),
      model: text.modelsKnown(format.num(kinds.model)),
    }),
    ...(places && { engines: text.places(format.num(sum(places, 'running')), format.num(sum(places, 'width'))) }),
    ...(audit.data && { audit: text.eventCount(format.num(audit.data.events)) }),
  }
  return { notes, isLoading: [catalog, engines, audit].some(query => query.isLoading) }
}

const sum = <K extends string>(all: readonly Record<K, number>[], key: K) => all.reduce((n, one) => n + one[key], 0)
