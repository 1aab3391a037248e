import { Readable } from 'node:stream'
import { listEvents, type EventFilter } from '../../events/events.ts'
import type { FileReply } from '../../kernel/contract.ts'
import { AppError } from '../../kernel/errors.ts'
import { webStream } from '../../kernel/streams.ts'
import { projectNamed, projectsByIds } from '../../people/projects/projects.service.ts'
import { idsOfPerson, nameEvents, type Namer, type TimelineContext } from '../../people/timeline/timeline.service.ts'
import type { BackboneContext } from '../context.ts'
import type { AuditEvent, Sought } from './audit.schema.ts'
import { csvHead, csvLine } from './csv.ts'

export type AuditContext = BackboneContext & TimelineContext

export async function searchAudit(ctx: AuditContext, sought: Sought & { before?: string | undefined; limit: number }) {
  const { before, limit } = sought
  const found = await read(ctx, await filterOf(ctx, sought), { limit, ...(before === undefined ? {} : { before }) })
  return { events: found, next: found.length === limit ? (found.at(-1)?.cursor ?? null) : null }
}

/** Written page by page while it is sent, so that a long log needs no memory. */
export async function exportAudit(ctx: AuditContext, sought: Sought, format: 'csv' | 'ndjson'): Promise<FileReply> {
  const filter = await filterOf(ctx, sought)
  const day = new Date(ctx.clock.now()).toISOString().slice(0, 10)
  return {
    body: webStream(Readable.from(linesOf(ctx, filter, format))),
    name: `events-${day}.${format}`,
    type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
  }
}

const atOnce = 500

async function* linesOf(ctx: AuditContext, filter: EventFilter, format: 'csv' | 'ndjson') {
  const write = format === 'csv' ? csvLine : (event: AuditEvent) => `${JSON.stringify(event)}\n`
  if (format === 'csv') yield csvHead
  let before: string | undefined
  for (;;) {
    const events = await read(ctx, filter, { limit: atOnce, ...(before === undefined ? {} : { before }) })
    if (events.length > 0) yield events.map(write).join('')
    if (events.length < atOnce || ctx.signal.aborted) return
    before = events.at(-1)?.cursor
  }
}

async function filterOf(ctx: AuditContext, sought: Sought): Promise<EventFilter> {
  const { person, project, verb, kind, id, since, until } = sought
  if (id !== undefined && kind === undefined)
    throw new AppError('bad_request', 'Say the kind of the object besides its id')
  return {
    ...(person === undefined ? {} : { persons: await idsOfPerson(ctx, person) }),
    ...(project === undefined ? {} : { projectIds: [(await projectNamed(ctx, project)).id] }),
    ...(verb === undefined ? {} : { verbs: verb.split(',') }),
    ...(kind === undefined ? {} : { object: { kind, id } }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  }
}

/** Names that nobody is told. */
const untold: Namer = async (_, ids) => new Map(ids.map(id => [id, '…']))

async function read(
  ctx: AuditContext,
  filter: EventFilter,
  page: { before?: string; limit: number },
): Promise<AuditEvent[]> {
  // what people say to each other stays in their project: the audit tells that they spoke
  const namers = { ...ctx.namers, comment: untold }
  const events = await nameEvents({ db: ctx.db, namers }, await listEvents(ctx.db, filter, page))
  const projects = await projectsByIds(
    ctx,
    events.flatMap(({ projectId }) => projectId ?? []),
  )
  return events.map(event => ({ ...event, project: projects.get(event.projectId ?? '') ?? null }))
}
