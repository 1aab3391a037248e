import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// the modules come from a cache at the second start; static imports would load before it is on
enableCompileCache(process.env['NODE_COMPILE_CACHE'] ?? join(process.env['TRIREME_DATA'] ?? '.trireme', 'cache'))

const { main } = await import('./start.ts')

process.exitCode = await main()
