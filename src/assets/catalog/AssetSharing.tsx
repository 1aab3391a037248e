import { Button, Switch } from '@mantine/core'
import '@mantine/core/styles/Switch.css'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Callout, Panel, Stack } from '../../web/parts/Panel.tsx'
import { catalogue } from '../../web/text/catalogue.ts'
import { useText } from '../../web/text/text.ts'
import type { AssetDetail, Visibility } from './catalog.schema.ts'
import css from './CataloguePage.module.css'
import { DeprecateDialog } from './deprecation/DeprecateDialog.tsx'
import { useAssetChange } from './useAssetChange.ts'

/** Who may see and use it, and whether it should still be used. */
export function AssetSharing({ asset }: { asset: AssetDetail }) {
  const text = useText(catalogue)
  const change = useAssetChange(asset)
  const share = useMutation({ mutationFn: (visibility: Visibility) => change({ visibility }) })
  const [isEnding, setEnding] = useState(false)
  const isLocked = asset.cannotChange !== null
  const isShared = asset.visibility === 'organisation'
  return (
    <Panel title={text.sharing} span={4}>
      <Stack>
        <Switch
          label={text.visibility.organisation}
          description={text.share[asset.visibility]}
          checked={isShared}
          disabled={isLocked || share.isPending}
          onChange={() => share.mutate(isShared ? 'project' : 'organisation')}
        />
        {share.error && <ErrorPanel error={share.error} />}
        {isLocked && <Callout>{text.locked(asset.owner.name, asset.project.name)}</Callout>}
        <div className={css['buttons']}>
          {asset.deprecatedAt === null ? (
            <Button disabled={isLocked} onClick={() => setEnding(true)}>
              {text.deprecate}
            </Button>
          ) : (
            <Button disabled={isLocked} onClick={() => void change({ deprecated: false })}>
              {text.restore}
            </Button>
          )}
        </div>
      </Stack>
      {isEnding && <DeprecateDialog asset={asset} onClose={() => setEnding(false)} />}
    </Panel>
  )
}
