import type { Migration } from '../migrate.ts'

/**
 * When a person works: one place for it, which mail follows; a time zone that was said for mail is kept.
 * And when a person was erased.
 */
export const ownHours: Migration = {
  name: '0032-own-hours',
  up: () => [
    `create table own_hours (
      user_id text primary key references users (id),
      time_zone text, hours text, days_off text not null, takes_holidays integer not null
    )`,
    `insert into own_hours (user_id, time_zone, hours, days_off, takes_holidays)
      select user_id, time_zone, null, '[]', 1 from mail_wishes where time_zone <> 'UTC'`,
    `alter table mail_wishes drop column time_zone`,
    // whether mail waits over days on which its reader does not work
    `alter table mail_wishes add column rests integer not null default 1`,
    `alter table users add column erased_at bigint`,
    `create index comments_author on comments (author)`,
    `create index requests_decided on requests (decided_by)`,
  ],
}
