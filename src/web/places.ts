/** Where a thing of a project has its page; undefined for what has none. */
export function placeOf(
  slug: string,
  thing: { kind: string; id: string; name?: string | undefined; version?: string | null | undefined },
): string | undefined {
  const inside = (...path: string[]) => ['/projects', slug, ...path].map(encodePart).join('/')
  const name = thing.name ?? thing.id
  switch (thing.kind) {
    case 'project':
    case 'charter':
    case 'kpi':
      return inside()
    case 'gate':
      return `${inside()}?${new URLSearchParams({ talk: thing.id })}`
    case 'dataset':
      return thing.version ? inside('data', name, thing.version) : inside('data')
    case 'model':
      return thing.version ? inside('models', name, thing.version) : inside('models')
    case 'run':
      return inside('runs', thing.id)
    case 'request':
      return inside('requests', thing.id)
    case 'hypothesis':
      return `${inside('hypotheses')}?${new URLSearchParams({ talk: thing.id })}`
    case 'endpoint':
      return inside('endpoints', name)
    case 'image':
      // a digest names what was built, an id the asset with all its versions
      return thing.id.startsWith('sha256:') ? inside('images', thing.id) : encodePath('catalogue', thing.id)
    case 'playbook':
    case 'question':
      return inside('goals')
    case 'spike':
      return inside('hypotheses')
    case 'seat':
      return inside('people')
    case 'import':
      return inside('imports')
    case 'token':
      return inside('settings')
    default:
      return undefined
  }
}

const encodePart = (part: string, at: number) => (at === 0 ? part : encodeURIComponent(part))
const encodePath = (...path: string[]) => `/${path.map(encodeURIComponent).join('/')}`
