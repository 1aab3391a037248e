import type { QueryClient } from '@tanstack/react-query'
import { IconBulb, IconGitPullRequest } from '@tabler/icons-react'
import { catalogRoutes } from '../../assets/catalog/catalog.schema.ts'
import { experimentRoutes } from '../../assets/experiments/experiments.schema.ts'
import { requestRoutes } from '../../people/requests/requests.schema.ts'
import { userRoutes } from '../../people/users/users.schema.ts'
import { deploymentRoutes } from '../../projects/deployments/deployments.schema.ts'
import { hypothesisRoutes } from '../../projects/hypotheses/hypotheses.schema.ts'
import { api } from '../api.ts'
import { KindIcon } from '../parts/kinds.tsx'
import { portfolioQuery } from '../queries.ts'
import type { parts } from '../text/parts.ts'
import type { shell } from '../text/shell.ts'
import type { tried } from '../text/tried.ts'
import { matching, type Finding, type FindSource } from './palette.ts'

type PaletteWords = { shell: typeof shell.en; tried: typeof tried.en; kind: (typeof parts.en)['kind'] }

/** Fewer letters would find almost everything. */
const least = 2
/** beyond that the search of the page itself serves better */
const most = 5
const mostProjects = 5

type InProject = { slug: string; name: string; words: string; signal: AbortSignal }
type Asked = { text: PaletteWords; queries: QueryClient }

/** Assets, runs, endpoints, hypotheses, requests and people by name: those of the open project first. */
export const objectSources = (asked: Asked): FindSource[] => [
  inProjects('runs', asked, findRuns(asked)),
  inProjects('endpoints', asked, findEndpoints(asked)),
  triedSource(asked),
  inProjects('requests', asked, findRequests(asked)),
  assetsSource(asked),
  peopleSource(asked),
]

/** Asks the open project, or all of mine when none is open. */
function inProjects(id: string, { queries }: Asked, find: (place: InProject) => Promise<Finding[]>): FindSource {
  return {
    id,
    find: async (words, { slug, signal }) => {
      if (words.length < least) return []
      const { projects } = await queries.ensureQueryData(portfolioQuery())
      const places = projects
        .filter(({ project }) => slug === undefined || project.slug === slug)
        .slice(0, mostProjects)
      const found = await Promise.all(
        places.map(({ project }) => find({ slug: project.slug, name: project.name, words, signal })),
      )
      return found.flat()
    },
  }
}

const findRuns =
  ({ text }: Asked) =>
  async ({ slug, name, words, signal }: InProject): Promise<Finding[]> => {
    const filter = `attributes.run_name ILIKE '%${words.replaceAll("'", "''")}%'`
    const { runs } = await api(experimentRoutes).list({ project: slug, filter, limit: most }, { signal })
    return runs.map(run => ({
      id: run.id,
      group: text.shell.palette.inProject(name),
      label: run.name,
      note: text.kind.run,
      icon: <KindIcon kind="run" />,
      href: `/projects/${slug}/runs/${run.id}`,
    }))
  }

const findEndpoints =
  ({ text, queries }: Asked) =>
  async ({ slug, name, words }: InProject): Promise<Finding[]> => {
    const { endpoints } = await queries.ensureQueryData({
      queryKey: ['project', slug, 'endpoints', 'find'],
      queryFn: ({ signal }) => api(deploymentRoutes).list({ project: slug }, { signal }),
    })
    const findings = endpoints.map((endpoint): Finding => ({
      id: endpoint.id,
      group: text.shell.palette.inProject(name),
      label: endpoint.name,
      note: text.kind.endpoint,
      icon: <KindIcon kind="endpoint" />,
      href: `/projects/${slug}/endpoints/${encodeURIComponent(endpoint.name)}`,
    }))
    return matching(findings, words).slice(0, most)
  }

/** By the words of hypotheses, and by the params, tags and notes of runs; in every project that I may see. */
const triedSource = ({ text }: Asked): FindSource => ({
  id: 'tried',
  find: async (words, { signal }) => {
    if (words.trim().length <= least) return []
    const { hypotheses, runs } = await api(hypothesisRoutes).tried({ q: words, limit: most }, { signal })
    // runs of that name are found in their project
    const others = runs.filter(({ name }) => !name.toLowerCase().includes(words.trim().toLowerCase()))
    return [
      ...hypotheses.map(({ id, number, title, project }) => ({
        id,
        group: text.tried.group,
        label: `H${number} ${title}`,
        note: project.name,
        icon: <IconBulb />,
        href: `/projects/${project.slug}/hypotheses`,
      })),
      ...others.map(({ id, name, project }) => ({
        id: `tried ${id}`,
        group: text.tried.group,
        label: name,
        note: project.name,
        icon: <KindIcon kind="run" />,
        href: `/projects/${project.slug}/runs/${id}`,
      })),
    ]
  },
})

const findRequests =
  ({ text, queries }: Asked) =>
  async ({ slug, name, words }: InProject): Promise<Finding[]> => {
    const { requests } = await queries.ensureQueryData({
      queryKey: ['project', slug, 'requests', 'find'],
      queryFn: ({ signal }) => api(requestRoutes).list({ project: slug, limit: 100 }, { signal }),
    })
    const findings = requests.map((request): Finding => ({
      id: request.id,
      group: text.shell.palette.inProject(name),
      label: request.subject.name,
      note: text.shell.palette.requestOf(request.from.name),
      icon: <IconGitPullRequest />,
      href: `/projects/${slug}/requests/${request.id}`,
    }))
    return matching(findings, words).slice(0, most)
  }

const assetsSource = ({ text }: Asked): FindSource => ({
  id: 'assets',
  find: async (words, { signal }) => {
    if (words.length < least) return []
    const { assets } = await api(catalogRoutes).search({ q: words, limit: most }, { signal })
    return assets.map(asset => ({
      id: asset.id,
      group: text.shell.assets,
      label: asset.name,
      note: `${text.kind[asset.kind]}, ${asset.project.name}`,
      icon: <KindIcon kind={asset.kind} />,
      href: `/catalogue/${asset.id}`,
    }))
  },
})

const peopleSource = ({ text }: Asked): FindSource => ({
  id: 'people',
  find: async (words, { signal }) => {
    if (words.length < least) return []
    const { users } = await api(userRoutes).list({ q: words, limit: most }, { signal })
    return users.map(user => ({
      id: user.id,
      group: text.shell.palette.people,
      label: user.name,
      note: text.kind.person,
      icon: <KindIcon kind="person" />,
      href: `/people/${user.id}`,
    }))
  },
})
