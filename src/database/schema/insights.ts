/** Computed from the log of events; what is in the first ten tables can be computed again from nothing. */
export interface InsightTables {
  /** one row: how far the log was read, and with which formulas and calendar */
  insight_state: { id: number; tx: number; seq: number; read: number; basis: string }
  /** somebody waited for something that a seat could end; open while `ended_at` is null */
  insight_waits: {
    id: string
    project_id: string
    kind: string
    seat: string
    subject_kind: string
    subject_id: string
    subject_version: string | null
    started_at: number
    ended_at: number | null
    opened_by: string
    closed_by: string | null
  }
  /** waits by the day on which they ended, in the organisation's time zone */
  insight_wait_days: {
    project_id: string
    day: number
    kind: string
    seat: string
    waits: number
    ms: number
    working_ms: number
  }
  /** waits that ended, over all time */
  insight_answers: { project_id: string; kind: string; seat: string; subject_kind: string; acts: number }
  insight_days: { project_id: string; day: number; acts: number }
  /** deployments to production */
  insight_deliveries: {
    event_id: string
    project_id: string
    endpoint_id: string
    model_id: string
    version: number
    at: number
    /** the first of this version, of a hypothesis that nothing delivered before */
    is_new: number
    /** an earlier version again, or one that answers an alert */
    is_repair: number
    hypothesis_id: string | null
    first_run_event: string | null
    first_run_at: number | null
    published_event: string | null
    published_at: number | null
    slices: string
    alert_event: string | null
    alert_at: number | null
    failed_event: string | null
    failed_at: number | null
    restored_event: string | null
    restored_at: number | null
  }
  insight_hypotheses: {
    id: string
    project_id: string
    opened_at: number | null
    first_run_event: string | null
    first_run_at: number | null
    closed_at: number | null
    outcome: string | null
    closed_event: string | null
  }
  insight_acts: {
    project_id: string
    seat: string
    verb: string
    object_kind: string
    acts: number
    last_at: number
    last_event: string
  }
  insight_assets: { id: string; project_id: string; kind: string }
  insight_reuse: { project_id: string; day: number; kind: string; uses: number; of_others: number }
  /** who acted on what in which seat; periods are of ten days */
  insight_touches: {
    project_id: string
    object_kind: string
    object_id: string
    user_id: string
    seat: string
    period: number
    acts: number
    changes: number
    creations: number
    words: number
  }
  /** touches of what a team must not lose, over all time */
  insight_shares: {
    project_id: string
    object_kind: string
    object_id: string
    user_id: string
    creations: number
    changes: number
  }
  insight_talks: { project_id: string; period: number; from_seat: string; to_seat: string; talks: number }
  insight_skills: {
    user_id: string
    project_id: string
    skill: string
    score: number
    acts: number
    last_at: number
    last_event: string
  }
  /** what people say of their own skills */
  skills: { user_id: string; skill: string; level: number | null; is_hidden: number }
  /** where a project needs a seat more or less than usual */
  seat_needs: { project_id: string; stage: string; seat: string; amount: number }
  /** who answers for what, as a project says it */
  duties: { project_id: string; activity: string; seat: string; letter: string }
}
