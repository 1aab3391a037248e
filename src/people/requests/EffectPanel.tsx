import { Panel } from '../../web/parts/Panel.tsx'
import { requests } from '../../web/text/requests.ts'
import { useText } from '../../web/text/text.ts'
import css from './RequestPage.module.css'

/** What accepting sets off, before anybody accepts. */
export function EffectPanel({ kind }: { kind: string }) {
  const text = useText(requests)
  return (
    <Panel title={text.effectTitle} note={text.final}>
      <ol className={css['steps']}>
        {(text.effect[kind] ?? text.effectOther).map(step => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </Panel>
  )
}
