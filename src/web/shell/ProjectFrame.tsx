import { useQuery } from '@tanstack/react-query'
import { Outlet, useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { AppError } from '../../kernel/errors.ts'
import { useStance } from '../acting.ts'
import { Loaded } from '../parts/Loaded.tsx'
import { PathContext } from '../parts/Page.tsx'
import { SkeletonPanel } from '../parts/Skeleton.tsx'
import { ProjectContext } from '../project.ts'
import { projectQuery } from '../queries.ts'
import { shell } from '../text/shell.ts'
import { useText } from '../text/text.ts'

const AccessPage = lazy(async () => ({
  default: (await import('../../people/projects/access/AccessPage.tsx')).AccessPage,
}))

/** Around all pages of one project: its record, how the reader stands in it, and the beginning of the path. */
export function ProjectFrame() {
  const { slug } = useParams({ from: '/projects/$slug' })
  const text = useText(shell)
  const stance = useStance(slug)
  const query = useQuery(projectQuery(slug))
  if (!query.data && query.error instanceof AppError && query.error.code === 'not_found')
    return (
      <Suspense fallback={<SkeletonPanel height={320} />}>
        <AccessPage slug={slug} />
      </Suspense>
    )
  return (
    <Loaded query={query} level={1}>
      {project => (
        <ProjectContext value={{ project, stance, seat: stance.seat ?? project.mySeats[0] }}>
          <PathContext
            value={[
              { label: text.projects, href: '/' },
              { label: project.name, href: `/projects/${slug}` },
            ]}
          >
            <Outlet />
          </PathContext>
        </ProjectContext>
      )}
    </Loaded>
  )
}
