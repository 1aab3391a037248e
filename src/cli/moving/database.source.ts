import { AppError } from '../../sdk/trireme.ts'
import { number, text, textOrNull } from './fields.ts'
import { openPostgres, openSqlite, type Query, type Row } from './database.query.ts'
import { filesBelow, openBelow, type Roots } from './roots.ts'
import {
  gatherer,
  isPrompt,
  keyOf,
  valueOf,
  type Lifecycle,
  type Pair,
  type Source,
  type SourceExperiment,
  type SourceLoggedModel,
  type SourceModel,
  type SourceRun,
  type SourceVersion,
} from './source.ts'
import { modelIn, stageOf, statusOf } from './words.ts'

type Wish = { url: string; roots: Roots; workspace: string }
type Ground = { query: Query; tables: Set<string>; has: (table: string, column: string) => boolean; workspace: string }

/** The SQL store of an MLflow server of 2.x or 3.x; its files are read below the folders that were named, and nowhere else. */
export async function databaseSource({ url, roots, workspace }: Wish): Promise<Source> {
  const isSqlite = url.startsWith('sqlite:')
  const query = isSqlite ? openSqlite(url) : await openPostgres(url)
  const ground = await groundOf(query, workspace)
  return {
    kind: 'database',
    label: withoutPassword(url),
    key: keyOf('database', withoutPassword(url), workspace),
    totals: () => totals(ground),
    experiments: () => experiments(ground),
    runs: experiment => runs(ground, experiment),
    points: run => points(ground, run),
    loggedModels: experiment => loggedModels(ground, experiment),
    registered: () => registered(ground),
    files: owner => filesBelow(roots, owner.artifactUri),
    open: (owner, path) => openBelow(roots, owner.artifactUri, path),
    leftOut: () => leftOut(ground),
    close: () => query.close(),
  }
}

async function groundOf(query: Query, workspace: string): Promise<Ground> {
  const tables = await query.tables()
  if (!tables.has('experiments') || !tables.has('runs')) {
    await query.close()
    throw new AppError(
      'bad_request',
      'This database holds no MLflow tracking store (no tables "experiments" and "runs")',
    )
  }
  const looked = ['experiments', 'registered_models', 'runs', 'inputs', 'model_versions', 'logged_model_metrics']
  const columns = new Map<string, Set<string>>()
  for (const table of looked) if (tables.has(table)) columns.set(table, await query.columns(table))
  return { query, tables, workspace, has: (table, column) => columns.get(table)?.has(column) ?? false }
}

const withoutPassword = (url: string) => url.replace(/^(\w[\w+]*:\/\/[^:/@]+):[^@]*@/, '$1@')

/** Since workspaces came, names are unique in one only. */
const within = ({ has, workspace }: Ground, table: 'experiments' | 'registered_models', alias: string) =>
  has(table, 'workspace') ? { sql: `${alias}.workspace = ?`, values: [workspace] } : { sql: '1 = 1', values: [] }

const double = (column: string) => `cast(${column} as double precision)`

async function totals(ground: Ground) {
  const own = within(ground, 'experiments', 'e')
  const count = async (table: string, rest: string, values: string[]) =>
    number((await ground.query.rows(`select count(*) as n from ${table} ${rest}`, values))[0]?.['n'])
  const inside = `join experiments e on e.experiment_id = t.experiment_id where ${own.sql}`
  const ofModels = within(ground, 'registered_models', 't')
  return {
    experiments: await count('experiments e', `where ${own.sql}`, own.values),
    runs: await count('runs t', inside, own.values),
    points: await count(
      'metrics m',
      `join runs t on t.run_uuid = m.run_uuid join experiments e on e.experiment_id = t.experiment_id where ${own.sql}`,
      own.values,
    ),
    models: ground.tables.has('logged_models') ? await count('logged_models t', inside, own.values) : 0,
    registered: await count('registered_models t', `where ${ofModels.sql}`, ofModels.values),
  }
}

