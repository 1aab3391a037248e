import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkBoundaries, type Source } from './boundaries.ts'
import { projectFiles, readProjectFile } from './tree.ts'

const sources = (): Source[] =>
  projectFiles()
    .filter(path => /^(src|test)\/.*\.tsx?$/.test(path))
    .map(path => ({ path, text: readProjectFile(path) }))

test('imports go down only, stores are private, and slices form no cycle', () => {
  const found = sources()
  // a check that sees nothing would find nothing
  assert(found.length > 300, `only ${found.length} files were seen`)
  assert.deepEqual(checkBoundaries(found), [])
})

test('a tier has at most nine slices, and the root shows at most twenty entries', () => {
  const files = projectFiles()
  for (const tier of ['people', 'backbone', 'assets', 'projects', 'protocols', 'engines']) {
    const slices = new Set(files.flatMap(path => path.match(`^src/${tier}/([^/]+)/`)?.[1] ?? []))
    assert(slices.size <= 9, `src/${tier} has ${slices.size} slices: ${[...slices].join(' ')}`)
  }
  const entries = new Set(files.map(path => path.split('/')[0] ?? '').filter(name => !name.startsWith('.')))
  assert(entries.size <= 20, `the root has ${entries.size} entries: ${[...entries].join(' ')}`)
})

/** What the checker says of this one line in this file, among files of every kind. */
function saidOf(path: string, line: string): string {
  const house = [
    'src/assets/models/models.store.ts',
    'src/assets/models/models.service.ts',
    'src/assets/models/ModelsPage.tsx',
  ]
  const sources = [...house.map(name => ({ path: name, text: 'export const one = 1' })), { path, text: line }]
  return checkBoundaries(
    sources.filter((one, place) => sources.findLastIndex(other => other.path === one.path) === place),
  ).join('\n')
}

const planted: [string, string, RegExp][] = [
  ['src/kernel/ids.ts', `import { db } from '../database/open.ts'`, /imports go down only/],
  ['src/people/serve.ts', `import type { Model } from '../assets/models/models.service.ts'`, /imports go down only/],
  [
    'src/assets/catalog/tags.ts',
    `export { Deployment } from '../../projects/deployments/shape.ts'`,
    /imports go down only/,
  ],
  [
    'src/assets/catalog/tags.ts',
    `const late = await import('../../projects/deployments/shape.ts')`,
    /imports go down only/,
  ],
  ['src/assets/catalog/tags.ts', `import { api } from '../../sdk/client.ts'`, /imports go down only/],
  ['src/assets/models/models.service.ts', `import { stateLook } from './models.look.ts'`, /imports go down only/],
  ['src/assets/catalog/tags.ts', `import { ModelsPage } from '../models/ModelsPage.tsx'`, /imports go down only/],
  ['src/assets/catalog/tags.ts', `import { freshDatabase } from '../../../test/postgres.ts'`, /imports go down only/],
  ['src/assets/catalog/tags.ts', `import { findModel } from '../models/models.store.ts'`, /a store is private/],
  ['src/assets/catalog/tags.test.ts', `import { findModel } from '../models/models.store.ts'`, /a store is private/],
  [
    'src/protocols/mlflow/runs.ts',
    `import { findModel } from '../../assets/models/models.store.ts'`,
    /a store is private/,
  ],
  ['src/protocols/mlflow/runs.ts', `import { one } from '../../web/format.ts'`, /a protocol imports/],
  [
    'src/engines/ray/ray.ts',
    `import { createRun } from '../../assets/experiments/experiments.service.ts'`,
    /an engine imports/,
  ],
  [
    'src/engines/ray/ray.ts',
    `import { attempt } from '../../backbone/engines/attempts/attempts.service.ts'`,
    /an engine imports/,
  ],
  ['src/cli/main.ts', `import { AppError } from '../kernel/errors.ts'`, /the CLI imports/],
  ['src/sdk/client.ts', `import { createRun } from '../assets/experiments/experiments.service.ts'`, /the SDK imports/],
  ['src/web/parts/Chart.tsx', `import { rows } from '../../assets/datasets/datasets.service.ts'`, /web imports/],
  ['src/assets/models/ModelsPage.tsx', `import { promote } from './models.service.ts'`, /a page imports/],
  ['src/assets/models/ModelsPage.tsx', `import { Rows } from '../datasets/Rows.tsx'`, /a page imports/],
  [
    'src/assets/models/models.schema.ts',
    `import { Deployment } from '../../projects/deployments/deployments.schema.ts'`,
    /a schema imports/,
  ],
  ['src/assets/models/models.schema.ts', `import { join } from 'node:path'`, /loads no module of node/],
  ['src/kernel/openapi.ts', `export default {}`, /default export/],
  ['src/kernel/openapi.ts', `const one = 1; export { one as default }`, /default export/],
  ['src/platform.ts', `import { freshDatabase } from '../test/postgres.ts'`, /composition root/],
  ['src/common/text.ts', `import { one } from '../kernel/ids.ts'`, /none of the house/],
]

