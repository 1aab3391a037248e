import { useQuery, useQueryClient } from '@tanstack/react-query'
import { IconEye, IconMasksTheater } from '@tabler/icons-react'
import { seats, Seat } from '../../people/seats.ts'
import type { Me } from '../../people/sessions/sessions.schema.ts'
import { takeStance, useStance, type Stance } from '../acting.ts'
import { Oar, deckOf } from '../parts/SeatOar.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { courseQuery, projectQuery } from '../queries.ts'
import { seatWords } from '../text/seats.ts'
import { shell } from '../text/shell.ts'
import { useText } from '../text/text.ts'
import banner from './Banner.module.css'
import css from './ViewAs.module.css'

/** The seat through which a project is seen: an own one, or another one, read-only. It changes the view, never rights. */
export function ViewAs({ slug }: { slug: string }) {
  const text = useText(shell)
  const words = useText(seatWords)
  const { seat, look } = useSeatChoice(slug)
  if (!seat) return null
  return (
    <div className={css['view']} data-view-as>
      <span aria-hidden>{text.viewAs}</span>
      <div className={css['wide']}>
        <Segmented
          label={text.viewAs}
          value={seat}
          onChange={look}
          options={seats.map(one => ({
            value: one,
            title: words.name[one],
            label: (
              <>
                {one === seat && <Oar deck={deckOf[one]} size={14} />}
                {words.short[one]}
              </>
            ),
          }))}
        />
      </div>
      <select
        className={css['narrow']}
        aria-label={text.viewAs}
        value={seat}
        onChange={event => look(Seat.parse(event.target.value))}
      >
        {seats.map(one => (
          <option key={one} value={one}>
            {words.name[one]}
          </option>
        ))}
      </select>
    </div>
  )
}

/** Says so while the reader looks through another seat or acts as a demo account, and how to stop. */
export function StanceBanner({ slug, me }: { slug: string; me: Me }) {
  const text = useText(shell)
  const words = useText(seatWords)
  const { stance, take, account } = useSeatChoice(slug)
  if (stance.mode === 'own' || !stance.seat) return null
  const isActing = stance.mode === 'act'
  return (
    <div className={banner['banner']} data-tone={stance.mode} role="status">
      {isActing ? (
        <IconMasksTheater size={17} stroke={1.6} aria-hidden />
      ) : (
        <IconEye size={17} stroke={1.6} aria-hidden />
      )}
      <span>
        {isActing
          ? `${text.acting(stance.person?.name ?? '')} ${text.actingNote(me.name)}`
          : text.viewing(words.name[stance.seat])}
      </span>
      {!isActing && account && (
        <button type="button" onClick={() => take({ mode: 'act', seat: stance.seat, person: account })}>
          {text.actAs(account.name)}
        </button>
      )}
      <button type="button" onClick={() => take({ mode: 'own' })}>
        {isActing ? text.stopActing : text.backToOwn}
      </button>
    </div>
  )
}

/** The stance, the seat it shows, and the demo account that sits there, if the reader may act as it. */
function useSeatChoice(slug: string) {
  const queries = useQueryClient()
  const stance = useStance(slug)
  const project = useQuery(projectQuery(slug))
  const crew = useQuery({ ...courseQuery(slug), enabled: project.data?.mayActAs === true })
  const mine = project.data?.mySeats ?? []
  const seat = stance.seat ?? mine[0]
  const account = crew.data?.crew.find(one => one.seat === seat)?.people.find(person => person.kind === 'demo')
  const take = (next: Stance) => {
    takeStance(slug, next)
    void queries.invalidateQueries({ queryKey: ['project', slug] })
  }
  const look = (next: Seat) => take({ mode: mine.includes(next) ? 'own' : 'view', seat: next })
  return { stance, seat, take, look, account }
}
