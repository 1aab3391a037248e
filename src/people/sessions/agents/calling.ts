import type { Context as HonoContext } from 'hono'
import { AppError } from '../../../kernel/errors.ts'
import { findPrincipalByToken } from '../../identity.store.ts'
import type { Ground } from '../../serve.ts'

/** An agent as it calls: who it is, for whom, and the token that says so. */
export type CallingAgent = { id: string; name: string; person: string; secret: string }

/** Says which agent calls; no cookie, no password and no token of a person will do. */
export async function callingAgent(ground: Ground, c: HonoContext): Promise<CallingAgent> {
  const secret = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  if (secret === undefined)
    throw new AppError('unauthenticated', 'An agent signs in with its token', {
      hint: 'Send it as "Authorization: Bearer ..."; you make one on the settings page of a project',
    })
  const principal = await findPrincipalByToken(ground.db, { secret }, ground.clock.now())
  if (!principal?.token)
    throw new AppError('unauthenticated', 'This token is unknown, expired or revoked', {
      hint: 'Make a new agent on the settings page of a project',
    })
  const { agent, id: tokenId } = principal.token
  if (!agent)
    throw new AppError('forbidden', "This token is not an agent's, so the log could not say what an agent did", {
      hint: 'Make an agent on the settings page of a project, and use its token here',
    })
  ground.presence.note({ userId: principal.user.id, tokenId })
  return { id: agent.id, name: agent.name, person: principal.user.name, secret }
}
