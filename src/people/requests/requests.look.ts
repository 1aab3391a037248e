import type { StatusKind } from '../../web/parts/Status.tsx'
import { placeOf } from '../../web/places.ts'
import type { Request } from './requests.schema.ts'

/** Colour and shape of a request's state, the same wherever one is shown. */
export const requestStatus: Record<Request['state'], StatusKind> = {
  open: 'waiting',
  accepted: 'done',
  returned: 'warning',
  withdrawn: 'idle',
}

/** `delay-minutes v5`: the subject as one reads it. */
export const subjectName = ({ subject }: Request) =>
  subject.version && subject.kind !== 'user' && !subject.name.endsWith(`v${subject.version}`)
    ? `${subject.name} v${subject.version}`
    : subject.name

/** Where a request's subject has its page: a use of an asset leads to the asset, and a model is called without its version. */
export function placeOfSubject(slug: string, { kind, subject }: Pick<Request, 'kind' | 'subject'>): string | undefined {
  if (kind === 'subscription') return `/catalogue/${subject.id}`
  const name = subject.kind === 'model' ? subject.name.replace(/ v\d+$/, '') : subject.name
  return placeOf(slug, { ...subject, name })
}
