import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { KeyValue } from '../../web/parts/KeyValue.tsx'
import { Panel, Stack } from '../../web/parts/Panel.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { placeOf } from '../../web/places.ts'
import { depthWords } from '../../web/text/depth.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { How, Off } from './FlowPanels.tsx'
import css from './insights.module.css'
import type { Links } from './links/links.schema.ts'

type LinksProps = { slug: string; links: Links }
type Bus = NonNullable<Links['bus']>
type Silos = NonNullable<Links['silos']>

/** How many can go before most things have nobody who knows them. */
export function ContinuityPanel({ slug, links: { bus } }: LinksProps) {
  const text = useText(depthWords)
  return (
    <Panel title={text.bus} note={text.busNote} span={5} flush>
      {bus === null ? <Off /> : <Factors slug={slug} bus={bus} />}
      <How>{text.busHow}</How>
    </Panel>
  )
}

function Factors({ slug, bus }: { slug: string; bus: Bus }) {
  const text = useText(depthWords)
  const format = useFormat()
  const factor = (of: Bus['all']) => text.factor(format.num(of.factor), format.num(of.assets))
  if (bus.all.assets === 0) return <p className={css['inside']}>{text.noAssets}</p>
  return (
    <div className={css['inside']}>
      <Stack>
        <KeyValue
          items={[
            { label: text.all, value: factor(bus.all) },
            ...(bus.inProduction.assets > 0 ? [{ label: text.production, value: factor(bus.inProduction) }] : []),
          ]}
        />
        <Things slug={slug} title={text.single(format.num(bus.single.length))} things={bus.single} />
        <Things slug={slug} title={text.orphaned(format.num(bus.orphaned.length))} things={bus.orphaned} />
        {bus.single.length > 0 && <p>{text.pair}</p>}
      </Stack>
    </div>
  )
}

function Things({ slug, title, things }: { slug: string; title: string; things: Bus['single'] }) {
  if (things.length === 0) return null
  return (
    <div>
      <strong>{title}</strong>
      <span className={css['letters']}>
        {things.map(thing => (
          <Thing key={`${thing.kind} ${thing.id}`} slug={slug} thing={thing} />
        ))}
      </span>
    </div>
  )
}

function Thing({ slug, thing }: { slug: string; thing: Bus['single'][number] }) {
  return (
    <Go
      className={css['inText']}
      href={placeOf(slug, thing) ?? `/projects/${slug}/events?kind=${thing.kind}&id=${thing.id}`}
    >
      {thing.name}
    </Go>
  )
}

/** How much work crosses seats and teams, and where those who share it do not talk. */
export function SilosPanel({ slug, links: { silos, isTooLittle, days } }: LinksProps) {
  const text = useText(depthWords)
  const format = useFormat()
  return (
    <Panel title={text.silos} note={text.silosNote(format.num(days))} span={7} flush>
      {isTooLittle && <p className={css['inside']}>{text.tooLittle}</p>}
      {silos === null && !isTooLittle && <Off />}
      {silos && <Crossings slug={slug} silos={silos} />}
      <How>{text.silosHow}</How>
    </Panel>
  )
}

function Crossings({ slug, silos: { now, before, missing } }: { slug: string; silos: Silos }) {
  const text = useText(depthWords)
  const names = useText(seatWords)
  const format = useFormat()
  const share = ({ crossing, all }: Silos['now']['seats']) =>
    all === 0 ? '–' : `${format.share(crossing / all, 0)} (${text.of(format.num(crossing), format.num(all))})`
  const shareOf = (what: 'seats' | 'teams' | 'talk') => (
    <>
      {share(now[what])} {before && <small>{text.was(share(before[what]))}</small>}
    </>
  )
  return (
    <div className={css['inside']}>
      <Stack>
        <KeyValue
          items={[
            { label: text.seats, value: shareOf('seats') },
            { label: text.teams, value: shareOf('teams') },
            { label: text.talk, value: shareOf('talk') },
            {
              label: text.congruence,
              value: (
                <>
                  {format.share(now.congruence, 0)}{' '}
                  {before && <small>{text.was(format.share(before.congruence, 0))}</small>}
                </>
              ),
            },
          ]}
        />
        <strong>{missing.length === 0 ? text.none : text.missing}</strong>
        <ul className={css['list']}>
          {missing.map(({ seats: [a, b], things, most }) => (
            <li key={`${a} ${b}`}>
              <SeatOar seat={a} />
              <SeatOar seat={b} />
              <span>{text.things(format.num(things))}</span>
              <Go
                className={css['inText']}
                href={placeOf(slug, most) ?? `/projects/${slug}/events?kind=${most.kind}&id=${most.id}`}
              >
                {text.ask(names.name[a], names.name[b], most.name)}
              </Go>
            </li>
          ))}
        </ul>
      </Stack>
    </div>
  )
}
