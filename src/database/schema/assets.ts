export interface AssetTables {
  assets: {
    id: string
    project_id: string
    kind: string
    name: string
    description: string
    /** Markdown for those who use it */
    docs: string
    owner: string
    visibility: string
    /** a number given once is never given again, also when its version is gone */
    last_version: number
    created_at: number
    updated_at: number
    deprecated_at: number | null
    /** the asset to use instead */
    replaced_by: string | null
    /** until when a deprecated one may be used */
    ends_at: number | null
    /** why it is deprecated */
    deprecation: string
  }
  asset_tags: { asset_id: string; tag: string }
  asset_versions: {
    asset_id: string
    version: number
    digest: string | null
    note: string
    created_by: string
    created_by_seat: string | null
    created_at: number
  }
  /** from made of to: an edge says that `from` was made with `to` */
  lineage: {
    project_id: string
    from_kind: string
    from_id: string
    from_version: string
    to_kind: string
    to_id: string
    to_version: string
    role: string
    created_at: number
  }
  /** pieces of three letters of what an asset says about itself, for a search that forgives; the name weighs most */
  asset_grams: { gram: string; asset_id: string; weight: number }
  /** what an asset is made of: columns, packages, the data and code behind it */
  asset_marks: { asset_id: string; aspect: string; mark: string }
  asset_uses: { asset_id: string; version: string; project_id: string; used_by: string; used_at: number }
  /** a project of others that may use an asset */
  asset_subscriptions: {
    asset_id: string
    project_id: string
    request_id: string | null
    reason: string
    since: number
    created_by: string
  }
  images: {
    digest: string
    name: string
    spec: string
    lock: string
    python: string
    state: string
    error: string | null
    size_bytes: number | null
    build_ms: number | null
    created_at: number
    built_at: number | null
  }
  dataset_versions: {
    asset_id: string
    version: number
    project_id: string
    digest: string
    format: string
    rows: number
    bytes: number
    columns: string
    profile: string | null
    source: string
  }
}
