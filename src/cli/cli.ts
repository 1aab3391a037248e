import { parseArgs } from 'node:util'
import { AppError, connect } from '../sdk/trireme.ts'
import type { Call, Command } from './command.ts'
import { datasetCommands } from './commands/datasets.ts'
import { endpointCommands } from './commands/endpoints.ts'
import { eventCommands } from './commands/events.ts'
import { imageCommands } from './commands/images.ts'
import { importCommands } from './commands/imports.ts'
import { modelCommands } from './commands/models.ts'
import { peopleCommands } from './commands/people.ts'
import { projectCommands } from './commands/projects.ts'
import { requestCommands } from './commands/requests.ts'
import { runCommands } from './commands/runs.ts'
import { teamCommands } from './commands/teams.ts'
import { checkLogin, keepLogin, readLogin, type Env } from './login.ts'

/** The commands that go through the SDK; those for the server's own machine are the operator's. */
const commands: Record<string, Command> = {
  ...projectCommands,
  ...peopleCommands,
  ...teamCommands,
  ...datasetCommands,
  ...imageCommands,
  ...runCommands,
  ...modelCommands,
  ...importCommands,
  ...endpointCommands,
  ...requestCommands,
  ...eventCommands,
}

const loginUsage = 'login --url URL --token TOKEN'

/** Runs one command and prints its answer; returns the exit code. */
export async function runCli(argv: string[], env: Env): Promise<number> {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  const isJson = argv.slice(0, end).includes('--json')
  const words = argv.slice(0, end).filter(word => word !== '--json')
  const say = (json: unknown, text: string) => void process.stdout.write(`${isJson ? JSON.stringify(json) : text}\n`)
  try {
    if (words.length === 0 || words[0] === 'help' || words.includes('--help')) say(helpData(), helpText())
    else if (words[0] === 'login') await login(words.slice(1), { env, say })
    else {
      const answer = await runCommand([...words, ...argv.slice(end)], { env, say })
      if (answer.text !== '') say(answer.json, answer.text)
    }
    return 0
  } catch (error) {
    process.stderr.write(`${complaint(error, isJson)}\n`)
    return 1
  }
}

type Ground = { env: Env; say: Call['say'] }

async function login(args: string[], { env, say }: Ground): Promise<void> {
  const { values } = parsed(args, { options: ['url', 'token'], flags: [], usage: loginUsage })
  const [url, token] = [values['url']?.[0] ?? env['TRIREME_URL'], values['token']?.[0] ?? env['TRIREME_TOKEN']]
  if (!url || !token) throw new AppError('bad_request', `Say both: trireme ${loginUsage}`)
  const checked = checkLogin({ url, token })
  const me = await connect(checked).sessions.me()
  const file = keepLogin(env, checked)
  say({ url, file, me }, `Logged in to ${url} as ${me.name}; kept in ${file}`)
}

async function runCommand(argv: string[], { env, say }: Ground) {
  const name = Object.keys(commands).find(known => known.split(' ').every((word, at) => argv[at] === word))
  const command = name === undefined ? undefined : commands[name]
  if (!command || name === undefined) throw unknownCommand(argv)
  const { positionals, rest, values, flags } = parsed(argv.slice(name.split(' ').length), {
    ...command,
    options: [...command.options, 'project'],
  })
  const call: Call = {
    // what asks no server needs no login
    get api() {
      return connect(readLogin(env))
    },
    words: positionals,
    rest,
    say,
    word(at) {
      const word = positionals[at]
      if (word === undefined) throw new AppError('bad_request', `Something is missing: trireme ${command.usage}`)
      return word
    },
    option: option => values[option]?.at(-1),
    options: option => values[option] ?? [],
    has: flag => flags.has(flag),
    project() {
      const project = values['project']?.at(-1) ?? env['TRIREME_PROJECT']
      if (project) return project
      throw new AppError('bad_request', 'Which project?', { hint: 'Say --project NAME, or set TRIREME_PROJECT' })
    },
  }
  return command.run(call)
}

