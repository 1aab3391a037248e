import { z } from 'zod'
import { route } from '../../route.ts'

export const rosterColumns = ['name', 'email', 'title', 'department', 'reports_to', 'teams'] as const
export const RosterColumn = z.enum(rosterColumns)
export type RosterColumn = z.infer<typeof RosterColumn>

export const RosterRow = z
  .object({
    /** as a spreadsheet counts them: the head is row 1 */
    row: z.number(),
    name: z.string(),
    email: z.string(),
    is: z.enum(['created', 'changed', 'same', 'refused']),
    /** what is other than before: the person, a department, a line, a title, teams */
    what: z.array(z.enum(['person', 'department', 'line', 'title', 'team'])),
    /** why it is refused and how to mend it */
    reason: z.string().nullable(),
  })
  .meta({ id: 'RosterRow' })
export type RosterRow = z.infer<typeof RosterRow>

export const Roster = z
  .object({
    isApplied: z.boolean(),
    /** columns that are read, and those that say nothing to us */
    columns: z.array(RosterColumn),
    ignored: z.array(z.string()),
    created: z.number(),
    changed: z.number(),
    same: z.number(),
    refused: z.number(),
    rows: z.array(RosterRow),
    /** made on the way */
    departments: z.array(z.string()),
    teams: z.array(z.string()),
  })
  .meta({ id: 'Roster' })
export type Roster = z.infer<typeof Roster>

const body = z.object({ csv: z.string().min(1).max(2_000_000) })

export const rosterRoutes = {
  preview: route('POST', '/api/roster/preview', {
    allow: 'user:write',
    body,
    limit: 8 * 1024 * 1024,
    reply: Roster,
    summary: 'What an import of people would do, row by row; nothing is changed',
  }),
  apply: route('POST', '/api/roster', {
    allow: 'user:write',
    body,
    limit: 8 * 1024 * 1024,
    reply: Roster,
    summary: 'Import people, departments, lines and teams; the same file a second time changes nothing',
  }),
}
