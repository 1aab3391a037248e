import { McpServer, ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { datasetRoutes } from '../../assets/datasets/datasets.schema.ts'
import { experimentRoutes } from '../../assets/experiments/experiments.schema.ts'
import type { Route } from '../../kernel/contract.ts'
import { projectRoutes } from '../../people/projects/projects.schema.ts'
import { charterRoutes } from '../../projects/charter/charter.schema.ts'
import { cardRoutes } from '../../projects/promotions/cards/cards.schema.ts'
import { askRoute, shortened, type Asking } from './asking.ts'

type Kind = { name: string; uri: string; title: string; route: Route; pick?: (text: string) => string }

const Card = z.object({ markdown: z.string() })

const kinds: readonly Kind[] = [
  {
    name: 'run',
    uri: 'trireme://projects/{project}/runs/{run}',
    title: 'A run of an experiment',
    route: experimentRoutes.get,
  },
  {
    name: 'model-card',
    uri: 'trireme://projects/{project}/models/{model}/versions/{version}/card',
    title: 'The card of a model version, as Markdown',
    route: cardRoutes.get,
    pick: text => Card.parse(JSON.parse(text)).markdown,
  },
  {
    name: 'dataset',
    uri: 'trireme://projects/{project}/datasets/{name}/versions/{version}',
    title: 'A version of a dataset with its profile, without rows',
    route: datasetRoutes.get,
  },
]

const project = {
  uri: 'trireme://projects/{project}',
  title: 'What a project is for: goal, scope, and KPIs with their values',
}

/** What an agent can read by address; the projects it may enter are listed, the rest is found with the tools. */
export function addResources(server: McpServer, asking: Asking): void {
  const list = async () => {
    const { text } = await askRoute(asking, projectRoutes.list, { limit: 100 })
    const { projects } = projectRoutes.list.reply.parse(JSON.parse(text))
    return { resources: projects.map(({ slug, name }) => ({ uri: `trireme://projects/${slug}`, name })) }
  }
  server.registerResource(
    'project',
    new ResourceTemplate(project.uri, { list }),
    { title: project.title, mimeType: 'application/json' },
    (uri, names) => read(asking, charterRoutes.get, { uri, names }),
  )
  for (const { name, uri: template, title, route, pick } of kinds)
    server.registerResource(
      name,
      new ResourceTemplate(template, { list: undefined }),
      { title, mimeType: pick ? 'text/markdown' : 'application/json' },
      (uri, names) => read(asking, route, { uri, names, pick }),
    )
}

type Named = {
  uri: URL
  names: Record<string, string | string[]>
  pick?: ((text: string) => string) | undefined
}

async function read(asking: Asking, route: Route, { uri, names, pick }: Named) {
  const given = Object.fromEntries(Object.entries(names).map(([name, value]) => [name, plain(String(value))]))
  const { isDone, text } = await askRoute(asking, route, given)
  if (!isDone) throw new ResourceNotFoundError(uri.href, text)
  const mimeType = pick ? 'text/markdown' : 'application/json'
  return { contents: shortened(pick ? pick(text) : text).map(part => ({ uri: uri.href, mimeType, text: part.text })) }
}

const plain = (part: string) => {
  try {
    return decodeURIComponent(part)
  } catch {
    // what is not encoded is taken as it is
    return part
  }
}
