import { dirname, join } from 'node:path/posix'
import { parseSync } from 'oxc-parser'

/** A source file: its path from the root of the project, and its text. */
export type Source = { path: string; text: string }

type Import = { from: string; to: string; isType: boolean; isLater?: boolean }

const tiers = ['kernel', 'database', 'events', 'people', 'backbone', 'assets', 'projects']

/** What is wrong with how these files import each other, one sentence each. */
export function checkBoundaries(sources: Source[]): string[] {
  const code = sources.filter(({ path }) => /^src\/.*\.tsx?$/.test(path) && !path.endsWith('.test.ts'))
  const imports = code.flatMap(importsOf)
  const inside = imports.filter(({ to }) => to.startsWith('src/'))
  const plain = plainFiles(code, imports)
  return [
    ...imports.flatMap(one => breach(one, plain)),
    ...inside.flatMap(strangerToStore),
    ...importsOfTests(sources).flatMap(strangerToStore),
    ...serverCodeInBrowser(code, imports),
    ...packagesInShim(imports),
    ...cycles(inside),
    ...code.flatMap(defaultExports),
  ].toSorted()
}

/** Every import and re-export, also of types; a package or a module of node is named as it is written. */
function importsOf({ path, text }: Source): Import[] {
  const { module } = parseSync(path, text)
  const place = (name: string) => (name.startsWith('.') ? join(dirname(path), name) : name)
  const named = module.staticImports.map(({ moduleRequest, entries }) => ({
    from: path,
    to: place(moduleRequest.value),
    isType: entries.length > 0 && entries.every(entry => entry.isType),
  }))
  const passedOn = module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ moduleRequest, isType }) =>
      moduleRequest ? [{ from: path, to: place(moduleRequest.value), isType }] : [],
    )
  const later = [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)].map(([, name = '']) => ({
    from: path,
    to: place(name),
    isType: false,
    isLater: true,
  }))
  return [...named, ...passedOn, ...later]
}

const importsOfTests = (sources: Source[]) => sources.filter(({ path }) => path.endsWith('.test.ts')).flatMap(importsOf)

/** The first rule that fits the importing file decides what it may reach. */
const rules: { of: (from: string) => boolean; may: (one: Import, plain: Set<string>) => boolean; word: string }[] = [
  {
    of: from => /^src\/(operator\/)?[^/]+$/.test(from),
    may: ({ to }) => (!to.startsWith('src/') ? isPackage(to) : !isPagePart(to)),
    word: 'the composition root imports source only',
  },
  {
    of: from => from.startsWith('src/web/'),
    may: ({ to }) =>
      isPackage(to) ||
      /^src\/(web|sdk|kernel)\//.test(to) ||
      isSchema(to) ||
      isPeopleWord(to) ||
      to.endsWith('Page.tsx'),
    word: 'web imports the SDK, schemas and pages only',
  },
  {
    of: isPagePart,
    may: ({ from, to }) =>
      isPackage(to) ||
      /^src\/(web|sdk|kernel)\//.test(to) ||
      isSchema(to) ||
      isPeopleWord(to) ||
      isPanelBelow(from, to) ||
      isOwnPart(from, to),
    word: 'a page imports web, the SDK, schemas, parts of its own slice and panels of its tier or below only',
  },
  {
    of: isSchema,
    may: ({ from, to }, plain) =>
      to === 'zod' ||
      to === 'src/kernel/contract.ts' ||
      isPeopleWord(to) ||
      (isBelow(from, to) && (isSchema(to) || plain.has(to))),
    word: 'a schema imports zod, the contract, and schemas and plain words of its tier or below only',
  },
  {
    of: from => from.startsWith('src/sdk/'),
    may: ({ to }) => isPackage(to) || /^src\/(sdk|kernel)\//.test(to) || isSchema(to) || isPeopleWord(to),
    word: 'the SDK imports schemas and the contract only',
  },
  {
    of: from => from.startsWith('src/cli/'),
    may: ({ to }) => isPackage(to) || /^src\/(cli|sdk)\//.test(to),
    word: 'the CLI imports the SDK only',
  },
  {
    of: from => from.startsWith('src/engines/'),
    may: ({ from, to }) =>
      isPackage(to) || /^src\/(kernel|backbone\/engines)\/[^/]+\.ts$/.test(to) || sliceOf(to) === sliceOf(from),
    word: 'an engine imports the kernel and what the backbone declares for engines only',
  },
  {
    of: from => from.startsWith('src/protocols/'),
    may: ({ to }) => isPackage(to) || to.startsWith('src/protocols/') || tierOf(to) >= 0,
    word: "a protocol imports the tiers' services only",
  },
  {
    of: from => tierOf(from) >= 0,
    may: ({ from, to }) => isPackage(to) || (isBelow(from, to) && !isPagePart(to)),
    word: `imports go down only: ${tiers.join(' <- ')}`,
  },
  { of: () => true, may: () => false, word: 'the folder is none of the house' },
]

function breach(one: Import, plain: Set<string>): string[] {
  const rule = rules.find(({ of }) => of(one.from))
  return rule?.may(one, plain) ? [] : [`${one.from} -> ${one.to}: ${rule?.word}`]
}

