import type { StatusKind } from '../../web/parts/Status.tsx'
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
