import { AppError } from '../../sdk/trireme.ts'
import { Seat } from '../../sdk/words.ts'
import { command, type Command } from '../command.ts'
import { card, table, when } from '../print.ts'

export const projectCommands: Record<string, Command> = {
  'project list': command({
    usage: 'project list',
    about: 'the projects in which you hold a seat',
    work: ({ api }) => api.projects.list(),
    show: ({ projects }) =>
      table(projects, {
        project: p => p.slug,
        name: p => p.name,
        state: p => p.state,
        seats: p => p.mySeats.join(', '),
      }),
  }),
  'project create': command({
    usage: 'project create NAME [--slug SLUG] [--seat SEAT=EMAIL ...]',
    about: 'start a project; no ticket needed',
    options: ['slug', 'seat'],
    work: ({ api, word, option, options }) =>
      api.projects.create({
        name: word(0),
        ...(option('slug') === undefined ? {} : { slug: option('slug') }),
        seats: options('seat').map(text => {
          const [seat = '', email = ''] = text.split('=')
          return { seat: seatOf(seat), email }
        }),
      }),
    show: ({ project, invitations }) =>
      [`Project ${project.slug} is there`, ...invitations.map(i => `${i.person.name} (${i.seat}): ${i.url}`)].join(
        '\n',
      ),
  }),
  'project get': command({
    usage: 'project get [PROJECT]',
    about: 'one project',
    work: call => call.api.projects.get({ project: call.words[0] ?? call.project() }),
    show: p =>
      card({
        project: p.slug,
        name: p.name,
        state: p.state,
        since: when(p.createdAt),
        'my seats': p.mySeats.join(', '),
        'my rights': p.rights.join(', '),
      }),
  }),
  'seat list': command({
    usage: 'seat list',
    about: 'who sits where',
    work: ({ api, project }) => api.projects.seats({ project: project() }),
    show: ({ seats }) =>
      table(seats, {
        seat: s => s.seat,
        person: s => s.person.name,
        id: s => s.person.id,
        'last act': s => when(s.lastActAt),
      }),
  }),
  'seat take': command({
    usage: 'seat take SEAT --user ID | --email ADDRESS | --name NAME',
    about: 'give a person a seat',
    options: ['user', 'email', 'name'],
    work: ({ api, project, word, option }) =>
      api.projects.takeSeat({
        project: project(),
        seat: seatOf(word(0)),
        userId: option('user'),
        email: option('email'),
        name: option('name'),
      }),
    show: ({ holder, invitation }) =>
      `${holder.person.name} is ${holder.seat}${invitation === null ? '' : `; their link: ${invitation}`}`,
  }),
  'seat leave': command({
    usage: 'seat leave SEAT [--user ID]',
    about: 'leave a seat, or take it away from somebody',
    options: ['user'],
    async work({ api, project, word, option }) {
      const seat = seatOf(word(0))
      const user = option('user') ?? (await api.sessions.me()).id
      await api.projects.leaveSeat({ project: project(), seat, user })
      return { seat, user }
    },
    show: ({ seat, user }) => `${user} left the seat ${seat}`,
  }),
}

function seatOf(text: string) {
  const found = Seat.safeParse(text.replaceAll('-', '_'))
  if (found.success) return found.data
  throw new AppError('bad_request', `There is no seat "${text}"`, { hint: `There are: ${Seat.options.join(', ')}` })
}
