import type { Migration } from '../migrate.ts'

export const assets: Migration = {
  name: '0004-assets',
  up: () => [
    `create table assets (
      id text primary key, project_id text not null references projects (id), kind text not null, name text not null,
      description text not null, docs text not null, owner text not null references users (id), visibility text not null,
      last_version bigint not null, created_at bigint not null, updated_at bigint not null, deprecated_at bigint,
      unique (project_id, kind, name)
    )`,
    `create index assets_visible on assets (visibility, kind, updated_at)`,
    `create table asset_tags (tag text not null, asset_id text not null references assets (id), primary key (tag, asset_id))`,
    `create index asset_tags_asset on asset_tags (asset_id)`,
    `create table asset_versions (
      asset_id text not null references assets (id), version bigint not null, digest text, note text not null,
      created_by text not null, created_by_seat text, created_at bigint not null, primary key (asset_id, version)
    )`,
    `create table lineage (
      project_id text not null references projects (id), from_kind text not null, from_id text not null, from_version text not null,
      to_kind text not null, to_id text not null, to_version text not null, role text not null, created_at bigint not null,
      primary key (project_id, from_kind, from_id, from_version, to_kind, to_id, to_version, role)
    )`,
    `create index lineage_back on lineage (to_kind, to_id, to_version)`,
    `create index lineage_from on lineage (from_kind, from_id, from_version)`,
    `create table asset_grams (
      gram text not null, asset_id text not null references assets (id), weight bigint not null, primary key (gram, asset_id)
    )`,
    `create index asset_grams_asset on asset_grams (asset_id)`,
    `create table asset_uses (
      asset_id text not null, version text not null, project_id text not null, used_by text not null, used_at bigint not null,
      primary key (asset_id, version, project_id, used_by)
    )`,
    `create table images (
      digest text primary key, name text not null, spec text not null, lock text not null, python text not null, state text not null,
      error text, size_bytes bigint, build_ms bigint, created_at bigint not null, built_at bigint
    )`,
    `create table dataset_versions (
      asset_id text not null references assets (id), version bigint not null, project_id text not null, digest text not null,
      format text not null, rows bigint not null, bytes bigint not null, columns text not null, profile text, source text not null,
      primary key (asset_id, version)
    )`,
    `create index dataset_versions_digest on dataset_versions (project_id, digest)`,
  ],
}