function parsed(args: string[], known: { options: string[]; flags: string[]; usage: string }) {
  const end = args.indexOf('--')
  const own = end < 0 ? args : args.slice(0, end)
  const options = Object.fromEntries([
    ...known.options.map(name => [name, { type: 'string', multiple: true }] as const),
    ...known.flags.map(name => [name, { type: 'boolean' }] as const),
  ])
  const found = readArgs({ args: own, options, allowPositionals: true, usage: known.usage })
  const values: Record<string, string[]> = {}
  const flags = new Set<string>()
  for (const [name, value] of Object.entries(found.values))
    if (Array.isArray(value)) values[name] = value.map(String)
    else if (value === true) flags.add(name)
  return { positionals: found.positionals, rest: end < 0 ? [] : args.slice(end + 1), values, flags }
}

type Arguments = Required<Pick<NonNullable<Parameters<typeof parseArgs>[0]>, 'options' | 'allowPositionals'>>

function readArgs({ usage, ...config }: Arguments & { args: string[]; usage: string }) {
  try {
    return parseArgs(config)
  } catch (error) {
    const message = error instanceof Error ? error.message.split('. To specify')[0] : ''
    throw new AppError('bad_request', `${message}`, { hint: `trireme ${usage}` })
  }
}

function unknownCommand(argv: string[]): AppError {
  const words = argv.filter(word => !word.startsWith('-')).slice(0, 2)
  const near = Object.keys(commands).filter(name => name.split(' ')[0] === words[0])
  return new AppError('bad_request', `There is no command "${words.join(' ')}"`, {
    hint: near.length > 0 ? `There are: ${near.join(', ')}` : 'Run: trireme help',
  })
}

function complaint(error: unknown, isJson: boolean): string {
  if (error instanceof AppError) {
    const { code, message, hint, details } = error
    return isJson
      ? JSON.stringify({ error: { code, message, hint, details } })
      : [message, hint].filter(Boolean).join('\n')
  }
  const reason = error instanceof Error ? error : new Error(String(error))
  const cause = reason.cause instanceof Error ? reason.cause.message || String(reason.cause) : ''
  const message = cause ? `The server cannot be reached: ${cause}` : reason.message
  const hint = cause ? 'Is it running? Look at TRIREME_URL, or log in again' : ''
  return isJson ? JSON.stringify({ error: { code: 'unavailable', message, hint } }) : `${message}\n${hint}`.trimEnd()
}

const operatorLines: [string, string][] = [
  ['start', 'run the server'],
  ['config', 'every setting with its value and meaning'],
  ['login-link', 'a link that signs the owner in once'],
  ['token create --project P [--rights R] [--expires 7d]', 'a token for a program'],
  ['token create --agent-for EMAIL --project P [--name N]', 'a token for an agent that acts for a person'],
  ['demo organisation [--seed N]', 'make a simulated organisation to look at; --remove takes it away'],
  ['demo [--data FILE]', 'play the demo on the running server, on its own data or on yours'],
  ['backup TARGET', 'everything in one folder, also while the server runs'],
  ['restore SOURCE', 'a backup into empty data'],
  ['events verify', 'whether the log of events is whole'],
  ['doctor', 'what this machine has and what it lacks'],
]

const helpData = () => ({
  commands: Object.entries(commands).map(([name, { usage, about }]) => ({ name, usage, about })),
  local: operatorLines.map(([usage, about]) => ({ usage, about })),
})

function helpText(): string {
  const lines = (entries: [string, string][]) => entries.map(([usage, about]) => `  trireme ${usage}\n      ${about}`)
  return [
    'Everywhere:',
    ...lines([
      [loginUsage, 'keep where to call and as whom'],
      ...Object.values(commands).map(({ usage, about }): [string, string] => [usage, about]),
    ]),
    '',
    "On the server's machine:",
    ...lines(operatorLines),
    '',
    'Options of every command: --project P (or TRIREME_PROJECT), --json',
  ].join('\n')
}
