import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject, Name, Text } from '../../../people/shapes.ts'

const FileName = z
  .string()
  .min(1)
  .max(300)
  .refine(name => !name.startsWith('/') && !name.split('/').includes('..'), 'must be a path inside the folder')

/** A script of a snapshot that the platform runs in an image, on versions of datasets. */
export const Launch = z
  .object({
    name: Name.optional(),
    key: z.string().min(1).max(200).optional().describe('launching again with the same key answers with the first run'),
    experiment: Name.default('Default'),
    script: FileName.describe('a Python file of the snapshot'),
    args: z.array(Text(2_000)).max(100).default([]),
    snapshot: z.string().max(80).describe('digest of the code'),
    image: z.string().max(200).describe('name or digest of a ready image'),
    environment: z.string().max(80).default('experimentation'),
    hypothesis: z.string().max(80).optional(),
    inputs: z
      .array(
        z.object({
          dataset: Name,
          version: z.number().int().min(1).optional(),
          project: z.string().max(80).optional(),
        }),
      )
      .max(50)
      .default([])
      .describe('each is put at TRIREME_INPUTS/<dataset>.parquet'),
    outputs: z
      .array(z.object({ file: FileName, dataset: Name, description: Text(2_000).default('') }))
      .max(50)
      .default([])
      .describe('files that the script leaves in TRIREME_OUTPUTS and that become dataset versions'),
  })
  .meta({ id: 'Launch' })
export type Launch = z.infer<typeof Launch>

export const Launched = z.object({ runId: z.string(), attemptId: z.string() }).meta({ id: 'Launched' })

/** How a re-run compares with the run that it repeats. */
export const Repetition = z
  .object({
    runId: z.string(),
    rerunOf: z.string().nullable(),
    state: z.enum(['running', 'equal', 'different', 'failed', 'not-a-re-run']),
    metrics: z.array(
      z.object({
        name: z.string(),
        before: z.number().nullable(),
        after: z.number().nullable(),
        difference: z.number().nullable(),
        isEqual: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Repetition' })
export type Repetition = z.infer<typeof Repetition>

const RunRef = InProject.extend({ run: z.string().max(64) })

export const launchRoutes = {
  start: route('POST', '/api/projects/:project/launches', {
    allow: 'run:write',
    params: InProject,
    body: Launch,
    reply: Launched,
    status: 201,
    errors: ['not_found', 'forbidden', 'bad_request'],
    summary: 'Run a script in an image; the run is there at once, the step begins when there is room',
  }),
  rerun: route('POST', '/api/projects/:project/runs/:run/re-run', {
    allow: 'run:write',
    params: RunRef,
    reply: Launched,
    status: 201,
    errors: ['not_found', 'conflict'],
    summary: 'Run the same code in the same image on the same data again',
  }),
  repetition: route('GET', '/api/projects/:project/runs/:run/repetition', {
    allow: 'project:read',
    params: RunRef,
    reply: Repetition,
    errors: ['not_found'],
    summary: 'Whether a re-run came out equal, with the differences',
  }),
}
