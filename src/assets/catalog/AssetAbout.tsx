import { Button, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Chip } from '../../web/parts/Chip.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { KeyValue } from '../../web/parts/KeyValue.tsx'
import { Panel, Stack } from '../../web/parts/Panel.tsx'
import { When } from '../../web/parts/Time.tsx'
import { catalogue } from '../../web/text/catalogue.ts'
import { useText } from '../../web/text/text.ts'
import type { AssetDetail } from './catalog.schema.ts'
import css from './CataloguePage.module.css'
import { useAssetChange } from './useAssetChange.ts'

/** What is written about it: documentation, tags, dates; whoever answers for it writes here. */
export function AssetAbout({ asset }: { asset: AssetDetail }) {
  const text = useText(catalogue)
  const [isWriting, setWriting] = useState(false)
  return (
    <Panel
      title={text.docs}
      span={8}
      aside={
        !isWriting && (
          <Button
            disabled={asset.cannotChange !== null}
            title={asset.cannotChange === null ? undefined : text.locked(asset.owner.name, asset.project.name)}
            onClick={() => setWriting(true)}
          >
            {text.edit}
          </Button>
        )
      }
    >
      {isWriting ? <Form asset={asset} onEnd={() => setWriting(false)} /> : <Words asset={asset} />}
    </Panel>
  )
}

function Words({ asset }: { asset: AssetDetail }) {
  const text = useText(catalogue)
  const tags = asset.tags.map(tag => (
    <Go key={tag} href={`/catalogue?tag=${encodeURIComponent(tag)}`}>
      <Chip tone="outline">{tag}</Chip>
    </Go>
  ))
  return (
    <Stack>
      {asset.docs ? <p className={css['docs']}>{asset.docs}</p> : <p className={css['none']}>{text.noDocs}</p>}
      <KeyValue
        items={[
          { label: text.tags, value: tags.length > 0 ? <span className={css['tags']}>{tags}</span> : text.noTags },
          { label: text.created, value: <When at={asset.createdAt} /> },
          { label: text.changed, value: <When at={asset.updatedAt} /> },
        ]}
      />
    </Stack>
  )
}

function Form({ asset, onEnd }: { asset: AssetDetail; onEnd: () => void }) {
  const text = useText(catalogue)
  const change = useAssetChange(asset)
  const [draft, setDraft] = useState({
    description: asset.description,
    docs: asset.docs,
    tags: asset.tags.join(', '),
  })
  const save = useMutation({ mutationFn: () => change({ ...draft, tags: tagsIn(draft.tags) }), onSuccess: onEnd })
  const set = (name: keyof typeof draft) => (event: { target: { value: string } }) =>
    setDraft({ ...draft, [name]: event.target.value })
  return (
    <form
      className={css['form']}
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <TextInput label={text.describe} maxLength={2000} value={draft.description} onChange={set('description')} />
      <Textarea label={text.docs} autosize minRows={6} value={draft.docs} onChange={set('docs')} />
      <TextInput label={text.tags} description={text.tagsHint} value={draft.tags} onChange={set('tags')} />
      {save.error && <ErrorPanel error={save.error} />}
      <div className={css['buttons']}>
        <Button type="submit" variant="filled" loading={save.isPending}>
          {text.save}
        </Button>
        <Button onClick={onEnd}>{text.cancel}</Button>
      </div>
    </form>
  )
}

const tagsIn = (written: string) =>
  written
    .split(/[,，]/)
    .map(tag => tag.trim())
    .filter(tag => tag !== '')
