import type { Migration } from '../migrate.ts'

/** Read from the log: who touched what, and which seats talk; what people say of their own skills stands beside it. */
export const skillsAndLinks: Migration = {
  name: '0033-skills-and-links',
  up: () => [
    `create table insight_touches (
      project_id text not null, object_kind text not null, object_id text not null, user_id text not null,
      seat text not null, period integer not null, acts bigint not null, changes bigint not null,
      creations bigint not null, words bigint not null,
      primary key (project_id, period, object_id, user_id, seat)
    )`,
    `create table insight_talks (
      project_id text not null, period integer not null, from_seat text not null, to_seat text not null,
      talks bigint not null, primary key (project_id, period, from_seat, to_seat)
    )`,
    `create table insight_skills (
      user_id text not null, project_id text not null, skill text not null, score double precision not null,
      acts bigint not null, last_at bigint not null, last_event text not null,
      primary key (user_id, skill, project_id)
    )`,
    `create table skills (
      user_id text not null references users (id), skill text not null, level integer, is_hidden integer not null,
      primary key (user_id, skill)
    )`,
  ],
}
