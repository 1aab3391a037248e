import { routeMaker } from '../kernel/contract.ts'
import type { Permission } from './policies.ts'

/** `route('GET', '/api/projects/:project/runs', { allow: 'project:read', ... })`; see kernel/contract.ts */
export const route = routeMaker<Permission>()