for (const [path, line, verdict] of planted)
  test(`refused: ${path} with ${line}`, () => {
    assert.match(saidOf(path, line), verdict)
  })

test('the browser reaches a module of node by no detour', () => {
  const sources = [
    { path: 'src/web/format.ts', text: `import { text } from '../kernel/text.ts'` },
    { path: 'src/kernel/text.ts', text: `import { join } from 'node:path'` },
  ]
  assert.deepEqual(checkBoundaries(sources), [
    'src/web/format.ts -> src/kernel/text.ts -> node:path: the browser loads no module of node',
  ])
})

test('a shim reaches no package but later, by no detour', () => {
  const sources = (how: string) => [
    { path: 'src/engines/process/shim.ts', text: `import { runStep } from './step.ts'` },
    { path: 'src/engines/process/step.ts', text: how },
  ]
  assert.deepEqual(checkBoundaries(sources(`import { z } from 'zod'`)), [
    'src/engines/process/shim.ts -> src/engines/process/step.ts -> zod: a shim loads no package',
  ])
  assert.deepEqual(checkBoundaries(sources(`const { z } = await import('zod')`)), [])
})

test('two slices that need each other are named, unless only their types do', () => {
  const pair = (word: string) => [
    { path: 'src/assets/models/models.service.ts', text: `import ${word} { tags } from '../catalog/tags.ts'` },
    { path: 'src/assets/catalog/tags.ts', text: `import { one } from '../models/models.service.ts'` },
  ]
  assert.deepEqual(checkBoundaries(pair('')), [
    'src/assets/catalog is in a cycle of slices',
    'src/assets/models is in a cycle of slices',
  ])
  assert.deepEqual(checkBoundaries(pair('type')), [])
})

test('what the table allows is not refused', () => {
  const allowed: [string, string][] = [
    [
      'src/assets/models/models.service.ts',
      `import { findModel } from './models.store.ts'; import { audit } from '../../backbone/audit/audit.service.ts'`,
    ],
    [
      'src/assets/models/ModelsPage.tsx',
      `import { Row } from './Row.tsx'; import { stateLook } from './models.look.ts'; import { LineagePanel } from '../catalog/LineagePanel.tsx'; import { Table } from '../../web/parts/Table.tsx'; import { Run } from '../experiments/experiments.schema.ts'`,
    ],
    [
      'src/assets/models/models.schema.ts',
      `import { z } from 'zod'; import { route } from '../../people/route.ts'; import { Run } from '../experiments/experiments.schema.ts'`,
    ],
    [
      'src/engines/ray/ray.ts',
      `import type { Engine } from '../../backbone/engines/engine.ts'; import { spawn } from 'node:child_process'`,
    ],
    ['src/protocols/mlflow/runs.ts', `import { createRun } from '../../assets/experiments/experiments.service.ts'`],
    ['src/cli/main.ts', `import { connect } from '../sdk/trireme.ts'`],
    ['src/assets/names.ts', `import { findModel } from './models/models.store.ts'`],
  ]
  for (const [path, line] of allowed) assert.equal(saidOf(path, line), '', path)
})
