import type { Notice } from '../../projects/expectations/promises/promises.schema.ts'
import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { notices as words } from '../../web/text/notices.ts'
import { useText } from '../../web/text/text.ts'

/** Bad news for the project manager, a day before the stakeholder's room shows it. */
export function NoticesPanel({ notices }: { notices: readonly Notice[] }) {
  const text = useText(words)
  const format = useFormat()
  return (
    <Panel title={text.title} tone="ask">
      <ul>
        {notices.map(({ project, promise }) => (
          <li key={promise.id}>
            <Status is="warning">
              <strong>{project.name}</strong>:{' '}
              {text.notice(promise.statement, format.date(promise.dueAt), format.num(promise.gapDays))}
            </Status>{' '}
            <Go href={`/projects/${project.slug}/goals`}>{text.open}</Go>
          </li>
        ))}
      </ul>
      <p>{text.tell}</p>
    </Panel>
  )
}
