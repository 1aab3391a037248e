import type { Generated } from 'kysely'

export interface ImportTables {
  imports: ImportTable
  import_findings: {
    id: Generated<number>
    import_id: string
    kind: string
    subject: string
    code: string
    detail: string
  }
  import_marks: { project_id: string; source_key: string; kind: string; id: string; mark: string }
}

export interface ImportTable {
  id: string
  project_id: string
  /** `server`, `database` or `folder` */
  source_kind: string
  /** as people know it; never with a password */
  source_label: string
  /** the same for the same source, however it was named */
  source_key: string
  state: string
  /** how much there is, by kind, as far as the source says; JSON */
  totals: string
  /** how much was looked at and how much was new, by kind; JSON */
  counts: string
  error: string | null
  created_by: string
  created_by_seat: string | null
  created_at: number
  /** when its program last called */
  seen_at: number
  finished_at: number | null
  /** who finished or cancelled it */
  ended_by: string | null
}
