import type { Generated } from 'kysely'

export interface BackboneTables {
  /** blobs that nothing names, since when */
  loose_blobs: { digest: string; size: number; since: number }
  /** what their removal gave back */
  blob_removals: { id: Generated<number>; removed_at: number; blobs: number; bytes: number }
  /** a named place to run in one project */
  environments: {
    id: string
    project_id: string
    name: string
    stage: string
    owner_seat: string
    engine: string
    policy: string
    created_at: number
  }
  /** an immutable, content-addressed set of files: `files` is a JSON list of {path, digest, size} */
  snapshots: {
    digest: string
    project_id: string
    files: string
    git_commit: string | null
    is_dirty: number
    created_by: string
    created_at: number
  }
  /** one execution of code by an engine, with what it used */
  attempts: {
    id: string
    project_id: string
    kind: string
    /** opaque: the run, evaluation or build of an upper tier */
    subject_id: string
    engine: string
    spec: string
    handle: string | null
    state: string
    exit_code: number | null
    reason: string | null
    cpu_seconds: number | null
    peak_memory_bytes: number | null
    wall_ms: number | null
    queue_ms: number | null
    isolation: string | null
    /** the whole log once the attempt has ended, as a blob */
    log_digest: string | null
    log_bytes: number | null
    cancel_requested: number
    created_by: string
    created_seat: string | null
    created_at: number
    started_at: number | null
    finished_at: number | null
  }
}
