import type { z } from 'zod'
import { AppError } from '../../sdk/trireme.ts'
import { InteractionMode, TeamKind } from '../../sdk/words.ts'
import { command, needed, type Command } from '../command.ts'
import { card, table, when } from '../print.ts'

type Detail = Awaited<ReturnType<Parameters<Command['run']>[0]['api']['teams']['get']>>

export const teamCommands: Record<string, Command> = {
  'team list': command({
    usage: 'team list [--find WORDS]',
    about: 'the teams of the organisation',
    options: ['find'],
    work: ({ api, option }) => api.teams.list({ q: option('find') }),
    show: ({ teams }) =>
      table(teams, { team: t => t.name, kind: t => t.kind, people: t => t.members, description: t => t.description }),
  }),
  'team show': command({
    usage: 'team show TEAM',
    about: 'its people, seats, projects and what it is to other teams',
    work: ({ api, word }) => api.teams.get({ team: word(0) }),
    show: whole,
  }),
  'team create': command({
    usage: 'team create NAME [--kind KIND] [--description TEXT]',
    about: `make a team: ${TeamKind.options.join(', ')}`,
    options: ['kind', 'description'],
    work: ({ api, word, option }) =>
      api.teams.create({
        name: word(0),
        description: option('description'),
        kind: option('kind') === undefined ? undefined : chosen(TeamKind, option('kind')),
      }),
    show: team => `Team ${team.name} is there (${team.kind})`,
  }),
  'team change': command({
    usage: 'team change TEAM [--name NAME] [--kind KIND] [--description TEXT]',
    about: 'rename, describe or say of what kind it is',
    options: ['name', 'kind', 'description'],
    work: ({ api, word, option }) =>
      api.teams.change({
        team: word(0),
        name: option('name'),
        description: option('description'),
        kind: option('kind') === undefined ? undefined : chosen(TeamKind, option('kind')),
      }),
    show: whole,
  }),
  'team remove': command({
    usage: 'team remove TEAM',
    about: 'dissolve a team; its people stay',
    async work({ api, word }) {
      await api.teams.remove({ team: word(0) })
      return { team: word(0) }
    },
    show: ({ team }) => `Team ${team} is dissolved`,
  }),
  'team add': command({
    usage: 'team add TEAM --user ID',
    about: 'take a person into a team',
    options: ['user'],
    work: call => call.api.teams.addMember({ team: call.word(0), user: needed(call, 'user') }),
    show: whole,
  }),
  'team drop': command({
    usage: 'team drop TEAM --user ID',
    about: 'let a person leave a team',
    options: ['user'],
    work: call => call.api.teams.removeMember({ team: call.word(0), user: needed(call, 'user') }),
    show: whole,
  }),
  'team interact': command({
    usage: 'team interact TEAM --with TEAM --mode MODE|none [--purpose TEXT]',
    about: `what a team is to another: ${InteractionMode.options.join(', ')}`,
    options: ['with', 'mode', 'purpose'],
    async work(call) {
      const place = { team: call.word(0), other: needed(call, 'with') }
      const mode = needed(call, 'mode')
      if (mode === 'none') return call.api.teams.endInteraction(place)
      return call.api.teams.interact({ ...place, mode: chosen(InteractionMode, mode), purpose: call.option('purpose') })
    },
    show: whole,
  }),
}

function whole(team: Detail): string {
  const people = table(team.people, {
    person: m => m.person.name,
    id: m => m.person.id,
    seats: m => m.seats.map(({ seat, project }) => `${seat} (${project?.slug ?? 'platform'})`).join(', '),
    since: m => when(m.since),
  })
  const others = team.interactions.map(i => `${i.team.name}: ${i.mode} (${i.side})`)
  return [
    card({
      team: team.name,
      kind: team.kind,
      description: team.description,
      projects: team.projects.map(project => project.slug).join(', '),
      'is to others': others.join(', '),
    }),
    '',
    people,
  ].join('\n')
}

function chosen<T extends z.ZodEnum>(words: T, text: string | undefined): z.output<T> {
  const found = words.safeParse(text)
  if (found.success) return found.data
  throw new AppError('bad_request', `There is no "${text}" here`, { hint: `There are: ${words.options.join(', ')}` })
}
