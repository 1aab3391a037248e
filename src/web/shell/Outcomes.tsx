import { Button } from '@mantine/core'
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { ErrorPanel } from '../parts/ErrorPanel.tsx'
import { Go } from '../parts/Go.tsx'
import { Page } from '../parts/Page.tsx'
import { PageHeader } from '../parts/PageHeader.tsx'
import { SkeletonPanel } from '../parts/Skeleton.tsx'
import { parts } from '../text/parts.ts'
import { shell } from '../text/shell.ts'
import { useText } from '../text/text.ts'

/** A page broke while it was drawn: said in its place, the shell around it goes on. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const text = useText(shell).crash
  const { error: words } = useText(parts)
  const router = useRouter()
  const again = () => {
    reset()
    void router.invalidate()
  }
  return (
    <Page title={text.title}>
      <ErrorPanel
        error={error}
        level={1}
        title={text.title}
        safe={words.crashSafe}
        onRetry={again}
        remedies={[{ label: words.reload, onClick: () => location.reload() }]}
      />
    </Page>
  )
}

export function MissingPage() {
  const text = useText(shell).missing
  return (
    <Page title={text.title}>
      <PageHeader title={text.title} lede={text.text} />
      <div>
        <Button component={Go} href="/" variant="filled">
          {text.desk}
        </Button>
      </div>
    </Page>
  )
}

/** While a page's code is on its way. */
export const PendingPage = () => <SkeletonPanel height={320} />
