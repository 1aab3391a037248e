import { useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { api } from '../../web/api.ts'
import { catalogRoutes, type AssetChange, type AssetDetail } from './catalog.schema.ts'

/** Changes an asset and lets everything that lists it be asked for again. */
export function useAssetChange(asset: AssetDetail) {
  const queries = useQueryClient()
  return async (change: z.input<typeof AssetChange>) => {
    const made = await api(catalogRoutes).change({ project: asset.project.slug, asset: asset.id, ...change })
    queries.setQueryData(['catalogue', 'asset', asset.id], made)
    await queries.invalidateQueries({ queryKey: ['catalogue'] })
  }
}
