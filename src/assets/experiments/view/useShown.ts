import { useNavigate, useSearch } from '@tanstack/react-router'
import { useProject } from '../../../web/project.ts'
import { said, type RunsSearch } from './addresses.schema.ts'

/** What the address says of the page, and how to say something else there. */
export function useShown() {
  const { slug } = useProject()
  const navigate = useNavigate()
  const search = useSearch({ from: '/projects/$slug/runs' })
  const change = (to: (now: RunsSearch) => RunsSearch) =>
    void navigate({
      to: '/projects/$slug/runs',
      params: { slug },
      search: now => said(to(now)),
      replace: true,
      resetScroll: false,
    })
  const show = (wish: RunsSearch) => change(now => ({ ...now, ...wish }))
  const open = (view: RunsSearch) =>
    void navigate({ to: '/projects/$slug/runs', params: { slug }, search: said(view), resetScroll: false })
  return { search, change, show, open }
}