/** Files of words and tables: they import nothing that runs, but schemas. */
function plainFiles(code: Source[], imports: Import[]): Set<string> {
  const busy = new Set(
    imports.filter(({ to, isType }) => !isType && to !== 'zod' && !isSchema(to)).map(({ from }) => from),
  )
  return new Set(code.map(({ path }) => path).filter(path => !busy.has(path)))
}

const tierOf = (path: string) => (path.startsWith('src/') ? tiers.indexOf(path.split('/')[1] ?? '') : -1)
const isBelow = (from: string, to: string) => tierOf(to) >= 0 && tierOf(to) <= tierOf(from)
const isPackage = (to: string) => !/^(src|test|scripts|bin|bench|examples)\//.test(to)

/** What rights and seats are called, and the shapes that every schema is made of; all free of the server's code. */
const isPeopleWord = (to: string) => /^src\/people\/(route|seats|policies|shapes)\.ts$/.test(to)
/** What a slice offers to the pages of others, such as its lineage. */
const isPanelBelow = (from: string, to: string) => to.endsWith('Panel.tsx') && isBelow(from, to)
const isOwnPart = (from: string, to: string) => (isPagePart(to) || to.endsWith('.css')) && sliceOf(to) === sliceOf(from)

/** A page, its parts, its hooks (`useX.ts`), and the `.look.ts` beside them that says how a slice's words look. */
function isPagePart(path: string): boolean {
  return /(\.tsx|\.look\.ts|\/use[A-Z]\w*\.ts)$/.test(path)
}

function isSchema(path: string): boolean {
  return path.endsWith('.schema.ts')
}

const foldersWithSlices = ['people', 'backbone', 'assets', 'projects', 'protocols', 'engines']

/** The folder below a tier's; a file right in a tier's folder stands for itself. */
function sliceOf(path: string): string {
  const [src, tier, slice] = path.split('/')
  return foldersWithSlices.includes(tier ?? '') ? `${src}/${tier}/${slice}` : `${src}/${tier}`
}

/** A store serves its slice with all folders in it, and the files that put a whole tier or the server together. */
function strangerToStore({ from, to }: Import): string[] {
  const isOwn = sliceOf(from) === sliceOf(to) || `${dirname(from)}/`.startsWith(`${dirname(to)}/`)
  const isRoot = /^src\/(operator\/)?[^/]+$/.test(from) || (tierOf(from) === tierOf(to) && from.split('/').length === 3)
  return !to.endsWith('.store.ts') || isOwn || isRoot ? [] : [`${from} -> ${to}: a store is private to its slice`]
}

/** What the browser loads must never reach a module of node, by no detour. */
function serverCodeInBrowser(code: Source[], imports: Import[]): string[] {
  const isForBrowser = (path: string) => isSchema(path) || isPagePart(path) || /^src\/(web|sdk)\//.test(path)
  const first = code.map(({ path }) => path).filter(isForBrowser)
  return waysFrom(first, imports)
    .filter(({ to }) => to.startsWith('node:'))
    .map(({ way }) => `${way}: the browser loads no module of node`)
}

/** A shim starts with every step, so it waits for no library. */
function packagesInShim(imports: Import[]): string[] {
  const atOnce = imports.filter(({ isLater }) => !isLater)
  return waysFrom(['src/engines/process/shim.ts'], atOnce)
    .filter(({ to }) => isPackage(to) && !to.startsWith('node:'))
    .map(({ way }) => `${way}: a shim loads no package`)
}

/** All that is reached by what runs, each with the way to it. */
function waysFrom(first: string[], imports: Import[]): { to: string; way: string }[] {
  const next = Map.groupBy(
    imports.filter(({ isType }) => !isType),
    ({ from }) => from,
  )
  const why = new Map(first.map(path => [path, path]))
  // a Map may grow while it is walked
  for (const [path, way] of why)
    for (const { to } of next.get(path) ?? []) if (!why.has(to)) why.set(to, `${way} -> ${to}`)
  return [...why].map(([to, way]) => ({ to, way }))
}

/** Slices that need each other are one slice; pages do not count, they combine what they like. */
function cycles(inside: Import[]): string[] {
  const counts = ({ from, to, isType }: Import) =>
    !isType && !isPagePart(from) && !isSchema(to) && sliceOf(from) !== sliceOf(to)
  const edges = inside.filter(counts)
  const next = Map.groupBy(edges, ({ from }) => sliceOf(from))
  const reach = (start: string) => {
    const seen = new Set<string>()
    const queue = [start]
    for (const slice of queue)
      for (const { to } of next.get(slice) ?? []) {
        if (!seen.has(sliceOf(to))) queue.push(sliceOf(to))
        seen.add(sliceOf(to))
      }
    return seen
  }
  return [...next.keys()].filter(slice => reach(slice).has(slice)).map(slice => `${slice} is in a cycle of slices`)
}

function defaultExports({ path, text }: Source): string[] {
  const entries = parseSync(path, text).module.staticExports.flatMap(one => one.entries)
  return entries.some(({ exportName }) => exportName.name === 'default' || /^\s*export default\b/m.test(text))
    ? [`${path} has a default export`]
    : []
}
