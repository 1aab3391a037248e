import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { alarmsQuery } from '../../web/queries.ts'
import { alarmWords } from '../../web/text/alarms.ts'
import { useText } from '../../web/text/text.ts'
import { AlarmLines } from './AlarmLines.tsx'
import css from './alarms.module.css'

/** What is stuck, why, on which seat: one line each, which opens to how it is computed and to its events. */
export function AlarmsPanel({ slug }: { slug?: string }) {
  const text = useText(alarmWords)
  const query = useQuery(alarmsQuery(slug))
  return (
    <Loaded query={query}>
      {({ alarms }) => (
        <Panel title={text.title} note={text.note} flush>
          {alarms.length === 0 ? (
            <p className={css['none']}>
              <Status is="done">{text.none}</Status>
            </p>
          ) : (
            <AlarmLines alarms={alarms} hasProject={slug === undefined} />
          )}
        </Panel>
      )}
    </Loaded>
  )
}
