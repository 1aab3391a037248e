import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { makeQueryClient } from './queries.ts'
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
        <QueryClientProvider client={makeQueryClient()}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </LanguageProvider>
    </MantineProvider>
  </StrictMode>,
)
