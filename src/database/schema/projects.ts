export interface ProjectTables {
  charters: { project_id: string; goal: string; scope: string; updated_at: number }
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
  }
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
}
