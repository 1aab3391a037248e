import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { Figure, goalOf, shown, verdict } from './tools/figures.ts'

/**
 * Runs the benchmarks named, or all but `mlflow`, one after the other, each as a process of its own:
 *
 *     npm run bench -- [name...] [--json FILE] [--docs] [--quick]
 */

const slow = ['mlflow', 'moving']
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** where the figures go as JSON; a new folder for temporary files when not said */
    json: { type: 'string' },
    /** writes the figures of these benchmarks into docs/benchmarks.md */
    docs: { type: 'boolean', default: false },
    /** for benchmarks that know a smaller size */
    quick: { type: 'boolean', default: false },
  },
})

const all = readdirSync(import.meta.dirname)
  .flatMap(file => /^(\w+)\.ts$/.exec(file)?.[1] ?? [])
  .filter(name => name !== 'run')
  .toSorted()
const unknown = positionals.filter(name => !all.includes(name))
if (unknown.length > 0) throw new Error(`There is no benchmark ${unknown.join(', ')}; there are: ${all.join(', ')}`)
const wished = positionals.length > 0 ? positionals : all.filter(name => !slow.includes(name))

const results: Record<string, Figure[]> = {}
for (const name of wished) {
  console.log(`\n${name}`)
  results[name] = await figuresOf(name)
}
await writeJson(values.json ?? join(await mkdtemp(join(tmpdir(), 'bench-')), 'results.json'))
if (values.docs) await writeDocs()

async function figuresOf(name: string): Promise<Figure[]> {
  const child = fork(join(import.meta.dirname, `${name}.ts`), values.quick ? ['--quick'] : [])
  const figures: Figure[] = []
  child.on('message', message => void figures.push(Figure.parse(message)))
  const [code] = await once(child, 'exit')
  if (code === 0) return figures
  process.exitCode = 1
  console.log(`${name} failed`)
  return figures
}

async function writeJson(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, JSON.stringify({ machine: machine(), results }, null, 2))
  console.log(`\nresults: ${file}`)
}

function machine() {
  const { node, sqlite } = process.versions
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node,
    sqlite: sqlite ?? '',
  }
}

/** Each benchmark's table stands between two marks; only those that were run now are written anew. */
async function writeDocs(): Promise<void> {
  const file = join(import.meta.dirname, '../docs/benchmarks.md')
  let text = await readFile(file, 'utf8')
  for (const [name, figures] of Object.entries({ ...results, machine: [] })) {
    const body = name === 'machine' ? machineLine() : tableOf(figures)
    if (body === '') continue
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- end -->)`)
    if (!place.test(text)) throw new Error(`${file} has no place for ${name}`)
    text = text.replace(place, (_, start: string, end: string) => `${start}${body}\n${end}`)
  }
  await writeFile(file, text)
}

function machineLine(): string {
  const { processor, cores, memoryGiB, system, node, sqlite } = machine()
  return `${cores} cores (${processor}), ${memoryGiB} GiB, ${system}, Node ${node}, SQLite ${sqlite} with \`synchronous=FULL\``
}

function tableOf(figures: readonly Figure[]): string {
  if (figures.length === 0) return ''
  const rows = figures.map(
    figure =>
      `| ${figure.what} | ${shown(figure.value)} ${figure.unit} | ${goalOf(figure)} | ${verdict(figure)} | ${figure.beside} |`,
  )
  return ['| what | value | goal | | beside, in the same run |', '|---|--:|--:|---|---|', ...rows].join('\n')
}
