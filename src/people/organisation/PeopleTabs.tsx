import { TabLinks } from '../../web/parts/Tabs.tsx'
import { teams } from '../../web/text/teams.ts'
import { useText } from '../../web/text/text.ts'

/** The pages about the people of the whole installation. */
export function PeopleTabs() {
  const text = useText(teams)
  return <TabLinks label={text.tabs} items={[{ href: '/people/teams', label: text.teams }]} />
}
