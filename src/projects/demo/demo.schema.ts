import { z } from 'zod'
import { route } from '../../people/route.ts'

export const DemoStep = z.object({
  name: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'stopped']),
  seconds: z.number().nullable(),
})

export type DemoStep = z.infer<typeof DemoStep>

/** How far the demo project has come. */
export const Demo = z
  .object({
    state: z.enum(['off', 'running', 'done', 'stopped']),
    step: z.string().nullable(),
    steps: z.array(DemoStep),
    error: z.string().optional(),
    /** the project to look at, once it is there */
    project: z.string().nullable(),
  })
  .meta({ id: 'Demo' })
export type Demo = z.infer<typeof Demo>

export const demoRoutes = {
  get: route('GET', '/api/demo', { allow: 'public', reply: Demo, summary: 'How far the demo project has come' }),
}
