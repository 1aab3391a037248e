import type { AuditEvent } from './audit.schema.ts'

const columns: readonly (readonly [string, (event: AuditEvent) => string])[] = [
  ['time', event => new Date(event.recordedAt).toISOString()],
  ['person', event => event.actor.name],
  ['person_id', event => event.actor.id],
  ['acted_by', event => event.actedBy?.name ?? ''],
  ['seat', event => event.seat ?? ''],
  ['verb', event => event.verb],
  ['kind', event => event.object.kind],
  ['object', event => event.object.name],
  ['object_id', event => event.object.id],
  ['version', event => event.object.version ?? ''],
  ['project', event => event.project?.slug ?? ''],
  ['source', event => event.source],
  ['cause', event => event.cause ?? ''],
  ['event', event => event.id],
  ['payload', event => JSON.stringify(event.payload)],
]

export const csvHead = `${columns.map(([name]) => name).join(',')}\r\n`

export const csvLine = (event: AuditEvent) => `${columns.map(([, of]) => cell(of(event))).join(',')}\r\n`

/** A name that begins like a formula would be computed by a spreadsheet; a quote before it keeps it a text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
