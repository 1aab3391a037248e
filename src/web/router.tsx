import { createRoute, createRouter } from '@tanstack/react-router'
import { platformPages } from './routes/platform.ts'
import { projectPages } from './routes/project.ts'
import { page, root } from './routes/root.tsx'
import { BrokenPage, PendingPage } from './shell/Outcomes.tsx'

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface StaticDataRouteOption {
    /** pages for people who are not signed in stand without the shell */
    bare?: true
  }
}

const tree = root.addChildren([...platformPages, projectPages, ...galleryWhileDeveloping()])

/** Every part with invented data, for those who write pages; not in what is shipped. */
function galleryWhileDeveloping() {
  if (!import.meta.env.DEV) return []
  const component = page(() => import('./gallery/GalleryPage.tsx').then(all => all.GalleryPage))
  return [createRoute({ getParentRoute: () => root, path: '/gallery', component })]
}

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultErrorComponent: BrokenPage,
  defaultPendingComponent: PendingPage,
  defaultPendingMs: 150,
  defaultStructuralSharing: true,
  scrollRestoration: true,
})
