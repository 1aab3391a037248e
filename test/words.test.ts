import assert from 'node:assert/strict'
import { test } from 'node:test'
import { projectFiles, readProjectFile } from './tree.ts'

type Rule = { in: RegExp; never: RegExp; because: string }

const swallows = 'a catch that swallows'
const code = /\.(ts|tsx|mjs)$/
const rules: Rule[] = [
  { in: /./, never: /(?<![\w.$})\]/-])\/(work|farm)\//, because: 'a path of one machine' },
  { in: /(?<!\.test\.ts)$/, never: /(?<![\w.$})\]/-])\/root\//, because: 'a path of one machine' },
  { in: /\.md$/, never: /(?<![\w.])\/tmp\//, because: 'a path of one machine' },
  {
    in: /./,
    never: /\b(npmjs\.(org|com)|pypi\.(org|io)|pythonhosted\.org|debian\.org|crates\.io)\b/,
    because: 'the host of a registry',
  },
  {
    in: /\.test\.ts$/,
    never: /\b(test|it|suite|describe)\.(skip|only|todo)\b|\b(skip|only|todo): (true|['"`])/,
    because: 'a test that does not run',
  },
  { in: /\.py$/, never: /\b(mark\.(skip|xfail)|unittest\.skip|pytest\.skip)\b/, because: 'a test that does not run' },
  { in: code, never: /\bcatch\s*(\([^)]*\)\s*)?\{\s*\}/, because: swallows },
  { in: code, never: /\.catch\(\s*\(?\w*\)?\s*=>\s*\{\s*\}\s*\)/, because: swallows },
  { in: /\.py$/, never: /\bexcept[^:\n]*:\s*pass\b/, because: swallows },
]

function faults(path: string, text: string): string[] {
  return rules
    .filter(rule => rule.in.test(path))
    .flatMap(rule => [...text.matchAll(new RegExp(rule.never, 'g'))].map(found => ({ rule, found })))
    .filter(({ rule, found }) => !(rule.because === swallows && isExplained(text, found)))
    .map(({ rule, found }) => `${path}:${text.slice(0, found.index).split('\n').length} ${rule.because}: ${found[0]}`)
}

/** A comment on its lines, or right above, says why the failure does not matter. */
function isExplained(text: string, { 0: match, index }: RegExpExecArray): boolean {
  const first = text.slice(0, index).split('\n').length - 1
  const lines = text.split('\n').slice(Math.max(0, first - 1), first + match.split('\n').length)
  return lines.some(line => /(\/\/|#) /.test(line))
}

const isText = (path: string) => !/\.(png|ico|woff2|onnx|parquet|db|gz|zip|whl|pkl|bin)$/.test(path)

test('no file holds a path of a machine, a registry, a test that does not run or a catch that swallows', () => {
  const files = projectFiles().filter(path => isText(path) && path !== 'test/words.test.ts')
  assert(files.length > 300, `only ${files.length} files were seen`)
  assert.deepEqual(
    files.flatMap(path => faults(path, readProjectFile(path))),
    [],
  )
})

const planted: [string, string][] = [
  ['README.md', 'cd /work/main'],
  ['docs/start.md', 'open "/tmp/report.html"'],
  ['src/kernel/config.ts', `const home = '/root/.cache'`],
  ['package-lock.json', '"resolved": "https://registry.npmjs.org/zod"'],
  ['src/kernel/ids.test.ts', `test.skip('later')`],
  ['src/kernel/ids.test.ts', `test('later', { skip: 'slow' }, () => {})`],
  ['src/kernel/ids.ts', 'try { one() } catch {}'],
  ['src/kernel/ids.ts', 'try { one() } catch (error) {\n}'],
  ['src/kernel/ids.ts', 'await one().catch(() => {})'],
  ['python/run.py', 'try:\n    one()\nexcept ValueError:\n    pass\n'],
]

for (const [path, text] of planted)
  test(`found in ${path}: ${JSON.stringify(text)}`, () => {
    assert.equal(faults(path, text).length, 1)
  })

test('a path below a folder of ours, a folder in a sandbox and a catch that explains itself are fine', () => {
  const fine = [
    'src/work/list.ts',
    'const path = `${base}/root/x`',
    'catch {\n// the file is gone, which is what we wanted\n}',
    'one().catch(() => {}) // a second stop changes nothing',
    'https://host/root/x',
  ]
  for (const text of fine) assert.deepEqual(faults('src/kernel/ids.ts', text), [], text)
})
