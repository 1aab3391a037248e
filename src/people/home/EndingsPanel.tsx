import type { EndingUse } from '../../assets/catalog/deprecation/deprecation.schema.ts'
import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { When, useNow } from '../../web/parts/Time.tsx'
import { near } from '../../web/text/near.ts'
import { useText } from '../../web/text/text.ts'
import css from './home.module.css'

/** Assets that my projects took lately and that should not be used any more, with what to use instead. */
export function EndingsPanel({ uses }: { uses: readonly EndingUse[] }) {
  const text = useText(near)
  const format = useFormat()
  const now = useNow(60_000)
  return (
    <Panel title={text.endings.title} tone="ask">
      <ul className={css['endings']}>
        {uses.map(({ asset, project, endsAt, reason, replacement, uses: n, lastUsedAt }) => (
          <li key={`${asset.id} ${project.id}`}>
            <Status is="warning">
              <Go href={`/catalogue/${asset.id}`}>{asset.name}</Go>
              {endsAt !== null && `, ${(endsAt < now ? text.ended.over : text.ended.until)(format.date(endsAt))}`}
            </Status>
            <small>
              {text.endings.uses(format.num(n), project.name)} <When at={lastUsedAt} />
              {reason && `. ${reason}`}
            </small>
            <small>
              {replacement === null ? (
                text.ended.noReplacement
              ) : (
                <>
                  {text.ended.instead}{' '}
                  {replacement.name === null ? (
                    text.ended.hidden
                  ) : (
                    <Go href={`/catalogue/${replacement.id}`}>{replacement.name}</Go>
                  )}
                </>
              )}
            </small>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
