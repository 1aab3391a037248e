import type { Handlers } from '../../../kernel/contract.ts'
import type { agentRoutes } from './agents.schema.ts'
import { createAgent, endAgent, myAgents, type AgentContext } from './agents.service.ts'

export const agentHandlers: Handlers<typeof agentRoutes, AgentContext> = {
  list: (page, ctx) => myAgents(ctx, page),
  create: (wish, ctx) => createAgent(ctx, wish),
  end: ({ agent }, ctx) => endAgent(ctx, agent),
}
