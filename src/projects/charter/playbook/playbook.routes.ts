import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { playbookRoutes } from './playbook.schema.ts'
import { answerQuestion, askQuestion, followPlaybook, readPlaybook } from './playbook.service.ts'

export const playbookHandlers: Handlers<typeof playbookRoutes, Context> = {
  get: (_, ctx) => readPlaybook(withProject(ctx)),
  follow: ({ name }, ctx) => followPlaybook(withProject(ctx), name),
  ask: (wish, ctx) => askQuestion(withProject(ctx), wish),
  answer: ({ question, answer }, ctx) => answerQuestion(withProject(ctx), question, answer),
}
