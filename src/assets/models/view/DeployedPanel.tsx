import { useQuery } from '@tanstack/react-query'
import { deploymentRoutes, type Endpoint } from '../../../projects/deployments/deployments.schema.ts'
import { api } from '../../../web/api.ts'
import { Go } from '../../../web/parts/Go.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { PersonName } from '../../../web/parts/PersonLine.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { When } from '../../../web/parts/Time.tsx'
import { placeOf } from '../../../web/places.ts'
import { useProject } from '../../../web/project.ts'
import { modelPage } from '../../../web/text/modelPage.ts'
import { useText } from '../../../web/text/text.ts'
import type { ModelVersion } from '../models.schema.ts'
import css from './model.module.css'

export function useEndpoints() {
  const { slug } = useProject()
  return useQuery({
    queryKey: ['project', slug, 'endpoints', 'of-models'],
    queryFn: ({ signal }) => api(deploymentRoutes).list({ project: slug, limit: 200 }, { signal }),
  })
}

/** Where this version answers now, and where another version of the model does. */
export function DeployedPanel({ version }: { version: ModelVersion }) {
  const text = useText(modelPage)
  const query = useEndpoints()
  return (
    <Panel title={text.deployed}>
      <Loaded query={query}>
        {({ endpoints }) => {
          const own = endpoints.filter(({ live, starting }) =>
            [live, starting].some(one => one?.model === version.model),
          )
          if (own.length === 0) return <p className={css['thin']}>{text.deployedNowhere}</p>
          return (
            <ul className={css['endpoints']}>
              {own.map(endpoint => (
                <Line key={endpoint.id} endpoint={endpoint} version={version} />
              ))}
            </ul>
          )
        }}
      </Loaded>
    </Panel>
  )
}

function Line({ endpoint, version: { model, version } }: { endpoint: Endpoint; version: ModelVersion }) {
  const text = useText(modelPage)
  const { slug } = useProject()
  const { live, starting, name, environment, owner } = endpoint
  const isOn = (one: Endpoint['live']) => one?.model === model && one.version === version
  return (
    <li>
      <Go href={placeOf(slug, { kind: 'endpoint', id: name }) ?? ''}>{name}</Go> <small>{environment.name}</small>
      <div>
        {isOn(live) && live && (
          <Status is="done">
            {text.answersSince} <When at={live.createdAt} />
          </Status>
        )}
        {isOn(starting) && <Status is="running">{text.starts}</Status>}
        {!isOn(live) && !isOn(starting) && live && (
          <Status is="idle">
            {text.otherAnswers}{' '}
            <Go href={placeOf(slug, { kind: 'model', id: live.model, version: String(live.version) }) ?? ''}>
              v{live.version}
            </Go>
          </Status>
        )}
      </div>
      <small>
        {text.owner} <PersonName person={owner} />
      </small>
    </li>
  )
}
