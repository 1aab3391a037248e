import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IconBooks, IconChartDots3, IconFolder, IconInbox, IconMap2 } from '@tabler/icons-react'
import { deskQuery } from '../queries.ts'
import { shell } from '../text/shell.ts'
import { useText } from '../text/text.ts'
import css from './TabBar.module.css'

/** The phone's five places. */
export function TabBar({ onProjects }: { onProjects: () => void }) {
  const text = useText(shell)
  const desk = useQuery({ ...deskQuery(), enabled: false })
  const waiting = (desk.data?.waitingForMe.length ?? 0) + (desk.data?.mentions.length ?? 0)
  const here = { activeProps: { 'aria-current': 'page' as const } }
  return (
    <nav className={css['tabs']} aria-label={text.phoneNav}>
      <Link to="/" activeOptions={{ exact: true }} {...here}>
        <IconInbox aria-hidden />
        {waiting > 0 && <b aria-label={text.waiting(waiting)}>{waiting}</b>}
        {text.desk}
      </Link>
      <button type="button" onClick={onProjects}>
        <IconFolder aria-hidden />
        {text.projects}
      </button>
      <Link to="/catalogue" search={{}} {...here}>
        <IconBooks aria-hidden />
        {text.assetsShort}
      </Link>
      <Link to="/map" {...here}>
        <IconMap2 aria-hidden />
        {text.mapShort}
      </Link>
      <Link to="/insights" search={{}} {...here}>
        <IconChartDots3 aria-hidden />
        {text.insights}
      </Link>
    </nav>
  )
}