async function* experiments(ground: Ground): AsyncGenerator<SourceExperiment> {
  const own = within(ground, 'experiments', 'e')
  const found = await ground.query.rows(
    `select cast(e.experiment_id as text) as id, e.name, e.lifecycle_stage, ${double('e.creation_time')} as created_at,
      ${double('e.last_update_time')} as updated_at from experiments e where ${own.sql} order by e.experiment_id`,
    own.values,
  )
  const tags = grouped(
    await ground.query.rows(`select cast(experiment_id as text) as id, key, value from experiment_tags`),
  )
  for (const row of found)
    yield {
      id: text(row['id']),
      name: text(row['name']),
      lifecycle: lifecycle(row),
      createdAt: number(row['created_at']),
      updatedAt: number(row['updated_at']),
      tags: (tags.get(text(row['id'])) ?? []).map(pair),
    }
}

const pageOfRuns = 400

async function* runs(ground: Ground, experiment: string): AsyncGenerator<SourceRun[]> {
  const { query } = ground
  for (let after = ''; ;) {
    const rows = await query.rows(
      `select run_uuid as id, name, user_id, status, lifecycle_stage, artifact_uri, ${double('start_time')} as start_time,
        ${double('end_time')} as end_time from runs where experiment_id = cast(? as bigint) and run_uuid > ?
        order by run_uuid limit ${pageOfRuns}`,
      [experiment, after],
    )
    if (rows.length > 0) yield await wholeRuns(ground, rows)
    after = text(rows.at(-1)?.['id'])
    if (rows.length < pageOfRuns) return
  }
}

async function wholeRuns(ground: Ground, rows: Row[]): Promise<SourceRun[]> {
  const { query, has } = ground
  const ids = rows.map(row => text(row['id']))
  const marks = ids.map(() => '?').join(', ')
  const of = async (sql: string) => grouped(await query.rows(`${sql} in (${marks})`, ids))
  const params = await of(`select run_uuid as id, key, value from params where run_uuid`)
  const tags = await of(`select run_uuid as id, key, value from tags where run_uuid`)
  const latest = await of(
    `select run_uuid as id, key, ${double('value')} as value, ${double('step')} as step, ${double('timestamp')} as time,
      cast(is_nan as integer) as is_nan from latest_metrics where run_uuid`,
  )
  const counts = new Map(
    (
      await query.rows(
        `select run_uuid as id, count(*) as n from metrics where run_uuid in (${marks}) group by run_uuid`,
        ids,
      )
    ).map(row => [text(row['id']), number(row['n'])]),
  )
  const datasets = ground.tables.has('inputs')
    ? await of(
        `select i.destination_id as id, i.input_uuid, d.name, d.digest, d.dataset_source_type, d.dataset_source,
          d.dataset_schema, d.dataset_profile from inputs i join datasets d on d.dataset_uuid = i.source_id
          where i.source_type = 'DATASET' and i.destination_id`,
      )
    : new Map<string, Row[]>()
  const inputTags = ground.tables.has('input_tags')
    ? grouped(
        await query.rows(
          `select t.input_uuid as id, t.name as key, t.value from input_tags t join inputs i on i.input_uuid = t.input_uuid
            where i.destination_id in (${marks})`,
          ids,
        ),
      )
    : new Map<string, Row[]>()
  const step = has('inputs', 'step') ? double('step') : '0'
  const isNew = ground.tables.has('logged_models')
  const modelInputs = isNew
    ? await of(
        `select destination_id as id, source_id as model from inputs where source_type = 'MODEL_INPUT' and destination_id`,
      )
    : new Map<string, Row[]>()
  const fromRun = isNew
    ? await of(
        `select source_id as id, destination_id as model, source_type, ${step} as step from inputs
          where destination_type in ('MODEL_OUTPUT', 'MODEL_INPUT') and source_id`,
      )
    : new Map<string, Row[]>()
  return rows.map(row => {
    const id = text(row['id'])
    const linked = fromRun.get(id) ?? []
    const inputs = [...(modelInputs.get(id) ?? []), ...linked.filter(one => one['source_type'] === 'RUN_INPUT')].map(
      one => text(one['model']),
    )
    return {
      id,
      name: text(row['name']) || id,
      userName: text(row['user_id']),
      status: statusOf(text(row['status'])),
      lifecycle: lifecycle(row),
      startTime: number(row['start_time']),
      endTime: row['end_time'] === null ? null : number(row['end_time']),
      artifactUri: text(row['artifact_uri']),
      params: (params.get(id) ?? []).map(pair),
      tags: (tags.get(id) ?? []).map(pair),
      datasets: (datasets.get(id) ?? []).map(one => ({
        dataset: {
          name: text(one['name']),
          digest: text(one['digest']),
          sourceType: text(one['dataset_source_type']),
          source: text(one['dataset_source']),
          schema: textOrNull(one['dataset_schema']),
          profile: textOrNull(one['dataset_profile']),
        },
        tags: (inputTags.get(text(one['input_uuid'])) ?? []).map(pair),
      })),
      modelInputs: inputs,
      modelOutputs: linked
        .filter(one => one['source_type'] === 'RUN_OUTPUT')
        .map(one => ({ modelId: text(one['model']), step: number(one['step']) })),
      metricKeys: (latest.get(id) ?? []).map(one => text(one['key'])),
      weight: `${counts.get(id) ?? 0} ${keyOf(...(latest.get(id) ?? []).map(said).toSorted())}`,
    }
  })
}

