import type { Notice } from '../../projects/expectations/promises/promises.schema.ts'
import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { home } from '../../web/text/home.ts'
import { useText } from '../../web/text/text.ts'

/** Bad news for the project manager, a day before the stakeholder's room shows it. */
export function NoticesPanel({ notices }: { notices: readonly Notice[] }) {
  const text = useText(home)
  const format = useFormat()
  return (
    <Panel title={text.noticesTitle} tone="ask">
      <ul>
        {notices.map(({ project, promise }) => (
          <li key={promise.id}>
            <Status is="warning">
              <strong>{project.name}</strong>:{' '}
              {text.notice(promise.statement, format.date(promise.dueAt), format.num(promise.gapDays))}
            </Status>{' '}
            <Go href={`/projects/${project.slug}/goals`}>{text.openGoals}</Go>
          </li>
        ))}
      </ul>
      <p>{text.noticeTell}</p>
    </Panel>
  )
}
