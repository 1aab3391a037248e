import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../web/api.ts'
import { CodeBlock } from '../../web/parts/CodeBlock.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { people } from '../../web/text/people.ts'
import { useText } from '../../web/text/text.ts'
import { tokenRoutes } from '../sessions/tokens/tokens.schema.ts'
import css from './projects.module.css'

/** The two lines that bring an unchanged script here; the token is made now and shown once. */
export function TrackingLines({ slug, name }: { slug: string; name?: string }) {
  const text = useText(people).token
  const queries = useQueryClient()
  const make = useMutation({
    mutationFn: () => api(tokenRoutes).create({ project: slug, name: name?.trim() || text.firstName }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['project', slug, 'tokens'] }),
  })
  const lines = make.data && [
    `export MLFLOW_TRACKING_URI=${make.data.trackingUri}`,
    `export MLFLOW_TRACKING_TOKEN=${make.data.secret}`,
  ]
  return (
    <div className={css['lines']}>
      {lines ? (
        <>
          <CodeBlock code={lines.join('\n')} label={text.lines} />
          <p role="status">{text.shownOnce}</p>
        </>
      ) : (
        <Button loading={make.isPending} onClick={() => make.mutate()}>
          {text.make}
        </Button>
      )}
      {make.error && <ErrorPanel error={make.error} />}
    </div>
  )
}
