import { Status } from '../../../web/parts/Status.tsx'
import { endpoints } from '../../../web/text/endpoints.ts'
import { useText } from '../../../web/text/text.ts'
import type { Endpoint } from '../deployments.schema.ts'

/** Whether an endpoint answers, and whether something is on its way. */
export function ServingStatus({ live, starting }: Pick<Endpoint, 'live' | 'starting'>) {
  const text = useText(endpoints)
  if (live) return <Status is="done">{text.serving}</Status>
  return <Status is={starting ? 'running' : 'idle'}>{starting ? text.state.starting : text.notServing}</Status>
}
