import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where the API answers while the pages are served by Vite in development. */
const server = process.env['TRIREME_URL'] ?? 'http://127.0.0.1:4310'

/** Paths that belong to the server; everything else is a page. `/endpoints/SLUG/NAME/...` answers predictions. */
const serverPaths = ['^/api/', '^/(health|ready|version)$', '^/v2/', '^/endpoints/']

const chunks = [
  { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
  {
    name: 'tanstack',
    test: /node_modules\/@tanstack\/(react-router|router-core|history|react-store|store|react-query|query-core)\//,
  },
  // with a name of its own, else what only long tables need lies beside what every page does
  { name: 'virtual', test: /node_modules\/@tanstack\/(react-virtual|virtual-core)\// },
]

export default defineConfig({
  root: 'src/web',
  plugins: [react()],
  server: { proxy: Object.fromEntries(serverPaths.map(path => [path, { target: server, changeOrigin: true }])) },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // data: addresses would need a wider content security policy
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
    rolldownOptions: { output: { codeSplitting: { groups: chunks } } },
  },
})
