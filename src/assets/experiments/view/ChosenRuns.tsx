import { Button } from '@mantine/core'
import { IconArrowsDiff } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useKeys } from '../../../web/keys.ts'
import { SelectionBar } from '../../../web/parts/TableSelection.tsx'
import { useProject } from '../../../web/project.ts'
import { compare } from '../../../web/text/compare.ts'
import { useText } from '../../../web/text/text.ts'
import { mostCompared } from '../experiments.schema.ts'
import { listOf } from './addresses.schema.ts'
import { BulkActions } from './BulkActions.tsx'
import { useShown } from './useShown.ts'

/** What can be done with the chosen runs. */
export function ChosenRuns() {
  const text = useText(compare)
  const { slug } = useProject()
  const navigate = useNavigate()
  const { search, show } = useShown()
  const chosen = listOf(search.chosen) ?? []
  const mayCompare = !search.trash && chosen.length > 1 && chosen.length <= mostCompared
  const onCompare = () =>
    mayCompare
      ? void navigate({ to: '/projects/$slug/compare', params: { slug }, search: { runs: chosen.join(',') } })
      : false
  useKeys({ c: onCompare })
  return (
    <SelectionBar count={chosen.length} onClear={() => show({ chosen: undefined })}>
      {mayCompare ? (
        <Button variant="filled" leftSection={<IconArrowsDiff />} onClick={onCompare}>
          {text.compare}
        </Button>
      ) : (
        !search.trash && <span>{chosen.length < 2 ? text.oneMore : text.tooMany(mostCompared)}</span>
      )}
      <BulkActions chosen={chosen} isTrash={search.trash === true} onDone={() => show({ chosen: undefined })} />
    </SelectionBar>
  )
}
