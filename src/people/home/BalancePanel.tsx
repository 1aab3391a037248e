import { useFormat } from '../../web/format.ts'
import { Panel } from '../../web/parts/Panel.tsx'
import { deckOf, Oar } from '../../web/parts/SeatOar.tsx'
import { mapWords } from '../../web/text/map.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { coverOf, type Cover, type Crews } from './home.look.ts'
import css from './map.module.css'

/** Which seats are short, and which hang on one person: of seats, never of persons. */
export function BalancePanel({ crews }: { crews: Crews }) {
  const text = useText(mapWords)
  const covers = coverOf(crews).filter(({ of }) => of > 0)
  const short = covers.filter(({ held, of }) => held < of).toSorted((a, b) => a.held / a.of - b.held / b.of)
  const thin = covers.filter(({ held, of, people }) => held === of && people === 1 && of > 1)
  return (
    <Panel title={text.balance} note={text.balanceNote(short.length)} span={4}>
      {short.length + thin.length === 0 && <p>{text.balanced}</p>}
      <ul className={css['short']}>
        {short.map(cover => (
          <Short key={cover.seat} cover={cover} />
        ))}
        {thin.map(cover => (
          <Thin key={cover.seat} cover={cover} />
        ))}
      </ul>
    </Panel>
  )
}

function Short({ cover: { seat, held, of } }: { cover: Cover }) {
  const text = useText(mapWords)
  const names = useText(seatWords)
  const format = useFormat()
  return (
    <li>
      <Oar state={held === 0 ? 'empty' : 'shared'} deck={deckOf[seat]} size={20} />
      <span>{text.shortOf(names.name[seat], format.num(of - held), format.num(of))}</span>
    </li>
  )
}

function Thin({ cover: { seat, of } }: { cover: Cover }) {
  const text = useText(mapWords)
  const names = useText(seatWords)
  const format = useFormat()
  return (
    <li>
      <Oar state="shared" deck={deckOf[seat]} size={20} />
      <span>{text.oneFor(names.name[seat], format.num(of))}</span>
    </li>
  )
}
