import { command, type Call, type Command } from '../command.ts'
import { table, when } from '../print.ts'

type Event = Awaited<ReturnType<Call['api']['events']['list']>>['events'][number]

export const eventCommands: Record<string, Command> = {
  'events list': command({
    usage: 'events list [--kind KIND] [--id ID] [--person ID] [--verb VERB] [--limit N]',
    about: 'who did what in which seat, newest first',
    options: ['kind', 'id', 'person', 'verb', 'limit'],
    work: ({ api, project, option }) =>
      api.events.list({
        project: project(),
        kind: option('kind'),
        id: option('id'),
        person: option('person'),
        verb: option('verb'),
        limit: Number(option('limit') ?? 50),
      }),
    show: ({ events }) =>
      table(events, {
        at: e => when(e.recordedAt),
        who: e => e.actor.name,
        seat: e => e.seat,
        did: e => e.verb,
        what: e => `${e.object.kind} ${e.object.name}`,
        id: e => e.id,
      }),
  }),
  'events follow': command({
    usage: 'events follow [--after CURSOR]',
    about: 'each event as it happens, until you stop it',
    options: ['after'],
    async work({ api, project, option, say }) {
      for await (const { data } of await api.events.stream({ project: project(), after: option('after') }))
        say(data, line(data))
    },
    show: () => 'The server closed the stream',
  }),
}

const line = (e: Event) => `${when(e.recordedAt)}  ${e.actor.name}  ${e.verb}  ${e.object.kind} ${e.object.name}`
