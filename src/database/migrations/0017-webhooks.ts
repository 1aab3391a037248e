import type { Migration } from '../migrate.ts'

/** What an accepted promotion moves, and who elsewhere is told of changes of the registry. */
export const webhooks: Migration = {
  name: '0017-webhooks',
  up: () => [
    `create table alias_wishes (
      request_id text not null references requests (id), asset_id text not null references models (asset_id),
      alias text not null, version integer not null, primary key (request_id, alias)
    )`,
    `create table webhooks (
      id text primary key, project_id text not null references projects (id), name text not null, description text,
      url text not null, secret text, status text not null, events text not null, created_by text not null,
      created_at bigint not null, updated_at bigint not null
    )`,
    `create index webhooks_newest on webhooks (project_id, created_at desc, id)`,
    `create table webhook_deliveries (
      id text primary key, webhook_id text not null references webhooks (id) on delete cascade, event text not null,
      body text not null, state text not null, tries integer not null, answered integer, error text,
      created_at bigint not null, finished_at bigint
    )`,
    `create index webhook_deliveries_newest on webhook_deliveries (webhook_id, created_at desc, id)`,
  ],
}
