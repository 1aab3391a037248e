import { z } from 'zod'
import { AppError } from '../../kernel/errors.ts'
import type { ProjectContext } from '../../people/context.ts'
import { seatHolders } from '../../people/projects/projects.service.ts'
import type { RequestKind, Subject } from '../../people/requests/requests.kind.ts'
import { gatherEvidence } from './evidence.ts'
import { passGate } from './gates.service.ts'
import { gates, stages, type GateName } from './need.ts'

/** Somebody who has done their part asks for the decision on a gate; accepting it lets the project go on. */
export const gate: RequestKind = {
  toSeat: 'project_manager',
  seats: ['project_manager', 'stakeholder'],
  async describe(_, subject) {
    const name = gateOf(subject)
    const stage = stages[gates.indexOf(name) + 1]
    return { name, authors: [], ...(stage ? { blocks: stage } : {}) }
  },
  checks: evidenceOf,
  effect: (tx, ctx, request) =>
    passGate(tx, ctx, { gate: gateOf(request.subject), reason: request.decisionReason || request.reason }),
}

async function evidenceOf(ctx: ProjectContext, subject: Subject) {
  return (await gatherEvidence(ctx, await seatHolders(ctx)))[gateOf(subject)]
}

function gateOf({ kind, id }: Subject): GateName {
  const name = z.enum(gates).safeParse(id).data
  if (kind !== 'gate' || !name)
    throw new AppError('bad_request', `A gate is one of ${gates.join(', ')}: say kind "gate" and its name as id`)
  return name
}
