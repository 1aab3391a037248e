import { listEvents } from '../../../events/events.ts'
import type { FileReply } from '../../../kernel/contract.ts'
import { drawPdf } from '../../../kernel/pdf/pdf.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { seatHolders } from '../../../people/projects/projects.service.ts'
import { openRequestsIn } from '../../../people/requests/requests.service.ts'
import { charterOf } from '../../charter/charter.service.ts'
import { hypothesisOf } from '../../hypotheses/hypotheses.service.ts'
import type { Hypothesis } from '../../hypotheses/hypotheses.schema.ts'
import type { Forecast } from '../forecasts/forecasts.schema.ts'
import { pageOfForecasts, readForecast } from '../forecasts/forecasts.service.ts'
import { pageOfPromises } from '../promises/promises.service.ts'
import { noteWords } from './notes.words.ts'

const day = 86_400_000
const mostClosed = 50

export type NoteWish = { until?: string | undefined; language: 'en' | 'zh' }
type Week = { from: number; until: number }
type Words = typeof noteWords.en

export async function writeNote(ctx: ProjectContext, wish: NoteWish): Promise<Week & { markdown: string }> {
  const now = ctx.clock.now()
  const until = wish.until === undefined ? now : Math.min(now, Date.parse(wish.until) + day - 1)
  const week = { from: until - 7 * day, until }
  const words = noteWords[wish.language]
  const section = (title: string, lines: readonly string[], none: string) => [
    `## ${title}`,
    '',
    ...(lines.length === 0 ? [none] : lines),
    '',
  ]
  const lines = [
    `# ${words.title(plain(ctx.project.name))}`,
    '',
    words.from(date(week.from), date(week.until)),
    '',
    ...section(words.wanted, await waitsOf(ctx, words), words.noWanted),
    ...section(words.forecast, forecastOf(await forecastAt(ctx, week), words), words.noDates),
    ...section(words.kpi, await measuredIn(ctx, { week, words }), words.noKpi),
    ...section(words.closed, await closedIn(ctx, { week, words }), words.noClosed),
    ...section(words.gates, await decidedIn(ctx, { week, words }), words.noGates),
    ...section(words.promises, await promisesOf(ctx, words), words.noPromises),
  ]
  return { ...week, markdown: lines.join('\n') }
}

export async function noteFile(
  ctx: ProjectContext,
  wish: NoteWish & { format: 'md' | 'html' | 'pdf' },
): Promise<FileReply> {
  const { markdown, until } = await writeNote(ctx, wish)
  const bytes =
    wish.format === 'pdf'
      ? await drawPdf(markdown, ctx.signal)
      : new TextEncoder().encode(wish.format === 'md' ? markdown : await pageOf(markdown, wish.language))
  const types = { md: 'text/markdown; charset=utf-8', html: 'text/html; charset=utf-8', pdf: 'application/pdf' }
  return {
    body: new Blob([new Uint8Array(bytes)]).stream(),
    size: bytes.byteLength,
    name: `${ctx.project.slug} ${date(until)}.${wish.format}`,
    type: types[wish.format],
  }
}

