import { z } from 'zod'
import type { Db } from '../../database/schema.ts'
import { listEvents } from '../../events/events.ts'
import type { Request } from './requests.schema.ts'

/** `object`: the id by which the log knows what the request calls by its name */
export const SubjectAsked = z.object({
  kind: z.string(),
  id: z.string(),
  version: z.string().nullish(),
  object: z.string().optional(),
})

/** What a request is about, as the log was told when it was asked for. */
export async function subjectAsked(db: Db, { id, project, subject }: Request): Promise<z.infer<typeof SubjectAsked>> {
  const about = { projectIds: [project.id], object: { kind: 'request', id }, verbs: ['request'] }
  const [event] = await listEvents(db, about, { limit: 1 })
  const { kind, id: named, version = null } = subject
  return SubjectAsked.safeParse(event?.payload['subject']).data ?? { kind, id: named, version }
}
