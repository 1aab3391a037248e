import { AppError } from '../../sdk/trireme.ts'
import { command, type Call, type Command } from '../command.ts'
import { card, table, when } from '../print.ts'

export const modelCommands: Record<string, Command> = {
  'model list': command({
    usage: 'model list',
    about: 'the registered models of a project',
    work: ({ api, project }) => api.models.list({ project: project(), limit: 500 }),
    show: ({ models }) =>
      table(models, {
        model: m => m.name,
        version: m => m.lastVersion,
        aliases: m => m.aliases.map(({ alias, version }) => `${alias}=${version}`).join(' '),
        updated: m => when(m.updatedAt),
      }),
  }),
  'model get': command({
    usage: 'model get NAME [VERSION]',
    about: 'a version with its files and evaluations, the newest when none is named',
    work: readVersion,
    show: ({ files, evaluations, ...v }) =>
      [
        card({ model: v.model, version: v.version, run: v.runId, by: v.createdBy.name, registered: when(v.createdAt) }),
        '',
        table(evaluations, {
          evaluation: e => e.id,
          state: e => e.state,
          against: e => e.against ?? 'a constant guess',
          verdict: e => e.result?.verdict,
          rows: e => e.result?.n,
        }),
        '',
        table(files, { file: f => f.path, bytes: f => f.size }),
      ].join('\n'),
  }),
}

async function readVersion({ api, project, word, words }: Call) {
  const of = { project: project(), model: word(0) }
  const version = words[1] === undefined ? (await api.models.versions(of)).model.lastVersion : Number(words[1])
  if (!Number.isInteger(version)) throw new AppError('bad_request', `"${words[1]}" is not the number of a version`)
  const { evaluations } = await api.evaluations.list({ ...of, version })
  return { ...(await api.models.get({ ...of, version })), evaluations }
}
