import { resolve } from 'node:path'
import { command, needed, type Call, type Command } from '../command.ts'
import { readLogin } from '../login.ts'
import { carry } from '../moving/carry.ts'
import { checkExport } from '../moving/check.ts'
import { exportProject } from '../moving/export.ts'
import { openSource } from '../moving/open.ts'
import { serverSource } from '../moving/server.source.ts'
import { card, table, when } from '../print.ts'

type Import = Awaited<ReturnType<Call['api']['imports']['get']>>

export const importCommands: Record<string, Command> = {
  'import mlflow': command({
    usage: 'import mlflow --from ADDRESS [--artifacts DIR ...] [--workspace W] [--again]',
    about:
      'bring the history of an MLflow server (http...), its database (sqlite:///..., postgresql://...) or a folder mlruns ' +
      'into the project; the same command goes on after a stop and adds what is new later',
    options: ['from', 'artifacts', 'workspace'],
    flags: ['again'],
    work: importMlflow,
    show: ({ findings, ...one }) =>
      [
        sayDone(one),
        '',
        countTable(one),
        '',
        findings.length === 0 ? 'Everything was carried.' : findingTable(findings),
      ].join('\n'),
  }),
  'export project': command({
    usage: 'export project --to FOLDER | FILE.tar.zst | FILE.tar.gz',
    about:
      "everything of the project in a folder or one file: MLflow's layout, tables and datasets as Parquet, models and files as they are, " +
      'events with their seals; again into a folder is cheap',
    options: ['to'],
    async work(call) {
      const { url, token } = readLogin(process.env)
      const project = call.project()
      const headers = { Authorization: `Bearer ${token}`, 'X-MLFLOW-WORKSPACE': project }
      const source = serverSource({ url, headers })
      const tell = (words: string) => call.say({ progress: words }, words)
      return exportProject({ api: call.api, project, source, tell }, resolve(needed(call, 'to')))
    },
    show: ({ to, counts, lost, files, bytes }) =>
      [
        card({ to, ...counts, files, bytes }),
        ...(lost.length === 0 ? [] : ['', 'What this layout cannot hold:', ...lost]),
      ].join('\n'),
  }),
  'export verify': command({
    usage: 'export verify FOLDER',
    about: 'whether an export is what was written: each file by its hash, each event by its seal; asks no server',
    work: ({ word }) => checkExport(word(0)),
    show: ({ head, ...checked }) =>
      [
        card({ ...checked, 'last seal': head && `${head.position} ${head.hash}` }),
        '',
        'Every file and every sealed event is what was written.',
      ].join('\n'),
  }),
  'import list': command({
    usage: 'import list [--limit N]',
    about: 'what was brought into the project from elsewhere, newest first',
    options: ['limit'],
    work: ({ api, project, option }) => api.imports.list({ project: project(), limit: Number(option('limit') ?? 100) }),
    show: ({ imports }) =>
      table(imports, {
        import: one => one.id,
        from: one => one.source.label,
        state: one => one.state,
        runs: one => one.counts.seen.runs ?? 0,
        new: one => one.counts.made.runs ?? 0,
        by: one => one.by.name,
        since: one => when(one.startedAt),
      }),
  }),
  'import get': command({
    usage: 'import get IMPORT',
    about: 'how far an import is, and what it could not carry',
    work: async ({ api, project, word }) =>
      withFindings(await api.imports.get({ project: project(), import: word(0) }), { api, project: project() }),
    show: ({ findings, ...one }) =>
      [
        card({
          import: one.id,
          from: one.source.label,
          state: one.state,
          by: one.by.name,
          since: when(one.startedAt),
          error: one.error,
        }),
        '',
        countTable(one),
        '',
        findings.length === 0 ? 'Nothing was left out so far.' : findingTable(findings),
      ].join('\n'),
  }),
  'import cancel': command({
    usage: 'import cancel IMPORT',
    about: 'stop it; what it brought stays',
    work: ({ api, project, word }) => api.imports.cancel({ project: project(), import: word(0) }),
    show: one => `Import ${one.id} is ${one.state}`,
  }),
}

async function importMlflow(call: Call) {
  const { api, option, options, has, say } = call
  const project = call.project()
  const source = await openSource({
    from: needed(call, 'from'),
    artifacts: options('artifacts'),
    workspace: option('workspace') ?? 'default',
    token: process.env['TRIREME_SOURCE_TOKEN'],
  })
  try {
    const tell = (state: Import) =>
      say({ progress: state.counts.seen, totals: state.totals, made: state.counts.made }, progressLine(state))
    const done = await carry({ api: api.imports, project, source, again: has('again'), tell })
    return await withFindings(done, { api, project })
  } finally {
    await source.close()
  }
}

const mostListed = 10_000

async function withFindings(one: Import, { api, project }: { api: Call['api']; project: string }) {
  const findings: Awaited<ReturnType<typeof api.imports.findings>>['findings'] = []
  for (let after: string | undefined; findings.length < mostListed;) {
    const page = await api.imports.findings({ project, import: one.id, ...(after === undefined ? {} : { after }) })
    findings.push(...page.findings)
    if (page.next === null) break
    after = page.next
  }
  return { ...one, counted: one.findings, findings }
}

const words = {
  experiments: 'experiments',
  runs: 'runs',
  points: 'metric points',
  models: 'logged models',
  files: 'files',
  bytes: 'bytes of files',
  registered: 'registered models and prompts',
  versions: 'versions',
} as const
type Kind = keyof typeof words
const kinds = Object.keys(words).filter((word): word is Kind => word in words)

function progressLine({ counts, totals }: Import): string {
  const parts = kinds
    .filter(kind => kind !== 'bytes' && (counts.seen[kind] ?? 0) > 0)
    .map(kind => `${counts.seen[kind] ?? 0}${totals[kind] === undefined ? '' : ` of ${totals[kind]}`} ${words[kind]}`)
  return parts.length === 0 ? 'reading ...' : parts.join(', ')
}

function sayDone({ counts, source }: Pick<Import, 'counts' | 'source'>): string {
  const isNew = kinds.some(kind => (counts.made[kind] ?? 0) > 0)
  return isNew
    ? `The history of ${source.label} is here.`
    : `Nothing of ${source.label} was missing here: nothing has changed.`
}

const countTable = ({ counts }: Pick<Import, 'counts'>) =>
  table(
    kinds.filter(kind => (counts.seen[kind] ?? 0) > 0 || (counts.made[kind] ?? 0) > 0),
    { what: kind => words[kind], read: kind => counts.seen[kind] ?? 0, new: kind => counts.made[kind] ?? 0 },
  )

const reasons: Record<string, string> = {
  taken: 'something else here has its id or name; it was left out',
  renumbered: 'its id is taken here; its new id stands beside it',
  merged: 'joined with the experiment of the same name here',
  differs: 'it is here with another value, which stays',
  cut: 'longer than the limit; its beginning was kept',
  stays: 'files stay where they are, clients read them there',
  unreadable: 'could not be read',
  unsupported: 'Trireme does not take these yet',
  invalid: 'its id or path is none that MLflow gives',
  guarded: 'the project protects this alias; ask for its promotion',
  infinity: 'the source keeps infinities as 1.797e308; they are infinities again',
}

const findingTable = (findings: readonly { kind: string; subject: string; code: string; detail: string }[]) =>
  table(findings, {
    what: f => f.kind,
    which: f => f.subject,
    why: f => reasons[f.code] ?? f.code,
    more: f => f.detail,
  })
