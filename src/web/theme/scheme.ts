import { localStorageColorSchemeManager, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'

/** The same key that public/scheme.js reads before the first paint. */
export const schemeManager = localStorageColorSchemeManager({ key: 'trireme-scheme' })

export const schemes = ['light', 'dark', 'auto'] as const
export type Scheme = (typeof schemes)[number]

/** What the reader chose, and how to choose again. */
export function useScheme(): { chosen: Scheme; choose: (scheme: Scheme) => void } {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return { chosen: colorScheme, choose: setColorScheme }
}

/** What is shown now; canvas charts redraw when it changes. */
export const useShownScheme = (): 'light' | 'dark' =>
  useComputedColorScheme('light', { getInitialValueInEffect: false })
