import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../sdk/trireme.ts'
import { command, type Call, type Command } from '../command.ts'
import { card, table, when } from '../print.ts'

export const endpointCommands: Record<string, Command> = {
  'endpoint list': command({
    usage: 'endpoint list',
    about: 'addresses that predict, and what answers there',
    work: ({ api, project }) => api.deployments.list({ project: project() }),
    show: ({ endpoints }) =>
      table(endpoints, {
        endpoint: e => e.name,
        environment: e => e.environment.name,
        live: e => (e.live ? `${e.live.model} v${e.live.version}` : ''),
        starting: e => (e.starting ? `${e.starting.model} v${e.starting.version}` : ''),
        address: e => e.invocations,
      }),
  }),
  'endpoint get': command({
    usage: 'endpoint get NAME',
    about: 'one endpoint with its deployments',
    work: ({ api, project, word }) => api.deployments.get({ project: project(), endpoint: word(0) }),
    show: e =>
      [
        card({ endpoint: e.name, environment: e.environment.name, address: e.invocations, rows: e.logged.rows }),
        '',
        table(e.deployments, {
          version: d => `${d.model} v${d.version}`,
          state: d => d.state,
          by: d => d.createdBy.name,
          at: d => when(d.createdAt),
          reason: d => d.reason ?? d.progress?.message,
        }),
      ].join('\n'),
  }),
  'endpoint retire': command({
    usage: 'endpoint retire NAME',
    about: 'take an endpoint out of service',
    work: ({ api, project, word }) => api.deployments.retire({ project: project(), endpoint: word(0) }),
    show: () => 'Retired',
  }),
  deploy: command({
    usage: 'deploy MODEL VERSION [--endpoint NAME] [--environment NAME] [--detach]',
    about: 'put a model version behind an endpoint; waits until it is live',
    options: ['endpoint', 'environment'],
    flags: ['detach'],
    work: deploy,
    show: e =>
      e.live && !e.starting
        ? `${e.live.model} v${e.live.version} is live at ${e.invocations}`
        : `The deployment is starting; see: trireme endpoint get ${e.name}`,
  }),
  predict: command({
    usage: 'predict ENDPOINT COLUMN=VALUE ...',
    about: 'ask an endpoint about one row',
    work: predict,
    show: answer => JSON.stringify(answer.predictions),
  }),
}

async function deploy({ api, project, word, option, has, say }: Call) {
  const [model, version] = [word(0), Number(word(1))]
  if (!Number.isInteger(version)) throw new AppError('bad_request', `"${word(1)}" is not the number of a version`)
  const endpoint = option('endpoint') ?? slugOf(model)
  const environment = option('environment')
  const wish = { project: project(), endpoint, model, version, ...(environment ? { environment } : {}) }
  let now = await api.deployments.deploy(wish)
  const [mine] = now.deployments
  let told = ''
  while (!has('detach') && now.starting?.id === mine?.id && mine) {
    const progress = now.starting?.progress
    if (progress && progress.message !== told) say({ progress }, (told = progress.message))
    await sleep(300)
    now = await api.deployments.get({ project: project(), endpoint })
  }
  const end = now.deployments.find(one => one.id === mine?.id)
  if (end?.state === 'starting' || end?.state === 'live') return now
  throw new AppError('conflict', `${model} v${version} is not live: ${end?.reason ?? 'it was replaced or retired'}`)
}

/** A model named `Delay minutes` is served at delay-minutes. */
const slugOf = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-|-$/g, '')

async function predict({ api, project, word, words }: Call) {
  const to = { project: project(), endpoint: word(0) }
  const { fields } = await api.deployments.get(to)
  const row = words.slice(1).map(given => {
    const at = given.indexOf('=')
    if (at < 1) throw new AppError('bad_request', `"${given}" is not COLUMN=VALUE`)
    const [name, text] = [given.slice(0, at), given.slice(at + 1)]
    return [name, fields.find(field => field.name === name)?.type === 'string' ? text : valueOf(text)]
  })
  return api.deployments.predict({ ...to, rows: [Object.fromEntries(row)] })
}

function valueOf(text: string): string | number | boolean | null {
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === '') return null
  return Number.isFinite(Number(text)) ? Number(text) : text
}
