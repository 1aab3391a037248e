import { dirname, join, relative } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const sources = join(import.meta.dirname, 'src')

/**
 * What runs as a process of its own, and what is read as a file, stays where it was: among the sources, or in the package
 * among what was compiled from them.
 */
const places = (isPackage: boolean): Plugin => ({
  name: 'places',
  enforce: 'pre',
  transform(code, id) {
    if (!id.startsWith(sources) || !/import\.meta\.(dirname|filename)/.test(code)) return undefined
    const named = isPackage ? id.replace(/\.ts$/, '.js') : id
    const from = (path: string) =>
      `bundledPlace(import.meta.dirname, '${isPackage ? '..' : '../../src'}', '${relative(sources, path)}')`
    const moved = code
      .replaceAll('import.meta.dirname', from(dirname(named)))
      .replaceAll('import.meta.filename', from(named))
    return `import { join as bundledPlace } from 'node:path'\n${moved}`
  },
})

/** The server as one file instead of a thousand: most of its start went into finding them. `--mode package` for the package. */
export default defineConfig(({ mode }) => ({
  plugins: [places(mode === 'package')],
  publicDir: false,
  // what is small and always needed; the rest is loaded when it is, or is no JavaScript
  ssr: { noExternal: ['kysely', 'zod', /^hono/, /^@hono\//, /^@modelcontextprotocol\//, 'aws4fetch'] },
  build: {
    ssr: 'src/start.ts',
    outDir: 'dist/server',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    // of what is in the file besides our own
    license: { fileName: 'licenses.md' },
    // one file: a server that runs misses nothing when the next one is built
    rolldownOptions: { output: { entryFileNames: '[name].mjs', codeSplitting: false } },
  },
}))
