import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { phases, playbooks, questionKey, type Phase, type PlaybookName } from './phases.schema.ts'
import type { Playbook } from './playbook.schema.ts'
import {
  deleteUnanswered,
  findPlaybook,
  insertQuestions,
  listQuestions,
  saveAnswer,
  savePlaybook,
  type NewQuestion,
} from './playbook.store.ts'

/** A project's own questions come after those of the playbook. */
const most = 100

export async function readPlaybook(ctx: ProjectContext): Promise<Playbook> {
  const followed = await findPlaybook(ctx.db, ctx.project.id)
  if (!followed) return { name: null, followedAt: null, phases: [] }
  const questions = await listQuestions(ctx.db, ctx.project.id)
  return {
    ...followed,
    phases: phases.map(({ phase, stage, gate }) => {
      const { name, exit, spike } = playbooks[followed.name][phase]
      const of = questions.filter(question => question.phase === phase)
      return { phase, stage, gate, name, exit, spike, questions: of }
    }),
  }
}

export async function followPlaybook(ctx: ProjectContext, name: PlaybookName): Promise<Playbook> {
  return ctx.db.transaction().execute(async tx => {
    const before = await findPlaybook(tx, ctx.project.id)
    if (before?.name === name) return readPlaybook({ ...ctx, db: tx })
    await savePlaybook(tx, { projectId: ctx.project.id, name, by: ctx.actor.id, now: ctx.clock.now() })
    await deleteUnanswered(tx, ctx.project.id)
    const answered = new Set((await listQuestions(tx, ctx.project.id)).map(question => question.words))
    await insertQuestions(
      tx,
      questionsOf(ctx, name).filter(({ words }) => !answered.has(words)),
    )
    await append(tx, ctx, {
      verb: before ? 'change' : 'create',
      object: { kind: 'playbook', id: ctx.project.id },
      payload: { playbook: name },
    })
    return readPlaybook({ ...ctx, db: tx })
  })
}

const questionsOf = (ctx: ProjectContext, name: PlaybookName): NewQuestion[] =>
  phases.flatMap(({ phase }) =>
    playbooks[name][phase].questions.map((words, at) => ({
      id: newId('que'),
      projectId: ctx.project.id,
      phase,
      position: at,
      key: questionKey(name, phase, at),
      words,
    })),
  )

export async function askQuestion(ctx: ProjectContext, wish: { phase: Phase; words: string }): Promise<Playbook> {
  return ctx.db.transaction().execute(async tx => {
    if (!(await findPlaybook(tx, ctx.project.id)))
      throw new AppError('conflict', 'This project follows no playbook yet; choose one first')
    const questions = await listQuestions(tx, ctx.project.id)
    if (questions.length >= most)
      throw new AppError('conflict', `A project has at most ${most} questions; answer some of them in a spike instead`)
    const id = newId('que')
    const position = Math.max(0, ...questions.map(question => question.position)) + 1
    await insertQuestions(tx, [{ ...wish, id, projectId: ctx.project.id, position, key: null }])
    await append(tx, ctx, { verb: 'open', object: { kind: 'question', id }, payload: { phase: wish.phase } })
    return readPlaybook({ ...ctx, db: tx })
  })
}

export async function answerQuestion(ctx: ProjectContext, id: string, answer: string): Promise<Playbook> {
  return ctx.db.transaction().execute(async tx => {
    const isSaved = await saveAnswer(tx, {
      id,
      projectId: ctx.project.id,
      answer,
      by: ctx.actor.id,
      now: ctx.clock.now(),
    })
    if (!isSaved) throw notFound('Question', id)
    await append(tx, ctx, { verb: answer === '' ? 'open' : 'close', object: { kind: 'question', id } })
    return readPlaybook({ ...ctx, db: tx })
  })
}

/** How far the questions of each gate are answered; nothing where no playbook is followed. */
export async function answeredBefore(ctx: ProjectContext): Promise<Map<string, { answered: number; of: number }>> {
  const { phases: now } = await readPlaybook(ctx)
  return new Map(
    now.map(({ gate, questions }) => [
      gate,
      { answered: questions.filter(question => question.answer !== '').length, of: questions.length },
    ]),
  )
}
