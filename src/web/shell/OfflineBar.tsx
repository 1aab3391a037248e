import { IconCloudOff } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { onReach } from '../api.ts'
import { useFormat } from '../format.ts'
import { useNow } from '../parts/Time.tsx'
import { shell } from '../text/shell.ts'
import { useText } from '../text/text.ts'
import css from './Banner.module.css'

/** A thin line while the server does not answer: what is seen is old, and how old. */
export function OfflineBar() {
  const text = useText(shell)
  const format = useFormat()
  const queries = useQueryClient()
  const [lostAt, setLostAt] = useState<number | undefined>()
  const now = useNow(lostAt === undefined ? undefined : 10_000)
  useEffect(() => onReach(isReached => setLostAt(before => (isReached ? undefined : (before ?? Date.now())))), [])
  if (lostAt === undefined) return null
  return (
    <div className={css['banner']} data-tone="offline" role="status">
      <IconCloudOff size={16} stroke={1.7} aria-hidden />
      <span>{now - lostAt < 60_000 ? text.offlineNow : text.offline(format.age(now - lostAt))}</span>
      <button type="button" onClick={() => void queries.refetchQueries({ type: 'active' })}>
        {text.again}
      </button>
    </div>
  )
}
