const kinds = ['cpu', 'memory', 'gpu', 'disk', 'network', 'other'] as const
type ResourceKind = (typeof kinds)[number]

/** Metrics of one kind and one unit, which stand in one chart. */
export type Resource = { kind: ResourceKind; unit: string; keys: string[] }

export const isSystemMetric = (key: string) => key.startsWith('system/')

const mostLines = 6

/** The charts for the metrics that MLflow's clients call `system/...`; of memory its size, since its share says the same. */
export function resourcesOf(keys: readonly string[]): Resource[] {
  const system = keys.filter(isSystemMetric)
  const found = kinds.flatMap(kind => {
    const own = system.filter(key => kindOf(key) === kind)
    const sized = own.filter(key => key.endsWith('_megabytes'))
    const chosen = (kind === 'memory' || kind === 'disk') && sized.length > 0 ? sized : own
    const units = [...new Set(chosen.map(unitOf))]
    return units.map(unit => ({ kind, unit, keys: chosen.filter(key => unitOf(key) === unit).slice(0, mostLines) }))
  })
  // a unit more of the same kind, such as the power of a GPU, is a chart of its own
  return found.slice(0, 8)
}

function kindOf(key: string): ResourceKind {
  if (/gpu/.test(key)) return 'gpu'
  if (/cpu/.test(key)) return 'cpu'
  if (/memory/.test(key)) return 'memory'
  if (/disk/.test(key)) return 'disk'
  return /network/.test(key) ? 'network' : 'other'
}

function unitOf(key: string): string {
  if (key.endsWith('_percentage')) return '%'
  if (key.endsWith('_megabytes')) return 'MB'
  return key.endsWith('_watts') ? 'W' : ''
}

/** `system/network_receive_megabytes` as a line's name: `network receive`. */
export const shortName = (key: string) =>
  key
    .replace('system/', '')
    .replace(/_(percentage|megabytes|watts)$/, '')
    .replaceAll('_', ' ')
