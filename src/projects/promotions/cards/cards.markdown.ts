import type { RunDetail } from '../../../assets/experiments/experiments.schema.ts'
import type { ModelVersionDetail } from '../../../assets/models/models.schema.ts'
import type { EvaluationResult } from '../../evaluations/evaluations.schema.ts'
import type { CardParts, cardLanguages } from './cards.schema.ts'
import { cardWords } from './cards.words.ts'

export type CardFacts = {
  project: string
  goal: string
  parts: CardParts
  version: ModelVersionDetail
  run: RunDetail | undefined
  evaluation: EvaluationResult | undefined
  seats: { seat: string; name: string }[]
  endpoints: { name: string; environment: string; version: number }[]
  language: (typeof cardLanguages)[number]
  now: number
}

/** The card as Markdown; what nobody wrote or measured is said to be missing rather than left out. */
export function toMarkdown(facts: CardFacts): string {
  const words = cardWords[facts.language]
  const { version, parts, run, evaluation } = facts
  const missing = `*${words.missing}*`
  const section = (title: string, lines: readonly string[]) => [`## ${title}`, '', ...lines, '']
  const day = (at: number) => new Date(at).toISOString().slice(0, 10)
  const owners = Map.groupBy(facts.seats, ({ seat }) => seat)
  return [
    `# ${plain(version.model)} v${version.version}`,
    '',
    `${plain(facts.project)} · ${words.made} ${day(version.createdAt)} · ${plain(version.createdBy.name)} · ${words.printed} ${day(facts.now)}`,
    '',
    ...section(words.purpose, [parts.purpose || missing, ...(facts.goal ? ['', `${words.goal}: ${facts.goal}`] : [])]),
    ...section(words.limits, [parts.limits || missing]),
    ...section(words.licence, [parts.licence || missing]),
    ...section(
      words.data,
      run && run.datasets.length > 0
        ? run.datasets.map(({ name, digest }) => `- ${plain(name)} \`${digest.slice(0, 16)}\``)
        : [missing],
    ),
    ...section(words.training, run ? trainingOf(run, words) : [missing]),
    ...section(words.evaluation, evaluation ? judgedOf(evaluation, words) : [missing]),
    ...(evaluation && evaluation.slices.length > 0 ? section(words.slices, slicesOf(evaluation, words)) : []),
    ...section(
      words.endpoints,
      facts.endpoints.length > 0
        ? facts.endpoints.map(({ name, environment, version: live }) => `- ${name} (${environment}): v${live}`)
        : [words.nowhere],
    ),
    ...section(
      words.owners,
      [...owners].map(
        ([seat, people]) => `- ${seat.replaceAll('_', ' ')}: ${people.map(({ name }) => plain(name)).join(', ')}`,
      ),
    ),
  ].join('\n')
}

type Words = (typeof cardWords)['en']

function trainingOf(run: RunDetail, words: Words): string[] {
  const facts = [
    `- ${words.run}: ${plain(run.name)} \`${run.id}\``,
    `- ${words.image}: ${run.imageDigest ? `\`${run.imageDigest.slice(0, 19)}\`` : words.unknown}`,
    `- ${words.code}: ${run.codeDigest ? `\`${run.codeDigest.slice(0, 19)}\`` : words.unknown}`,
  ]
  if (run.params.length === 0) return facts
  return [
    ...facts,
    '',
    ...table(
      [words.param, words.value],
      run.params.slice(0, 60).map(({ key, value }) => [key, value]),
    ),
  ]
}

function judgedOf(result: EvaluationResult, words: Words): string[] {
  const later = result.laterThanTraining === null ? [] : [result.laterThanTraining ? words.later : words.notLater, '']
  return [
    `${words.verdict[result.verdict]}, n = ${result.n}.`,
    '',
    ...later,
    ...table(
      [words.metric, words.value, words.interval, words.difference],
      result.metrics.map(one => [
        one.name,
        number(one.value),
        `${number(one.low)} – ${number(one.high)}`,
        `${number(one.difference.value)} (${number(one.difference.low)} – ${number(one.difference.high)})`,
      ]),
    ),
  ]
}

function slicesOf(result: EvaluationResult, words: Words): string[] {
  const rows = result.slices.flatMap(({ name, value, n, metrics: [first] }) =>
    first
      ? [
          [
            value === undefined ? name : `${name}: ${String(value)}`,
            String(n),
            number(first.value),
            `${number(first.difference.value)} (${number(first.difference.low)} – ${number(first.difference.high)})`,
          ],
        ]
      : [],
  )
  return table([words.slice, 'n', result.metrics[0]?.name ?? words.value, words.difference], rows)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => plain(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}

/** One line without marks: names are text and never markup. */
const plain = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll(/([\\`*_[\]<>#])/g, '\\$1')

const number = (value: number | null) => (value === null ? '–' : String(Number(value.toPrecision(4))))
