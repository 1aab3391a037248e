import { basename, dirname } from 'node:path'
import { AppError } from '../../sdk/trireme.ts'
import { readCode } from '../code.ts'
import { command, needed, type Call, type Command } from '../command.ts'
import { card, table, when } from '../print.ts'

const over = ['done', 'failed', 'cancelled', 'lost']

export const runCommands: Record<string, Command> = {
  'run list': command({
    usage: 'run list [--filter FILTER] [--order-by ORDER] [--limit N]',
    about: "runs, newest first; the filter is in MLflow's search grammar",
    options: ['filter', 'order-by', 'limit'],
    work: ({ api, project, option }) =>
      api.runs.list({
        project: project(),
        filter: option('filter'),
        orderBy: option('order-by'),
        limit: Number(option('limit') ?? 100),
      }),
    show: ({ runs }) =>
      table(runs, {
        run: r => r.id,
        name: r => r.name,
        experiment: r => r.experiment.name,
        status: r => r.status,
        by: r => r.by.name,
        since: r => when(r.startedAt),
        metrics: r => r.metrics.map(({ key, value }) => `${key} ${value}`).join(', '),
      }),
  }),
  'run launch': command({
    usage:
      'run launch SCRIPT --image IMAGE [--folder DIR] [--input DATASET[@VERSION] ...] [--output FILE=DATASET ...] ' +
      '[--experiment E] [--name N] [--hypothesis H] [--environment E] [--key K] [--detach] [-- ARGUMENTS]',
    about: 'run a script of a folder in an image; its log is printed until it ends',
    options: ['image', 'folder', 'input', 'output', 'experiment', 'name', 'hypothesis', 'environment', 'key'],
    flags: ['detach'],
    work: launch,
    show: ({ runId, state }) => `Run ${runId} is ${state}`,
  }),
  'run logs': command({
    usage: 'run logs RUN [--follow]',
    about: 'what the latest execution of a run printed',
    flags: ['follow'],
    async work(call) {
      const attempt = await attemptOf(call)
      if (call.has('follow')) return { attemptId: attempt.id, ...(await follow(call, attempt.id)), text: '' }
      const file = await call.api.attempts.logFile({ project: call.project(), attempt: attempt.id })
      return { attemptId: attempt.id, state: attempt.state, text: await file.text() }
    },
    show: ({ text }) => text.trimEnd(),
  }),
  'run cancel': command({
    usage: 'run cancel RUN',
    about: 'ask it to end',
    work: async call => call.api.attempts.cancel({ project: call.project(), attempt: (await attemptOf(call)).id }),
    show: a => `Run ${a.subject} is ${over.includes(a.state) ? a.state : 'being cancelled'}`,
  }),
  'run re-run': command({
    usage: 'run re-run RUN [--detach]',
    about: 'the same code in the same image on the same data, and how it compares',
    flags: ['detach'],
    async work(call) {
      const { runId, attemptId } = await call.api.launches.rerun({ project: call.project(), run: call.word(0) })
      if (!call.has('detach')) await follow(call, attemptId)
      return call.api.launches.repetition({ project: call.project(), run: runId })
    },
    show: r =>
      [
        card({ run: r.runId, 're-run of': r.rerunOf, comparison: r.state }),
        ...(r.metrics.length === 0
          ? []
          : [
              table(r.metrics, {
                metric: m => m.name,
                before: m => m.before,
                after: m => m.after,
                equal: m => m.isEqual,
              }),
            ]),
      ].join('\n'),
  }),
}

async function launch(call: Call) {
  const { api, option, options, has, rest } = call
  const project = call.project()
  const image = needed(call, 'image')
  const folder = option('folder') ?? dirname(call.word(0))
  const script = option('folder') === undefined ? basename(call.word(0)) : call.word(0)
  const snapshot = await api.snapshots.create({ project, ...(await readCode(folder)) })
  const launched = await api.launches.start({
    project,
    script,
    image,
    snapshot: snapshot.digest,
    args: rest,
    name: option('name'),
    key: option('key'),
    experiment: option('experiment'),
    hypothesis: option('hypothesis'),
    environment: option('environment'),
    inputs: options('input').map(inputOf),
    outputs: options('output').map(outputOf),
  })
  if (has('detach')) return { ...launched, state: 'launched' }
  const { state } = await follow(call, launched.attemptId)
  return { ...launched, state }
}

/** Prints the log as it grows; a run that did not end well ends the command badly, too. */
async function follow({ api, project, say }: Call, attempt: string): Promise<{ state: string }> {
  let rest = ''
  for await (const { data } of await api.attempts.logStream({ project: project(), attempt })) {
    const lines = (rest + data.text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) say({ log: line }, line)
    if (data.ended) break
  }
  if (rest !== '') say({ log: rest }, rest)
  const { state, reason, subject } = await api.attempts.get({ project: project(), attempt })
  if (over.includes(state) && state !== 'done')
    throw new AppError('conflict', `Run ${subject} ended as ${state}${reason === null ? '' : `: ${reason}`}`)
  return { state }
}

async function attemptOf({ api, project, word }: Call) {
  const { attempts } = await api.attempts.list({ project: project(), subject: word(0), limit: 1 })
  if (!attempts[0])
    throw new AppError('not_found', `Nothing was executed for run ${word(0)}`, { hint: 'trireme run list' })
  return attempts[0]
}

function inputOf(text: string): { dataset: string; version?: number } {
  const [, dataset = text, version] = /^(.*)@(\d+)$/.exec(text) ?? []
  return version === undefined ? { dataset } : { dataset, version: Number(version) }
}

function outputOf(text: string): { file: string; dataset: string } {
  const [file = '', dataset = ''] = text.split('=')
  if (!dataset) throw new AppError('bad_request', '--output is FILE=DATASET, such as flights.parquet=flights')
  return { file, dataset }
}
