import { Button } from '@mantine/core'
import { IconScale } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { Cannot } from '../../../web/parts/Cannot.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { useProject } from '../../../web/project.ts'
import { models } from '../../../web/text/models.ts'
import { useText } from '../../../web/text/text.ts'
import { experimentRoutes } from '../../experiments/experiments.schema.ts'
import type { ModelVersionDetail } from '../models.schema.ts'
import { EvaluateDialog } from './EvaluateDialog.tsx'
import { useEvaluations } from './useVersion.ts'

/** Starts an evaluation; a version that was trained outside has no image in which it could be loaded. */
export function EvaluateButton({ version }: { version: ModelVersionDetail }) {
  const text = useText(models).evaluate
  const [isOpen, setOpen] = useState(false)
  const hasImage = useHasImage(version)
  const evaluations = useEvaluations(version)
  if (hasImage === undefined) return null
  if (!hasImage) return <Cannot action={text.action} because={text.becauseOwnScript} />
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

function useHasImage({ runId }: ModelVersionDetail): boolean | undefined {
  const { slug } = useProject()
  const run = useQuery({
    queryKey: ['project', slug, 'run', runId],
    queryFn: ({ signal }) => api(experimentRoutes).get({ project: slug, run: runId ?? '' }, { signal }),
    enabled: runId !== null,
  })
  return runId === null ? false : run.data && run.data.imageDigest !== null
}
