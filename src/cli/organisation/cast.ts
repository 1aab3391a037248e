import type { Chance } from './chance.ts'

/** The seats of a project that a person can be made for, with how many of the forty people are trained for each. */
export const crafts = {
  stakeholder: { people: 5, title: 'Head of operations', department: 'Business' },
  project_manager: { people: 5, title: 'AI project manager', department: 'Business' },
  data_scientist: { people: 8, title: 'Data scientist', department: 'Data science' },
  ml_engineer: { people: 6, title: 'ML engineer', department: 'Data science' },
  data_engineer: { people: 4, title: 'Data engineer', department: 'Engineering' },
  fullstack_engineer: { people: 3, title: 'Full-stack engineer', department: 'Engineering' },
  mlops_engineer: { people: 3, title: 'MLOps engineer', department: 'Platform and security' },
  devops_engineer: { people: 3, title: 'DevOps engineer', department: 'Platform and security' },
  security_engineer: { people: 2, title: 'Security engineer', department: 'Platform and security' },
} as const
export type Craft = keyof typeof crafts
export const isCraft = (seat: string): seat is Craft => seat in crafts

export type Person = { name: string; email: string; craft: Craft; title: string; department: string }

/** The first person of the organisation, who owns the installation and is in nobody's list of people to import. */
export const director = { name: 'Helena Brandt', title: 'Director of AI' }

const first = [
  ...['Aiko', 'Amara', 'Anders', 'Beatriz', 'Björn', 'Chen', 'Clara', 'Daniel', 'Elif', 'Emil', 'Fatima', 'Felix'],
  ...['Giulia', 'Hannah', 'Ibrahim', 'Ines', 'Ivan', 'Jonas', 'Katarzyna', 'Lars', 'Leila', 'Lin', 'Luca', 'Maria'],
  ...['Mateo', 'Mina', 'Nadia', 'Niklas', 'Olga', 'Omar', 'Paula', 'Priya', 'Rafael', 'Sana', 'Sofia', 'Tariq'],
  ...['Tomás', 'Wei', 'Yusuf'],
]
const last = [
  ...[
    'Adeyemi',
    'Andersson',
    'Arslan',
    'Bauer',
    'Bianchi',
    'Costa',
    'Dubois',
    'Eriksen',
    'Fischer',
    'García',
    'Haddad',
  ],
  ...['Hansen', 'Ivanova', 'Janssen', 'Kaya', 'Keller', 'Kowalska', 'Larsson', 'Lopez', 'Mensah', 'Meyer', 'Moreau'],
  ...['Nakamura', 'Novak', 'Okafor', 'Olsen', 'Petrov', 'Popescu', 'Rahman', 'Rossi', 'Santos', 'Schmidt', 'Silva'],
  ...['Singh', 'Tanaka', 'Vogel', 'Wagner', 'Wang', 'Zhang'],
]

/** Thirty-nine people beside the director, in four departments. */
export function castOf(chance: Chance): Person[] {
  const [given, family] = [chance.shuffled(first), chance.shuffled(last)]
  const wanted = Object.keys(crafts)
    .filter(isCraft)
    .flatMap(craft => Array.from({ length: crafts[craft].people }, () => craft))
  return wanted.map((craft, at) => {
    const name = `${given[at]} ${family[at]}`
    const { title, department } = crafts[craft]
    const place = name
      .normalize('NFKD')
      .replace(/[^a-zA-Z ]/g, '')
      .toLowerCase()
      .replaceAll(' ', '.')
    return { name, craft, title, department, email: `${place}@example.invalid` }
  })
}

/** As an organisation would import it. */
export function rosterOf(people: readonly Person[], teamsOf: (person: Person) => readonly string[]): string {
  const leads = new Map<string, string>()
  const rows = people.map(person => {
    const lead = leads.get(person.department)
    if (lead === undefined) leads.set(person.department, person.email)
    const { name, email, title, department } = person
    const said = lead === undefined ? `Lead, ${department}` : title
    return [name, email, said, department, lead ?? '', teamsOf(person).join('; ')]
  })
  const head = ['name', 'email', 'title', 'department', 'reports_to', 'teams']
  return [head, ...rows].map(row => row.map(cell => `"${cell}"`).join(',')).join('\n')
}
