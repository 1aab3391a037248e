import type { QueryClient } from '@tanstack/react-query'
import {
  IconCpu,
  IconFolder,
  IconInbox,
  IconKey,
  IconBooks,
  IconChartDots3,
  IconListCheck,
  IconMap2,
  IconPlus,
  IconUsersGroup,
} from '@tabler/icons-react'
import { portfolioQuery } from '../queries.ts'
import { parts } from '../text/parts.ts'
import { shell } from '../text/shell.ts'
import type { Language } from '../text/text.ts'
import { tried } from '../text/tried.ts'
import { objectSources } from './objectSources.tsx'
import { matching, type Finding, type FindSource } from './palette.ts'

type Words = typeof shell.en

/** Everything the palette searches, in the order of its headings. A slice that can be searched adds its source here. */
export function allSources(language: Language, queries: QueryClient): FindSource[] {
  const text = { shell: shell[language], tried: tried[language], kind: parts[language].kind }
  return [
    projectsSource(text.shell, queries),
    ...objectSources({ text, queries }),
    pagesSource(text.shell),
    placesSource(text.shell),
  ]
}

/** The pages of the open project. */
const pagesSource = (text: Words): FindSource => ({
  id: 'pages',
  find: async (words, { slug }) =>
    slug === undefined ? [] : matching(pagesOf(text, slug), words).slice(0, words === '' ? 0 : undefined),
})

const pagesOf = ({ tabs, palette }: Words, slug: string): Finding[] =>
  projectPages.map(page => ({
    id: `page ${page}`,
    group: palette.go,
    label: tabs[page],
    icon: <IconFolder />,
    href: `/projects/${slug}/${page}`,
  }))

const projectPages = [
  'hypotheses',
  'data',
  'runs',
  'models',
  'requests',
  'endpoints',
  'people',
  'events',
  'settings',
] as const

/** The pages that everybody has. */
const placesSource = (text: Words): FindSource => ({
  id: 'places',
  find: async words => matching(placesOf(text), words),
})

/** The projects in which I hold a seat. */
const projectsSource = (text: Words, queries: QueryClient): FindSource => ({
  id: 'projects',
  find: async words => {
    const { projects } = await queries.ensureQueryData(portfolioQuery())
    const findings = projects.map(({ project, kpi }): Finding => ({
      id: project.id,
      group: text.palette.projects,
      label: project.name,
      note: kpi?.name ?? '',
      icon: <IconFolder />,
      href: `/projects/${project.slug}`,
    }))
    return matching(findings, words)
  },
})

function placesOf(text: Words): Finding[] {
  const place = (label: string, href: string, icon: Finding['icon']): Finding => ({
    id: href,
    group: text.palette.go,
    label,
    href,
    icon,
  })
  return [
    { ...place(text.desk, '/', <IconInbox />), keys: 'G H' },
    { ...place(text.map, '/map', <IconMap2 />), keys: 'G M' },
    place(text.insights, '/insights', <IconChartDots3 />),
    place(text.people, '/people', <IconUsersGroup />),
    place(text.catalogue, '/catalogue', <IconBooks />),
    place(text.engines, '/backbone/engines', <IconCpu />),
    place(text.access, '/backbone/access', <IconKey />),
    place(text.audit, '/backbone/audit', <IconListCheck />),
    { ...place(text.newProject, '/new', <IconPlus />), group: text.palette.do },
  ]
}
