import { readRunDetail } from '../../../assets/experiments/experiments.pages.ts'
import { modelNamed, writeModelTags } from '../../../assets/models/models.service.ts'
import { readVersionDetail } from '../../../assets/models/models.pages.ts'
import { append } from '../../../events/events.ts'
import type { FileReply } from '../../../kernel/contract.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { seatHolders } from '../../../people/projects/projects.service.ts'
import { charterOf } from '../../charter/charter.service.ts'
import { readEndpoints, type DeploymentContext } from '../../deployments/deployments.service.ts'
import { lastEvaluation } from '../../evaluations/evaluations.service.ts'
import { toMarkdown } from './cards.markdown.ts'
import type { CardParts, cardLanguages } from './cards.schema.ts'
import { drawPdf } from '../../../kernel/pdf/pdf.ts'

type At = { model: string; version: number; language: (typeof cardLanguages)[number] }

const prefix = 'trireme.card.'

/** Kept as tags of the model, so that MLflow's clients see them and an export carries them. */
async function partsOf(ctx: ProjectContext, name: string): Promise<CardParts> {
  const { tags } = await modelNamed(ctx, name)
  const part = (key: keyof CardParts) => tags.find(tag => tag.key === `${prefix}${key}`)?.value ?? ''
  return { purpose: part('purpose'), limits: part('limits'), licence: part('licence') }
}

export async function writeParts(
  ctx: ProjectContext,
  name: string,
  parts: { [key in keyof CardParts]: string | undefined },
): Promise<{ parts: CardParts }> {
  const model = await modelNamed(ctx, name)
  const fields = Object.entries(parts).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]))
  await ctx.db.transaction().execute(async tx => {
    await writeModelTags(
      tx,
      model,
      fields.map(({ key, value }) => ({ key: `${prefix}${key}`, value })),
    )
    await append(tx, ctx, {
      verb: 'change',
      object: { kind: 'model', id: model.assetId },
      payload: { fields: fields.map(({ key }) => `card.${key}`) },
    })
  })
  return { parts: await partsOf(ctx, name) }
}

export async function readCard(ctx: DeploymentContext, at: At): Promise<{ parts: CardParts; markdown: string }> {
  const parts = await partsOf(ctx, at.model)
  const version = await readVersionDetail(ctx, at)
  const charter = await charterOf(ctx)
  const seats = await seatHolders(ctx)
  const { endpoints } = await readEndpoints(ctx, { limit: 200 })
  const markdown = toMarkdown({
    project: ctx.project.name,
    goal: charter.goal,
    parts,
    version,
    run: version.runId === null ? undefined : await readRunDetail(ctx, version.runId),
    evaluation: await lastEvaluation(ctx, at),
    seats: seats.map(({ seat, person }) => ({ seat, name: person.name })),
    endpoints: endpoints.flatMap(({ name, environment, live }) =>
      live?.model === at.model ? [{ name, environment: environment.name, version: live.version }] : [],
    ),
    language: at.language,
    now: ctx.clock.now(),
  })
  return { parts, markdown }
}

export async function cardFile(ctx: DeploymentContext, at: At & { format: 'md' | 'pdf' }): Promise<FileReply> {
  const { markdown } = await readCard(ctx, at)
  const bytes = at.format === 'pdf' ? await drawPdf(markdown, ctx.signal) : new TextEncoder().encode(markdown)
  return {
    body: new Blob([new Uint8Array(bytes)]).stream(),
    size: bytes.byteLength,
    name: `${at.model} v${at.version} card.${at.format}`,
    type: at.format === 'pdf' ? 'application/pdf' : 'text/markdown; charset=utf-8',
  }
}