async function* points({ query }: Ground, run: SourceRun) {
  if (run.metricKeys.length === 0) return
  const held = gatherer()
  const found = query.stream(
    `select key, ${double('value')} as value, ${double('step')} as step, ${double('timestamp')} as time,
      cast(is_nan as integer) as is_nan from metrics where run_uuid = ?`,
    [run.id],
  )
  for await (const page of found)
    for (const row of page) {
      const value = number(row['is_nan']) === 1 ? Number.NaN : number(row['value'])
      if (held.add(text(row['key']), { step: number(row['step']), time: number(row['time']), value })) yield held.take()
    }
  yield held.take()
}

const modelStatus: Record<number, SourceLoggedModel['status']> = { 1: 'PENDING', 2: 'READY', 3: 'UPLOAD_FAILED' }

async function* loggedModels(ground: Ground, experiment: string): AsyncGenerator<SourceLoggedModel[]> {
  const { query, tables } = ground
  if (!tables.has('logged_models')) return
  for (let after = ''; ;) {
    const rows = await query.rows(
      `select model_id as id, name, artifact_location, status, lifecycle_stage, model_type, source_run_id,
        ${double('creation_timestamp_ms')} as created_at, ${double('last_updated_timestamp_ms')} as updated_at
        from logged_models where experiment_id = cast(? as bigint) and model_id > ? order by model_id limit 100`,
      [experiment, after],
    )
    if (rows.length > 0) yield await wholeModels(query, rows)
    after = text(rows.at(-1)?.['id'])
    if (rows.length < 100) return
  }
}

async function wholeModels(query: Query, rows: Row[]): Promise<SourceLoggedModel[]> {
  const ids = rows.map(row => text(row['id']))
  const marks = ids.map(() => '?').join(', ')
  const of = async (sql: string) => grouped(await query.rows(`${sql} in (${marks})`, ids))
  const params = await of(
    `select model_id as id, param_key as key, param_value as value from logged_model_params where model_id`,
  )
  const tags = await of(
    `select model_id as id, tag_key as key, tag_value as value from logged_model_tags where model_id`,
  )
  const metrics = await of(
    `select model_id as id, metric_name as key, run_id, ${double('metric_step')} as step,
      ${double('metric_timestamp_ms')} as time, ${double('metric_value')} as value, dataset_name, dataset_digest
      from logged_model_metrics where model_id`,
  )
  return rows.map(row => {
    const id = text(row['id'])
    return {
      id,
      name: text(row['name']),
      modelType: textOrNull(row['model_type']),
      status: modelStatus[number(row['status'])] ?? 'PENDING',
      lifecycle: lifecycle(row),
      sourceRunId: textOrNull(row['source_run_id']),
      artifactUri: text(row['artifact_location']),
      createdAt: number(row['created_at']),
      updatedAt: number(row['updated_at']),
      params: (params.get(id) ?? []).map(pair),
      tags: (tags.get(id) ?? []).map(pair),
      metrics: (metrics.get(id) ?? []).map(one => ({
        key: text(one['key']),
        runId: text(one['run_id']),
        step: number(one['step']),
        time: number(one['time']),
        value: one['value'] === null ? Number.NaN : valueOf(number(one['value'])),
        datasetName: textOrNull(one['dataset_name']),
        datasetDigest: textOrNull(one['dataset_digest']),
      })),
    }
  })
}

