import { CatchBoundary, type ErrorComponentProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import { ErrorPanel } from './ErrorPanel.tsx'

/** Keeps a mistake in one part of a page from taking the page: the part says so, the rest stays alive. */
export function Boundary({ children }: { children: ReactNode }) {
  return (
    <CatchBoundary getResetKey={() => location.pathname} errorComponent={BrokenPart}>
      {children}
    </CatchBoundary>
  )
}

function BrokenPart({ error, reset }: ErrorComponentProps) {
  const text = useText(parts).error
  return <ErrorPanel error={error} title={text.crash} safe={text.crashSafe} onRetry={reset} />
}