/** Names are escaped in the Markdown already, so that no markup of a user gets here. */
async function pageOf(markdown: string, language: string): Promise<string> {
  const { marked } = await import('marked')
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-Hans' : 'en'}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif }</style>
${marked.parse(markdown, { async: false })}</html>
`
}

async function waitsOf(ctx: ProjectContext, words: Words): Promise<string[]> {
  const held = new Set((await seatHolders(ctx)).map(holder => holder.seat))
  const open = await openRequestsIn(ctx, [ctx.project.id])
  return open.map(({ kind, subject, toSeat, createdAt }) => {
    const days = Math.floor((ctx.clock.now() - createdAt) / day)
    const what = `${plain(kind)} ${plain(subject.name)}`
    return `- ${words.waits({ what, seat: toSeat.replaceAll('_', ' '), days, isEmpty: !held.has(toSeat) })}`
  })
}

/** The forecast as it was kept in that week; for the week that still runs, as it is now. */
async function forecastAt(ctx: ProjectContext, { until }: Week): Promise<Forecast | undefined> {
  const kept = (await pageOfForecasts(ctx, { limit: 100 })).forecasts
  if (until > ctx.clock.now() - day) {
    const { forecast } = await readForecast(ctx)
    // against the forecast of a week ago, not only against the newest one
    const shift = forecast.shift?.days === 0 ? (kept[0]?.shift ?? null) : forecast.shift
    return { ...forecast, shift }
  }
  return kept.find(one => one.madeAt <= until)
}

function forecastOf(forecast: Forecast | undefined, words: Words): string[] {
  if (!forecast || forecast.p50 === null || forecast.p85 === null) return []
  const { shift } = forecast
  const moved =
    shift && shift.causes.length > 0
      ? [
          words.shift(signed(shift.days), date(shift.since)),
          '',
          ...shift.causes.map(({ cause, days, seat }) => {
            const which = seat ? ` (${seat.replaceAll('_', ' ')})` : ''
            return `- ${signed(days)}: ${words.cause[cause]}${which}`
          }),
        ]
      : [words.noShift]
  return [words.dates(date(forecast.p50), date(forecast.p85)), '', ...moved]
}

type Telling = { week: Week; words: Words }

async function measuredIn(ctx: ProjectContext, { week, words }: Telling): Promise<string[]> {
  const { kpis } = await charterOf(ctx)
  return kpis.flatMap(({ name, unit, baseline, target, values }) => {
    const last = values.findLast(({ at }) => at > week.from && at <= week.until)
    if (!last) return []
    const range = last.low !== null && last.high !== null ? ` (${last.low}–${last.high})` : ''
    const said = { value: `${last.value}${range}`, baseline: String(baseline), target: String(target) }
    return [`- ${words.measured({ ...said, name: plain(name), unit: plain(unit) })}`]
  })
}

async function happened(ctx: ProjectContext, verb: string, { from, until }: Week) {
  const filter = { projectIds: [ctx.project.id], verbs: [verb], since: from, until: until + 1 }
  return (await listEvents(ctx.db, filter, { limit: mostClosed })).toReversed()
}

async function closedIn(ctx: ProjectContext, { week, words }: Telling): Promise<string[]> {
  const lines: string[] = []
  for (const { object } of await happened(ctx, 'close', week)) {
    if (object.kind !== 'hypothesis') continue
    const { number, title, state, outcome } = await hypothesisOf(ctx, object.id)
    lines.push(`- H${number} ${plain(title)}: ${wordOf(state, words)}. ${plain(outcome ?? '')}`.trimEnd())
  }
  return lines
}

const wordOf = (state: Hypothesis['state'], words: Words) => (state === 'open' ? '' : words.state[state])

async function decidedIn(ctx: ProjectContext, { week, words }: Telling): Promise<string[]> {
  return (await happened(ctx, 'gate-decision', week)).map(({ payload }) => {
    const decision = payload['decision']
    const known = decision === 'go' || decision === 'hold' || decision === 'stop' ? words.decision[decision] : ''
    return `- ${String(payload['gate'])}: ${known}`
  })
}

async function promisesOf(ctx: ProjectContext, words: Words): Promise<string[]> {
  const { promises } = await pageOfPromises(ctx, { state: 'open', limit: 20 })
  return promises.map(({ statement, dueAt, odds, lateDays }) => {
    const late = lateDays ? words.late(lateDays) : ''
    return `- ${words.promise(plain(statement), date(dueAt), `${Math.round(odds * 100)} %`)}${late}`
  })
}

/** One line without marks: names are text and never markup. */
const plain = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll(/([\\`*_[\]<>#&])/g, '\\$1')
const date = (at: number) => new Date(at).toISOString().slice(0, 10)
const signed = (days: number) => (days > 0 ? `+${days}` : String(days))
