import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { Chip } from './Chip.tsx'
import { Go } from './Go.tsx'
import { useProject } from '../project.ts'
import { moving } from '../text/moving.ts'
import { useText } from '../text/text.ts'
import { importRoutes } from '../../assets/imports/imports.schema.ts'

/** Says that a thing happened elsewhere, and where; leads to what was brought from there. */
export function ImportedChip({ id }: { id: string }) {
  const text = useText(moving)
  const { slug } = useProject()
  const { data } = useQuery({
    queryKey: ['project', slug, 'imports', id, 'source'],
    queryFn: ({ signal }) => api(importRoutes).get({ project: slug, import: id }, { signal }),
    staleTime: Infinity,
  })
  const label = data?.source.label
  return (
    <Chip tone="outline">
      <Go href={`/projects/${slug}/imports`} title={label && `${text.imported}: ${label}`}>
        {label ? text.importedFrom(short(label)) : text.imported}
      </Go>
    </Chip>
  )
}

/** A host, or the last name of a path. */
const short = (label: string) => /^https?:\/\/([^/]+)/.exec(label)?.[1] ?? label.split('/').findLast(Boolean) ?? label
