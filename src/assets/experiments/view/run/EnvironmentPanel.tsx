import { useQuery } from '@tanstack/react-query'
import { environmentRoutes } from '../../../../backbone/engines/environments/environments.schema.ts'
import { api } from '../../../../web/api.ts'
import { useFormat } from '../../../../web/format.ts'
import { CopyButton } from '../../../../web/parts/CodeBlock.tsx'
import { Go } from '../../../../web/parts/Go.tsx'
import { KeyValue, type Pair } from '../../../../web/parts/KeyValue.tsx'
import { Loaded } from '../../../../web/parts/Loaded.tsx'
import { Panel } from '../../../../web/parts/Panel.tsx'
import { useProject } from '../../../../web/project.ts'
import { runPage } from '../../../../web/text/runPage.ts'
import { useText } from '../../../../web/text/text.ts'
import { imageRoutes, type Image } from '../../../images/images.schema.ts'
import type { RunDetail } from '../../experiments.schema.ts'
import css from './runPage.module.css'

/** Where it ran and with which packages; of a run from elsewhere, what its client said of itself. */
export function EnvironmentPanel({ run }: { run: RunDetail }) {
  const text = useText(runPage)
  if (run.imageDigest !== null) return <ImagePanel run={run} digest={run.imageDigest} />
  const told = toldBy(run, text)
  if (told.length === 0) return null
  return (
    <Panel title={text.environment} note={text.environmentTold}>
      <KeyValue items={told} />
    </Panel>
  )
}

/** What MLflow's clients say of themselves. */
function toldBy({ tags }: RunDetail, text: (typeof runPage)['en']): Pair[] {
  const tag = (key: string) => tags.find(one => one.key === key)?.value
  const pairs: [string, string | undefined][] = [
    [text.source, tag('mlflow.source.name')],
    [text.commit, tag('mlflow.source.git.commit')],
    [text.branch, tag('mlflow.source.git.branch')],
    [text.user, tag('mlflow.user')],
  ]
  return pairs.flatMap(([label, value]) => (value ? [{ label, value: <code>{value}</code> }] : []))
}

function ImagePanel({ run, digest }: { run: RunDetail; digest: string }) {
  const text = useText(runPage)
  const { slug } = useProject()
  const image = useQuery({
    queryKey: ['project', slug, 'images', digest],
    queryFn: ({ signal }) => api(imageRoutes).get({ project: slug, digest }, { signal }),
    staleTime: Infinity,
  })
  const environments = useQuery({
    queryKey: ['project', slug, 'environments'],
    queryFn: ({ signal }) => api(environmentRoutes).list({ project: slug }, { signal }),
  })
  const place = environments.data?.environments.find(({ id }) => id === run.environmentId)
  return (
    <Panel title={text.environment} note={place?.name}>
      <Loaded query={image}>{found => <Packages image={found} />}</Loaded>
    </Panel>
  )
}

function Packages({ image }: { image: Image & { lock: string } }) {
  const text = useText(runPage)
  const format = useFormat()
  const { slug } = useProject()
  return (
    <>
      <KeyValue
        items={[
          {
            label: text.image,
            value: (
              <Go href={`/projects/${slug}/images/${encodeURIComponent(image.digest)}`}>
                {image.name} v{image.version}
              </Go>
            ),
          },
          { label: 'Python', value: image.python },
          {
            label: text.lock,
            value: (
              <>
                <code>{image.digest.replace('sha256:', '').slice(0, 12)}</code>
                <CopyButton value={image.lock} what={text.lockText} />
              </>
            ),
          },
        ]}
      />
      <details className={css['packages']}>
        <summary>{text.packages(format.num(image.packages.length))}</summary>
        <ul>
          {image.packages.map(one => (
            <li key={one}>
              <code>{one}</code>
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}
