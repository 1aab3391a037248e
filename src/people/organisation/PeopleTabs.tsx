import { TabLinks } from '../../web/parts/Tabs.tsx'
import { hoursWords } from '../../web/text/hours.ts'
import { organisation } from '../../web/text/organisation.ts'
import { teams } from '../../web/text/teams.ts'
import { useText } from '../../web/text/text.ts'

/** The pages about the people of the whole installation. */
export function PeopleTabs() {
  const words = useText(teams)
  const text = useText(organisation)
  const hours = useText(hoursWords)
  return (
    <TabLinks
      label={words.tabs}
      items={[
        { href: '/people', label: words.organisation, exact: true },
        { href: '/people/teams', label: words.teams },
        { href: '/people/hours', label: hours.page },
        { href: '/people/import', label: text.import },
        { href: '/people/begin', label: text.begin },
      ]}
    />
  )
}
