import { TabLinks } from '../parts/Tabs.tsx'
import { useProject } from '../project.ts'
import { shell } from '../text/shell.ts'
import { useText } from '../text/text.ts'

/** How much is behind each tab; what a page does not know it leaves out. */
export type TabCounts = Partial<
  Record<'data' | 'hypotheses' | 'runs' | 'models' | 'requests' | 'endpoints' | 'people', number>
>

/** The pages of a project; stands under the header of the overview and on top of the lists. */
export function ProjectTabs({ counts = {} }: { counts?: TabCounts }) {
  const text = useText(shell).tabs
  const { slug } = useProject()
  const tab = (name: keyof TabCounts | 'goals' | 'room' | 'events' | 'settings') => ({
    href: `/projects/${slug}/${name}`,
    label: text[name],
    ...(name !== 'goals' &&
      name !== 'room' &&
      name !== 'events' &&
      name !== 'settings' &&
      counts[name] !== undefined && { count: counts[name] }),
  })
  return (
    <TabLinks
      label={text.label}
      items={[
        { href: `/projects/${slug}`, label: text.overview, exact: true },
        tab('goals'),
        tab('hypotheses'),
        tab('data'),
        tab('runs'),
        tab('models'),
        tab('requests'),
        tab('endpoints'),
        tab('room'),
        tab('people'),
        tab('events'),
        tab('settings'),
      ]}
    />
  )
}
