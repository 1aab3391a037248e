import { Autocomplete, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { catalogue } from '../../../web/text/catalogue.ts'
import { near } from '../../../web/text/near.ts'
import { useText } from '../../../web/text/text.ts'
import { catalogRoutes, type AssetDetail } from '../catalog.schema.ts'
import { useAssetChange } from '../useAssetChange.ts'

/** Takes an asset out of use: what to use instead, until when, and why. */
export function DeprecateDialog({ asset, onClose }: { asset: AssetDetail; onClose: () => void }) {
  const text = useText(near).deprecate
  const { deprecate } = useText(catalogue)
  const change = useAssetChange(asset)
  const [words, setWords] = useState('')
  const [day, setDay] = useState('')
  const [reason, setReason] = useState('')
  const found = useQuery({
    queryKey: ['catalogue', 'successors', asset.kind, words],
    queryFn: ({ signal }) => api(catalogRoutes).search({ kind: asset.kind, q: words, limit: 20 }, { signal }),
    placeholderData: before => before,
  })
  const others = (found.data?.assets ?? []).filter(({ id }) => id !== asset.id)
  const labelOf = ({ name, project }: { name: string; project: { name: string } }) => `${name} · ${project.name}`
  const replacement = others.find(other => labelOf(other) === words)
  const send = () =>
    change({
      deprecated: true,
      deprecation: reason,
      replacedBy: replacement?.id ?? null,
      // the day itself still counts
      endsAt: day ? new Date(`${day}T23:59:59`).getTime() : null,
    })
  return (
    <FormDialog
      title={text.title(asset.name)}
      submit={deprecate}
      send={send}
      onClose={onClose}
      isReady={words.trim() === '' || replacement !== undefined}
    >
      <p>{text.note}</p>
      <Autocomplete
        label={text.replacement}
        description={text.replacementHint}
        data={[...new Set(others.map(labelOf))]}
        filter={({ options }) => options}
        value={words}
        onChange={setWords}
        comboboxProps={{ withinPortal: false }}
      />
      <TextInput label={text.endsAt} type="date" value={day} onChange={event => setDay(event.target.value)} />
      <Textarea
        label={text.reason}
        required
        autosize
        minRows={2}
        maxLength={1_000}
        value={reason}
        onChange={event => setReason(event.target.value)}
      />
    </FormDialog>
  )
}
