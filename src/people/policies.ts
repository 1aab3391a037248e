import { seats, type Seat } from './seats.ts'

/**
 * Who may do what, one line per right. A project right is held by seats in that project, a platform right by seats of the
 * platform. A seat is the only source of rights; owners of the installation hold every platform right.
 */
const everySeat = seats
const makers: readonly Seat[] = [
  'data_scientist',
  'data_engineer',
  'ml_engineer',
  'mlops_engineer',
  'fullstack_engineer',
]
const leads: readonly Seat[] = ['project_manager', 'stakeholder', 'data_scientist', 'ml_engineer', 'mlops_engineer']
const operators: readonly Seat[] = [
  'data_scientist',
  'ml_engineer',
  'mlops_engineer',
  'devops_engineer',
  'fullstack_engineer',
]
const guards: readonly Seat[] = ['mlops_engineer', 'devops_engineer', 'security_engineer']

export const projectRights = {
  'project:read': everySeat,
  'project:write': leads,
  'seat:write': ['project_manager', 'data_scientist', 'ml_engineer', 'mlops_engineer'],
  'token:write': everySeat,
  'request:write': everySeat,
  'talk:write': everySeat,
  'kpi:write': ['stakeholder', 'project_manager', 'data_scientist'],
  'hypothesis:write': ['project_manager', 'data_scientist', 'ml_engineer'],
  'gate:decide': ['stakeholder', 'project_manager'],
  'dataset:write': makers,
  'image:write': [...makers, 'devops_engineer'],
  'run:write': makers,
  'model:write': makers,
  'asset:write': makers,
  'environment:write': ['ml_engineer', 'mlops_engineer', 'devops_engineer', 'security_engineer', 'data_scientist'],
  'deployment:write': operators,
  'endpoint:predict': everySeat,
} as const satisfies Record<string, readonly Seat[]>

export const platformRights = {
  'platform:read': everySeat,
  'platform:write': guards,
  'user:write': ['security_engineer', 'devops_engineer', 'project_manager', 'mlops_engineer'],
} as const satisfies Record<string, readonly Seat[]>

export type ProjectRight = keyof typeof projectRights
export type PlatformRight = keyof typeof platformRights

/** `public`: nobody need be known; `signed-in`: any person or token, the handler answers only what they may see. */
export type Permission = 'public' | 'signed-in' | ProjectRight | PlatformRight

export const isProjectRight = (value: string): value is ProjectRight => value in projectRights
export const isPlatformRight = (value: string): value is PlatformRight => value in platformRights

const holders: Record<ProjectRight, readonly Seat[]> = projectRights
const guardians: Record<PlatformRight, readonly Seat[]> = platformRights

/** What a person may lend to an agent, at most: to read, to talk, to ask and to note. */
export const agentRights = [
  'project:read',
  'talk:write',
  'request:write',
  'hypothesis:write',
  'run:write',
] as const satisfies readonly ProjectRight[]
export type AgentRight = (typeof agentRights)[number]
export const isAgentRight = (value: string): value is AgentRight => agentRights.some(right => right === value)

/**
 * Where an agent is let in at all, whoever it acts for: to read in a project, and where a route says so. Whatever seats,
 * decides, accepts, invites, makes tokens or changes people needs the person.
 */
export function agentMayEnter(door: { allow: Permission; isInProject: boolean; isWrite: boolean; agents: boolean }) {
  const { allow, isInProject, isWrite, agents } = door
  if (allow === 'public') return true
  if (isInProject) return isAgentRight(allow) && (agents || (allow === 'project:read' && !isWrite))
  return agents && allow === 'signed-in' && !isWrite
}

/** The seats that hold a right, for decisions and for "ask X". */
export const seatsWith = (right: ProjectRight): readonly Seat[] => holders[right]

export const seatMay = (seat: Seat, right: ProjectRight) => holders[right].includes(seat)

export const platformSeatMay = (seat: Seat, right: PlatformRight) => guardians[right].includes(seat)
