import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Grid, Panel } from '../../web/parts/Panel.tsx'
import { OarLegend } from '../../web/parts/SeatOar.tsx'
import { crewsQuery, portfolioQuery } from '../../web/queries.ts'
import { home } from '../../web/text/home.ts'
import { mapWords } from '../../web/text/map.ts'
import { useText } from '../../web/text/text.ts'
import { BalancePanel } from './BalancePanel.tsx'
import { ComponentsPanel } from './ComponentsPanel.tsx'
import { HolesPanel } from './HolesPanel.tsx'
import css from './map.module.css'
import { MapTable } from './MapTable.tsx'
import { useAreaNotes } from './ShipPanel.tsx'

/** Who answers for what, on three tiers; where is nobody. */
export function MapPage() {
  const text = useText(home)
  const words = useText(mapWords)
  const crews = useQuery(crewsQuery())
  const portfolio = useQuery(portfolioQuery())
  const notes = useAreaNotes()
  const standings = portfolio.data?.projects ?? []
  return (
    <Page
      title={text.map}
      actions={
        <Button leftSection={<IconPrinter />} onClick={() => window.print()}>
          {words.print}
        </Button>
      }
    >
      <div className={css['sheet']}>
        <PageHeader title={text.map} lede={words.mapLede} />
        <Together queries={[crews, portfolio, notes]}>
          <Loaded query={crews}>
            {loaded => (
              <Grid>
                <Panel title={words.answers} aside={<OarLegend />}>
                  <MapTable crews={loaded} standings={standings} />
                </Panel>
                <HolesPanel standings={standings} />
                <BalancePanel crews={loaded} />
                <ComponentsPanel />
              </Grid>
            )}
          </Loaded>
        </Together>
      </div>
    </Page>
  )
}
