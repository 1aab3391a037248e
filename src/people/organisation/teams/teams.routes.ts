import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../context.ts'
import type { teamRoutes } from './teams.schema.ts'
import {
  changeTeam,
  createTeam,
  describeTeam,
  endInteraction,
  interact,
  joinTeam,
  leaveTeam,
  removeTeam,
  searchTeams,
} from './teams.service.ts'

export const teamHandlers: Handlers<typeof teamRoutes, Context> = {
  list: (page, ctx) => searchTeams(ctx, page),
  create: (wish, ctx) => createTeam(ctx, wish),
  get: ({ team }, ctx) => describeTeam(ctx, team),
  change: ({ team, ...change }, ctx) => changeTeam(ctx, team, change),
  remove: ({ team }, ctx) => removeTeam(ctx, team),
  addMember: ({ team, user }, ctx) => joinTeam(ctx, { team, user }),
  removeMember: ({ team, user }, ctx) => leaveTeam(ctx, { team, user }),
  interact: ({ team, other, ...how }, ctx) => interact(ctx, { team, other, ...how }),
  endInteraction: ({ team, other }, ctx) => endInteraction(ctx, { team, other }),
}
