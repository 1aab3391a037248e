import { z } from 'zod'

/** The nine seats, in the order of the oars: the projects' deck, the seam to shared assets, the seam to the backbone. */
export const seats = [
  'stakeholder',
  'project_manager',
  'data_scientist',
  'fullstack_engineer',
  'ml_engineer',
  'mlops_engineer',
  'data_engineer',
  'devops_engineer',
  'security_engineer',
] as const

export const Seat = z.enum(seats)
export type Seat = z.infer<typeof Seat>
