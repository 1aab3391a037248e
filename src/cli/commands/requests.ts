import { AppError } from '../../sdk/trireme.ts'
import { requestStates, Seat } from '../../sdk/words.ts'
import { command, needed, type Call, type Command } from '../command.ts'
import { card, table, when } from '../print.ts'

export const requestCommands: Record<string, Command> = {
  'request list': command({
    usage: 'request list [--state open|accepted|returned|withdrawn]',
    about: 'what people ask of one another',
    options: ['state'],
    work: ({ api, project, option }) =>
      api.requests.list({ project: project(), state: requestStates.find(s => s === option('state')), limit: 500 }),
    show: ({ requests }) =>
      table(requests, {
        request: r => r.id,
        kind: r => r.kind,
        about: r => r.subject.name,
        from: r => r.from.name,
        to: r => r.toSeat,
        state: r => r.state,
        since: r => when(r.createdAt),
      }),
  }),
  'request get': command({
    usage: 'request get REQUEST',
    about: 'one request with its evidence',
    work: ({ api, project, word }) => api.requests.get({ project: project(), request: word(0) }),
    show: detail,
  }),
  'request create': command({
    usage: 'request create KIND --on KIND:ID[@VERSION] --reason TEXT [--to SEAT]',
    about: 'ask a seat for something',
    options: ['on', 'reason', 'to'],
    work: call => {
      const [, kind = '', id = '', version] = /^([\w-]+):(.+?)(?:@([^@]+))?$/.exec(needed(call, 'on')) ?? []
      if (!id) throw new AppError('bad_request', '--on is KIND:ID, such as dataset:ast_01')
      const toSeat = Seat.safeParse(call.option('to')?.replaceAll('-', '_')).data
      if (call.option('to') !== undefined && !toSeat)
        throw new AppError('bad_request', `--to is a seat: ${Seat.options.join(', ')}`)
      return call.api.requests.create({
        project: call.project(),
        kind: call.word(0),
        subject: { kind, id, ...(version === undefined ? {} : { version }) },
        toSeat,
        reason: needed(call, 'reason'),
      })
    },
    show: detail,
  }),
  'request accept': command({
    usage: 'request accept REQUEST [--reason TEXT]',
    about: 'accept; never what you asked for or made yourself',
    options: ['reason'],
    work: call => call.api.requests.accept({ ...ref(call), reason: call.option('reason') }),
    show: detail,
  }),
  'request return': command({
    usage: 'request return REQUEST [--code CODE] [--reason TEXT]',
    about: 'send back, saying what is missing',
    options: ['reason', 'code'],
    work: call => call.api.requests.return({ ...ref(call), reason: call.option('reason'), code: call.option('code') }),
    show: detail,
  }),
}

const ref = ({ project, word }: Call) => ({ project: project(), request: word(0) })

type Detail = Awaited<ReturnType<Call['api']['requests']['get']>>

function detail(r: Detail): string {
  return [
    card({
      request: r.id,
      kind: r.kind,
      about: r.subject.name,
      from: r.from.name,
      to: r.toSeat,
      state: r.state,
      reason: r.reason,
      decision: r.decisionReason,
      'you decide': r.cannotDecide ?? 'yes',
    }),
    ...(r.checks.length === 0
      ? []
      : ['', table(r.checks, { check: c => c.name, state: c => c.state, found: c => c.found })]),
  ].join('\n')
}
