import type { Migration } from '../migrate.ts'

/** What assets are made of, so that a second one of the same kind is seen; and what takes the place of a deprecated one. */
export const nearAndDeprecated: Migration = {
  name: '0030-near-and-deprecated',
  up: ({ elements, field }) => [
    `create table asset_marks (
      asset_id text not null references assets (id), aspect text not null, mark text not null,
      primary key (asset_id, aspect, mark)
    )`,
    `create index asset_marks_mark on asset_marks (aspect, mark, asset_id)`,
    `create index asset_versions_digest on asset_versions (digest)`,
    `insert into asset_marks (asset_id, aspect, mark)
      select distinct v.asset_id, 'schema', substr(lower(${field('name')}) || ' ' || ${field('type')}, 1, 200)
      from dataset_versions v join assets a on a.id = v.asset_id and a.last_version = v.version
      cross join ${elements('v.columns')}`,
    `insert into asset_marks (asset_id, aspect, mark)
      select distinct m.from_id, case r.to_kind when 'dataset' then 'schema' else 'code' end, r.to_id
      from lineage m join lineage r on r.from_kind = 'run' and r.from_id = m.to_id
      join assets a on a.id = m.from_id
      where m.from_kind = 'model' and m.to_kind = 'run' and r.to_kind in ('dataset', 'snapshot')`,
    `alter table assets add column replaced_by text`,
    `alter table assets add column ends_at bigint`,
    `alter table assets add column deprecation text not null default ''`,
    `create index assets_deprecated on assets (deprecated_at)`,
    `create index asset_uses_project on asset_uses (project_id, asset_id)`,
  ],
}
