import { dirname, join, relative } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const sources = join(import.meta.dirname, 'src')

/** What runs as a process of its own, and what is read as a file, stays among the sources and is found there. */
const places: Plugin = {
  name: 'places',
  enforce: 'pre',
  transform(code, id) {
    if (!id.startsWith(sources) || !/import\.meta\.(dirname|filename)/.test(code)) return undefined
    const from = (path: string) => `(import.meta.dirname + '/../../src/${relative(sources, path)}')`
    return code.replaceAll('import.meta.dirname', from(dirname(id))).replaceAll('import.meta.filename', from(id))
  },
}

/** The server as one file instead of a thousand: most of its start went into finding them. */
export default defineConfig({
  plugins: [places],
  publicDir: false,
  // what is small and always needed; the rest is loaded when it is, or is no JavaScript
  ssr: { noExternal: ['kysely', 'zod', /^hono/, /^@hono\//, /^@modelcontextprotocol\//, 'aws4fetch'] },
  build: {
    ssr: 'src/start.ts',
    outDir: 'dist/server',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    // one file: a server that runs misses nothing when the next one is built
    rolldownOptions: { output: { entryFileNames: '[name].mjs', codeSplitting: false } },
  },
})
