import { Button } from '@mantine/core'
import { IconScale } from '@tabler/icons-react'
import { useState } from 'react'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { models } from '../../../web/text/models.ts'
import { useText } from '../../../web/text/text.ts'
import type { ModelVersionDetail } from '../models.schema.ts'
import { EvaluateDialog } from './EvaluateDialog.tsx'
import { useEvaluations } from './useVersion.ts'

/** Asks what is to be judged, and starts it. */
export function EvaluateButton({ version }: { version: ModelVersionDetail }) {
  const text = useText(models).evaluate
  const [isOpen, setOpen] = useState(false)
  const evaluations = useEvaluations(version)
  return (
    <>
      <RightTo right="run:write" action={text.action}>
        <Button leftSection={<IconScale />} onClick={() => setOpen(true)}>
          {evaluations.data?.length ? text.again : text.open}
        </Button>
      </RightTo>
      {isOpen && <EvaluateDialog version={version} onClose={() => setOpen(false)} />}
    </>
  )
}
