import { copyFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { carry } from '../src/cli/moving/carry.ts'
import { openSource } from '../src/cli/moving/open.ts'
import { connect } from '../src/sdk/trireme.ts'
import { fillPeer } from './peer/history.ts'
import { startPeer } from './peer/peer.ts'
import { sideAt } from './peer/side.ts'
import { shown, tell } from './tools/figures.ts'
import { openGround } from './tools/ground.ts'
import { clock } from './tools/times.ts'

/**
 * How fast a store of MLflow's server comes here, beside reading the same rows and doing nothing with them: many runs with a
 * few points each, then a few runs with many points, then the first again through the server. Each into a project of its own
 * server, since ids are taken once.
 */

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const size = values.quick
  ? { runs: 500, chartRuns: 10, points: 10_000 }
  : { runs: 5_000, chartRuns: 100, points: 10_000 }
const pointsOfRun = 20

const peer = await startPeer()
try {
  const side = sideAt(peer.url, { 'Content-Type': 'application/json' })
  const made = await fillPeer(side, peer.database, { ...size, models: 0, versions: 0 })
  const many = await storeWithout(made.charts, `${peer.database}.many`)
  const long = await storeWithout(made.search, `${peer.database}.long`)

  const runs = await imported(`sqlite:///${many}`)
  tell({
    what: `import of ${shown(size.runs)} runs with ${pointsOfRun} points each, from SQLite`,
    value: size.runs / (runs.firstMs / 1_000),
    unit: '/s',
    beside: `reading their rows and nothing else ${shown(size.runs / (rawRead(many) / 1_000))} runs/s`,
  })
  tell({
    what: 'the same again, when nothing is new',
    value: size.runs / (runs.againMs / 1_000),
    unit: '/s',
    beside: `${shown(runs.againMs / 1_000)} s in all`,
  })
  const points = await imported(`sqlite:///${long}`)
  const all = size.chartRuns * size.points
  tell({
    what: `import of ${shown(all)} points in ${shown(size.chartRuns)} runs, from SQLite`,
    value: all / (points.firstMs / 1_000),
    unit: '/s',
    beside: `reading their rows and nothing else ${shown(all / (rawRead(long) / 1_000))} points/s`,
  })
  const served = await imported(peer.url)
  tell({
    what: 'import of all of them through its server',
    value: (all + size.runs * pointsOfRun) / (served.firstMs / 1_000),
    unit: '/s',
    beside: `points; ${shown(served.firstMs / 1_000)} s in all`,
  })
} finally {
  await peer.stop()
}

async function imported(from: string): Promise<{ firstMs: number; againMs: number }> {
  const ground = await openGround()
  const source = await openSource({ from, artifacts: [peer.artifacts], workspace: 'default', token: undefined })
  try {
    const { url, project, owner } = ground
    const { secret } = await owner.tokens.create({ project, name: 'move' })
    const { imports } = connect({ url, token: secret })
    const whole = () => carry({ api: imports, project, source, again: false, tell: () => {} })
    return { firstMs: await clock(whole), againMs: await clock(whole) }
  } finally {
    await source.close()
    await ground.stop()
  }
}

/** The limit: every row of the tables that an import reads. */
function rawRead(database: string): number {
  const db = new DatabaseSync(database, { readOnly: true })
  const began = performance.now()
  for (const table of ['runs', 'params', 'tags', 'latest_metrics', 'metrics'])
    for (const row of db.prepare(`select * from ${table}`).iterate()) if (!('run_uuid' in row)) throw new Error(table)
  const ms = performance.now() - began
  db.close()
  return ms
}

async function storeWithout(experiment: string, file: string): Promise<string> {
  const live = new DatabaseSync(peer.database, { timeout: 30_000 })
  live.exec('pragma wal_checkpoint(truncate)')
  live.close()
  await copyFile(peer.database, file)
  const db = new DatabaseSync(file)
  for (const table of ['params', 'tags', 'latest_metrics', 'metrics'])
    db.prepare(`delete from ${table} where run_uuid in (select run_uuid from runs where experiment_id = ?)`).run(
      experiment,
    )
  db.prepare('delete from runs where experiment_id = ?').run(experiment)
  db.close()
  return file
}
