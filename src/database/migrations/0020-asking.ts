import type { Migration } from '../migrate.ts'

/** Handoffs, access for a time, subscriptions, stand-ins and reminders by mail. */
export const asking: Migration = {
  name: '0020-asking',
  up: () => [
    // what a kind asks for besides its subject, as JSON
    `alter table requests add column details text not null default '{}'`,
    // why it was sent back, from the kind's closed list
    `alter table requests add column decision_code text`,
    // the returned request that this one repairs
    `alter table requests add column previous_id text`,
    // who was away while a stand-in decided
    `alter table requests add column decided_for text`,
    `create index requests_kind on requests (project_id, kind, created_at)`,
    `alter table seats add column expires_at bigint`,
    `create table stand_ins (
      id text primary key,
      user_id text not null references users (id),
      stand_in_id text not null references users (id),
      from_at bigint not null,
      until_at bigint not null,
      created_at bigint not null
    )`,
    `create index stand_ins_of on stand_ins (user_id, until_at)`,
    `create index stand_ins_by on stand_ins (stand_in_id, until_at)`,
    `create table mail_wishes (
      user_id text primary key references users (id),
      reminders text not null,
      digest_at bigint not null,
      quiet_from bigint not null,
      quiet_until bigint not null,
      time_zone text not null
    )`,
    `create table asset_subscriptions (
      asset_id text not null references assets (id),
      project_id text not null references projects (id),
      request_id text,
      reason text not null,
      since bigint not null,
      created_by text not null,
      primary key (asset_id, project_id)
    )`,
    `create index asset_subscriptions_project on asset_subscriptions (project_id)`,
  ],
}
