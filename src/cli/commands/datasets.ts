import { createWriteStream, existsSync, openAsBlob } from 'node:fs'
import { basename, extname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AppError } from '../../sdk/trireme.ts'
import { command, type Call, type Command } from '../command.ts'
import { card, table, when } from '../print.ts'

const formats = ['parquet', 'csv', 'ndjson'] as const

export const datasetCommands: Record<string, Command> = {
  'dataset list': command({
    usage: 'dataset list',
    about: 'the datasets of a project',
    work: ({ api, project }) => api.datasets.list({ project: project(), limit: 500 }),
    show: ({ datasets }) =>
      table(datasets, {
        dataset: d => d.name,
        version: d => d.latest?.version,
        rows: d => d.latest?.rows,
        columns: d => d.columns,
        owner: d => d.owner.name,
        updated: d => when(d.updatedAt),
      }),
  }),
  'dataset upload': command({
    usage: 'dataset upload FILE [--name NAME] [--description TEXT] [--note TEXT]',
    about: 'a CSV, JSON or Parquet file becomes a version that never changes',
    options: ['name', 'description', 'note'],
    async work({ api, project, word, option }) {
      const file = word(0)
      if (!existsSync(file)) throw new AppError('not_found', `There is no file ${file}`)
      return api.datasets.upload({
        project: project(),
        name: option('name') ?? basename(file, extname(file)),
        fileName: basename(file),
        description: option('description'),
        note: option('note'),
        body: await openAsBlob(file),
      })
    },
    show: v => `${v.name} version ${v.version}: ${v.rows} rows, ${v.columns.length} columns, ${v.digest}`,
  }),
  'dataset get': command({
    usage: 'dataset get NAME [VERSION]',
    about: 'one version with its columns',
    work: async call => call.api.datasets.get({ ...(await versionOf(call)), project: call.project() }),
    show: v =>
      [
        card({
          dataset: v.name,
          version: v.version,
          rows: v.rows,
          bytes: v.bytes,
          digest: v.digest,
          by: v.createdBy.name,
        }),
        '',
        table(v.columns, { column: c => c.name, type: c => c.type }),
      ].join('\n'),
  }),
  'dataset download': command({
    usage: 'dataset download NAME [VERSION] [--format parquet|csv|ndjson] [--output FILE]',
    about: 'write a version to a file, or to the output with --output -',
    options: ['format', 'output'],
    async work(call) {
      const { name, version } = await versionOf(call)
      const format = formats.find(known => known === (call.option('format') ?? 'parquet'))
      if (!format) throw new AppError('bad_request', `--format is one of ${formats.join(', ')}`)
      const answer = await call.api.datasets.download({ project: call.project(), name, version, format })
      const file = call.option('output') ?? `${name.replace(/[^\w.-]+/g, '_')}-v${version}.${format}`
      const target = file === '-' ? process.stdout : createWriteStream(file)
      if (answer.body) await pipeline(answer.body, target, { end: file !== '-' })
      return { name, version, file }
    },
    show: ({ file, name, version }) => (file === '-' ? '' : `${name} version ${version} is in ${file}`),
  }),
}

async function versionOf({ api, project, word, words }: Call): Promise<{ name: string; version: number }> {
  const name = word(0)
  if (words[1] !== undefined) return { name, version: Number(words[1]) }
  const { dataset } = await api.datasets.versions({ project: project(), name })
  if (!dataset.latest) throw new AppError('not_found', `${name} has no version yet`)
  return { name, version: dataset.latest.version }
}
