import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { makeQueryClient, meQuery } from './queries.ts'
import { router } from './router.tsx'
import { LanguageProvider } from './text/LanguageProvider.tsx'
import './theme/mantine.css'
import './theme/tokens.css'
import './theme/base.css'
import './theme/controls.css'
import { schemeManager } from './theme/scheme.ts'
import { fedVariables, theme } from './theme/theme.ts'

const place = document.getElementById('root')
if (!place) throw new Error('index.html has no place for the app')

const queries = makeQueryClient()
// asked for at once: every page of a person who is signed in waits for it
const isBare = router.matchRoutes(router.latestLocation).some(match => match.staticData.bare)
if (!isBare) void queries.prefetchQuery(meQuery())
// a page that is drawn before its code is there shows what waits for it 300 ms at least, so React holds it back;
// where the network is slower than that, the frame around it is better than nothing, and where it cannot
// be had the router says so in its place
void Promise.race([Promise.allSettled([router.load()]), new Promise(done => setTimeout(done, 300))]).then(() => {
  createRoot(place).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={fedVariables}
        colorSchemeManager={schemeManager}
        defaultColorScheme="auto"
        // its style sheet with the same variables once more is not loaded
        deduplicateCssVariables={false}
      >
        <LanguageProvider>
          <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </LanguageProvider>
      </MantineProvider>
    </StrictMode>,
  )
})
