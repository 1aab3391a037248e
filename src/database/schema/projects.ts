import type { Generated } from 'kysely'

export interface ProjectTables {
  charters: {
    project_id: string
    goal: string
    scope: string
    updated_at: number
    /** what else the charter says, as JSON: of each part its words, by whom and when */
    parts: string | null
  }
  kpis: {
    id: string
    project_id: string
    name: string
    unit: string
    direction: string
    baseline: number
    target: number
    target_date: string
    created_at: number
  }
  kpi_values: {
    kpi_id: string
    at: number
    value: number
    low: number | null
    high: number | null
    n: number | null
    source: string
    note: string
  }
  hypotheses: {
    id: string
    project_id: string
    number: number
    title: string
    because: string
    change_text: string
    metric: string
    delta: string
    slice: string
    timebox_until: number | null
    state: string
    outcome: string | null
    evidence: string | null
    created_by: string
    created_at: number
    closed_at: number | null
    /** 0 while its words wait to be read for the search */
    words_read: Generated<number>
  }
  hypothesis_words: { word: string; hypothesis_id: string }
  gate_decisions: {
    id: string
    project_id: string
    gate: string
    decision: string
    reason: string
    decided_by: string
    seat: string | null
    decided_at: number
  }
  evaluations: {
    id: string
    project_id: string
    model_name: string
    model_version: number
    dataset_id: string
    dataset_version: number
    attempt_id: string | null
    run_id: string | null
    spec: string
    result: string | null
    state: string
    error: string | null
    created_by: string
    created_at: number
    finished_at: number | null
  }
  endpoints: {
    id: string
    project_id: string
    name: string
    environment_id: string
    state: string
    deployment_id: string | null
    created_by: string
    created_at: number
    /** who answers for it now */
    owner: string
  }
  deployments: {
    id: string
    project_id: string
    endpoint_id: string
    model_name: string
    model_version: number
    flavor: string
    image_digest: string | null
    state: string
    reason: string | null
    request_id: string | null
    created_by: string
    created_at: number
    live_at: number | null
    ended_at: number | null
  }
  prediction_batches: {
    id: string
    project_id: string
    endpoint_id: string
    deployment_id: string
    from_at: number
    to_at: number
    rows: number
    requests: number
    errors: number
    p50: number
    p95: number
    p99: number
    digest: string
  }
  forecasts: {
    id: string
    project_id: string
    made_at: number
    p50: number | null
    p85: number | null
    answer: string
  }
  promises: {
    id: string
    project_id: string
    kpi_id: string | null
    statement: string
    metric: string
    low: number | null
    high: number | null
    due_at: number
    odds: number
    /** what the forecast said when it was promised; null without a forecast */
    computed_odds: number | null
    project_type: string
    told_by: string
    told_seat: string | null
    to_seat: string
    accepted_by: string | null
    accepted_at: number | null
    state: string
    /** the promise that this one stands for once both sides agree */
    replaces: string | null
    settled_by: string | null
    settled_at: number | null
    value: number | null
    reason: string
    alerted_at: number | null
    gap_days: number | null
    /** when the project manager said that the other side knows */
    told_at: number | null
    created_at: number
  }
  drivers: {
    id: string
    project_id: string
    layer: string
    name: string
    unit: string
    kpi_id: string | null
    endpoint: string | null
    metric: string | null
    slice: string | null
    created_at: number
  }
  driver_edges: {
    from_id: string
    to_id: string
    project_id: string
    kind: string
    note: string
    hypothesis_id: string | null
    created_at: number
  }
  worths: { project_id: string; plan: string; updated_by: string; updated_at: number }
  risks: {
    id: string
    project_id: string
    kind: string
    title: string
    effect: string
    owner_seat: string
    state: string
    opened_by: string
    opened_at: number
    closed_at: number | null
    outcome: string
  }
  playbooks: { project_id: string; name: string; followed_by: string; followed_at: number }
  playbook_questions: {
    id: string
    project_id: string
    phase: string
    position: number
    /** of a question that the playbook brought; null for the project's own */
    key: string | null
    words: string
    answer: string
    answered_by: string | null
    answered_at: number | null
  }
  spikes: {
    id: string
    project_id: string
    phase: string
    question: string
    success: string
    failure: string
    owner: string
    started_by: string
    started_at: number
    until_at: number
    state: string
    verdict: string | null
    outcome: string
    closed_by: string | null
    closed_at: number | null
  }
}
