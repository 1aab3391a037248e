import { createRootRoute, lazyRouteComponent, Outlet, useMatches } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { z } from 'zod'
import { MissingPage } from '../shell/Outcomes.tsx'
import { Shell } from '../shell/Shell.tsx'

/** A page's code is loaded when the page is opened, or when a link to it is touched. */
export const page = (load: () => Promise<ComponentType>) =>
  lazyRouteComponent(async () => ({ Page: await load() }), 'Page')

export const root = createRootRoute({ component: Frame, notFoundComponent: MissingPage })

function Frame() {
  const isBare = useMatches({ select: matches => matches.some(match => match.staticData.bare) })
  return isBare ? (
    <Outlet />
  ) : (
    <Shell>
      <Outlet />
    </Shell>
  )
}

/** Which tab of a page is open; pages name their own tabs. */
export const Tab = z.object({ tab: z.string().optional().catch(undefined) })