async function* registered(ground: Ground): AsyncGenerator<SourceModel> {
  const { query } = ground
  const own = within(ground, 'registered_models', 'm')
  const models = await query.rows(
    `select m.name, m.description, ${double('m.creation_time')} as created_at, ${double('m.last_updated_time')} as updated_at
      from registered_models m where ${own.sql} order by m.name`,
    own.values,
  )
  for (const row of models) {
    const name = text(row['name'])
    const values = [name, ...own.values]
    const of = (columns: string, table: string) =>
      query.rows(`select ${columns} from ${table} m where m.name = ? and ${own.sql}`, values)
    const tags = (await of('key, value', 'registered_model_tags')).map(pair)
    const aliases = ground.tables.has('registered_model_aliases')
      ? await of('alias, version', 'registered_model_aliases')
      : []
    const { versions, lastVersion } = await versionsOf(ground, name)
    yield {
      name,
      tags,
      versions,
      lastVersion,
      description: textOrNull(row['description']),
      isPrompt: isPrompt(tags),
      createdAt: number(row['created_at']),
      updatedAt: number(row['updated_at']),
      aliases: aliases.map(one => ({ alias: text(one['alias']), version: number(one['version']) })),
    }
  }
}

async function versionsOf(ground: Ground, name: string) {
  const { query, has } = ground
  const own = within(ground, 'registered_models', 'm')
  const location = has('model_versions', 'storage_location') ? 'storage_location' : 'source'
  const rows = await query.rows(
    `select version, description, user_id, current_stage, source, run_id, run_link, ${location} as location,
      ${double('creation_time')} as created_at, ${double('last_updated_time')} as updated_at
      from model_versions m where m.name = ? and ${own.sql} order by version`,
    [name, ...own.values],
  )
  const tags = Map.groupBy(
    await query.rows(`select version, key, value from model_version_tags m where m.name = ? and ${own.sql}`, [
      name,
      ...own.values,
    ]),
    row => number(row['version']),
  )
  const versions = rows
    .filter(row => text(row['current_stage']) !== 'Deleted_Internal')
    .map((row): SourceVersion => {
      const source = text(row['source'])
      return {
        version: number(row['version']),
        source,
        storageLocation: text(row['location']) || source,
        runId: textOrNull(row['run_id']),
        modelId: modelIn(source) ?? modelIn(text(row['location'])),
        runLink: textOrNull(row['run_link']),
        description: textOrNull(row['description']),
        userName: textOrNull(row['user_id']),
        stage: stageOf(text(row['current_stage'])),
        createdAt: number(row['created_at']),
        updatedAt: number(row['updated_at']),
        tags: (tags.get(number(row['version'])) ?? []).map(pair),
      }
    })
  return { versions, lastVersion: Math.max(0, ...rows.map(row => number(row['version']))) }
}

const others = {
  trace_info: 'traces',
  assessments: 'assessments',
  evaluation_datasets: 'evaluation datasets',
  scorers: 'scorers',
  webhooks: 'webhooks',
  endpoints: 'gateway endpoints',
  review_queues: 'review queues',
  mcp_servers: 'MCP servers',
}

async function leftOut({ query, tables, has, workspace }: Ground) {
  const found: Awaited<ReturnType<Source['leftOut']>> = []
  for (const [table, name] of Object.entries(others)) {
    if (!tables.has(table)) continue
    const n = number((await query.rows(`select count(*) as n from ${table}`))[0]?.['n'])
    if (n > 0)
      found.push({
        kind: table === 'trace_info' ? 'trace' : 'source',
        subject: name,
        code: 'unsupported',
        detail: String(n),
      })
  }
  if (has('experiments', 'workspace')) {
    const rows = await query.rows('select distinct workspace from experiments where workspace <> ?', [workspace])
    for (const row of rows)
      found.push({ kind: 'source', subject: `workspace ${text(row['workspace'])}`, code: 'unsupported', detail: '' })
  }
  return found
}

/** The latest of a metric, in words that change when it does. */
const said = (row: Row) => ['key', 'value', 'step', 'time'].map(name => text(row[name])).join(' ')

const grouped = (rows: Row[]) => Map.groupBy(rows, row => text(row['id']))
const pair = (row: Row): Pair => ({ key: text(row['key']), value: text(row['value']) })
const lifecycle = (row: Row): Lifecycle => (row['lifecycle_stage'] === 'deleted' ? 'deleted' : 'active')
