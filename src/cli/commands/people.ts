import { readFile } from 'node:fs/promises'
import { command, needed, type Command } from '../command.ts'
import { card, table, when } from '../print.ts'

export const peopleCommands: Record<string, Command> = {
  'people list': command({
    usage: 'people list [--find WORDS]',
    about: 'the people of this installation, with their ids',
    options: ['find'],
    work: ({ api, option }) => api.users.list({ q: option('find'), limit: 500 }),
    show: ({ users }) =>
      table(users, {
        person: u => u.name,
        id: u => u.id,
        email: u => u.email,
        projects: u => u.projects,
        state: u => (u.leftAt !== null ? 'left' : u.deactivatedAt === null ? '' : 'deactivated'),
      }),
  }),
  'people show': command({
    usage: 'people show ID',
    about: 'department, line, teams and seats of a person',
    work: ({ api, word }) => api.lines.person({ user: word(0) }),
    show: p =>
      card({
        person: p.person.name,
        email: [p.email, ...p.aliases].filter(Boolean).join(', '),
        title: p.title,
        department: p.department?.name,
        'reports to': p.reportsTo?.name,
        teams: p.teams.map(team => team.name).join(', '),
        seats: p.seats.map(({ seat, project }) => `${seat} (${project?.slug ?? 'platform'})`).join(', '),
        since: when(p.joinedAt),
      }),
  }),
  'people import': command({
    usage: 'people import FILE [--apply]',
    about: 'people, departments, lines and teams from a CSV file; without --apply only what it would do',
    flags: ['apply'],
    async work({ api, word, has }) {
      const csv = await readFile(word(0), 'utf8')
      return has('apply') ? api.roster.apply({ csv }) : api.roster.preview({ csv })
    },
    show: roster =>
      [
        table(roster.rows, {
          row: r => r.row,
          person: r => r.name,
          email: r => r.email,
          is: r => r.is,
          what: r => r.reason ?? r.what.join(', '),
        }),
        '',
        `${roster.created} new, ${roster.changed} changed, ${roster.same} as before, ${roster.refused} refused`,
        roster.isApplied ? 'Imported' : 'Nothing is changed yet; say --apply to do it',
      ].join('\n'),
  }),
  'people leaves': command({
    usage: 'people leaves ID',
    about: 'all that a person answers for, before they leave',
    work: ({ api, word }) => api.leaving.get({ user: word(0) }),
    show: d =>
      [
        table(d.holdings, {
          kind: h => h.kind,
          name: h => h.name,
          project: h => h.project?.slug ?? '',
          'needs owner': h => (h.isAccountable ? 'yes' : ''),
          id: h => h.id,
        }),
        '',
        d.cannotFinish ?? `Nothing stands in the way: trireme people finish ${d.person.id}`,
      ].join('\n'),
  }),
  'people hand-over': command({
    usage: 'people hand-over ID --to ID',
    about: 'give all that needs an owner to another person',
    options: ['to'],
    async work(call) {
      const user = call.word(0)
      const { holdings } = await call.api.leaving.get({ user })
      const items = holdings.filter(one => one.isAccountable).map(({ kind, id }) => ({ kind, id }))
      return call.api.leaving.handOver({ user, items, to: needed(call, 'to') })
    },
    show: d => d.cannotFinish ?? `${d.person.name} answers for nothing any more`,
  }),
  'people finish': command({
    usage: 'people finish ID',
    about: 'see a person off; refused while something has no new owner',
    work: ({ api, word }) => api.leaving.finish({ user: word(0) }),
    show: d => `${d.person.name} has left`,
  }),
}
