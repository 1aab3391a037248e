import { Checkbox } from '@mantine/core'
import { useFormat } from '../../web/format.ts'
import { catalogue } from '../../web/text/catalogue.ts'
import { useText } from '../../web/text/text.ts'
import type { AssetFacets } from './catalog.schema.ts'
import css from './CataloguePage.module.css'

type Choice = { owner?: string | undefined; project?: string | undefined; tag?: string | undefined }
type FacetsProps = { search: Choice; facets: AssetFacets | undefined; onChange: (next: Choice) => void }

/** Owner, home and tags with how many fit each; one of a kind is chosen at a time. */
export function Facets({ search, facets, onChange }: FacetsProps) {
  const text = useText(catalogue)
  return (
    <div className={css['facets']}>
      <Facet
        label={text.home}
        all={facets?.projects}
        value={search.project}
        onChange={project => onChange({ project })}
      />
      <Facet label={text.owner} all={facets?.owners} value={search.owner} onChange={owner => onChange({ owner })} />
      <Facet label={text.tags} all={facets?.tags} value={search.tag} onChange={tag => onChange({ tag })} />
    </div>
  )
}

type FacetProps = {
  label: string
  all: AssetFacets['owners'] | undefined
  value: string | undefined
  onChange: (value: string | undefined) => void
}

function Facet({ label, all = [], value, onChange }: FacetProps) {
  const format = useFormat()
  // what is chosen can be taken back, also when nothing fits it any more
  const isLost = value !== undefined && !all.some(one => one.value === value)
  const shown = isLost ? [{ value, label: value, count: 0 }, ...all] : all
  if (shown.length === 0) return null
  return (
    <fieldset className={css['facet']}>
      <legend>{label}</legend>
      {shown.map(one => (
        <div key={one.value}>
          <Checkbox
            size="xs"
            label={one.label}
            checked={one.value === value}
            onChange={event => onChange(event.target.checked ? one.value : undefined)}
          />
          <small>{format.num(one.count)}</small>
        </div>
      ))}
    </fieldset>
  )
}
