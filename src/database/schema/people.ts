import type { Generated } from 'kysely'

export interface PeopleTables {
  users: {
    id: string
    name: string
    email: string | null
    password_hash: string | null
    kind: string
    is_owner: number
    may_run_code: number
    locale: string | null
    created_at: number
    deactivated_at: number | null
    /** the walk of a leaver was finished: nothing is left that this person answers for */
    left_at: number | null
    /** the same human under another account: its acts stay its own in the log and are shown as that person's */
    merged_into: string | null
    /** nobody has their name any more */
    erased_at: Generated<number | null>
    /** of the latest request of theirs */
    seen_at: number | null
    /** the end of the visit before this one */
    last_visit_at: number | null
  }
  /** another e-mail of a person */
  aliases: { email: string; user_id: string; created_at: number }
  teams: { id: string; name: string; description: string; kind: string; created_at: number }
  team_members: { team_id: string; user_id: string; since: number }
  /** what one team is to another; who serves or helps is `team_id` */
  team_interactions: { team_id: string; with_team_id: string; mode: string; purpose: string; since: number }
  departments: { id: string; name: string; parent_id: string | null; created_at: number }
  /** where a person stands in the organisation */
  placements: { user_id: string; department_id: string | null; reports_to: string | null; title: string }
  /** projects whose first steps a person does not want to see any more */
  hidden_steps: { user_id: string; project_id: string }
  projects: {
    id: string
    slug: string
    name: string
    state: string
    is_demo: number
    created_by: string
    created_at: number
  }
  /** project_id is empty for a seat of the platform */
  seats: {
    project_id: string
    seat: string
    user_id: string
    since: number
    assigned_by: string
    expires_at: Generated<number | null>
  }
  sessions: { id: string; hash: string; user_id: string; created_at: number; expires_at: number; last_seen_at: number }
  links: {
    hash: string
    kind: string
    user_id: string
    created_by: string | null
    created_at: number
    expires_at: number
    used_at: number | null
  }
  tokens: {
    id: string
    prefix: string
    hash: string
    user_id: string
    project_id: string | null
    name: string
    rights: string
    run_id: string | null
    agent_id: Generated<string | null>
    created_at: number
    expires_at: number | null
    last_used_at: number | null
    revoked_at: number | null
  }
  /** `id` is a user of kind "agent", whose name it bears; `user_id` is the person for whom it acts */
  agents: { id: string; user_id: string; project_ids: string; created_at: number }
  requests: {
    id: string
    project_id: string
    kind: string
    subject_kind: string
    subject_id: string
    subject_version: string | null
    subject_name: string
    from_user: string
    from_seat: string | null
    to_seat: string
    reason: string
    evidence: string
    blocks: string | null
    state: string
    due_at: number | null
    created_at: number
    decided_by: string | null
    decided_seat: string | null
    decided_at: number | null
    decision_reason: string | null
    details: Generated<string>
    decision_code: Generated<string | null>
    previous_id: Generated<string | null>
    decided_for: Generated<string | null>
    /** through which it was asked */
    agent_id: Generated<string | null>
  }
  /** decides for somebody who is away */
  stand_ins: {
    id: string
    user_id: string
    stand_in_id: string
    from_at: number
    until_at: number
    created_at: number
  }
  /** when a person wants mail; minutes of the day in the time zone of their working hours */
  mail_wishes: {
    user_id: string
    reminders: string
    digest_at: number
    quiet_from: number
    quiet_until: number
    /** mail waits over days off */
    rests: number
  }
  /** where the working hours of a person differ from those of the organisation; null: not */
  own_hours: {
    user_id: string
    time_zone: string | null
    hours: string | null
    days_off: string
    takes_holidays: number
  }
  comments: {
    id: string
    project_id: string
    object_kind: string
    object_id: string
    object_version: string | null
    author: string
    author_seat: string | null
    /** through which it was written */
    agent_id: Generated<string | null>
    body: string
    created_at: number
    edited_at: number | null
    deleted_at: number | null
  }
  mentions: { comment_id: string; project_id: string; user_id: string; created_at: number; seen_at: number | null }
}
