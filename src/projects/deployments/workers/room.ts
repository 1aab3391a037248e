import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, sep } from 'node:path'
import {
  inSandbox,
  pythonMounts,
  same,
  type Mount,
  type Room,
  type Sandbox,
} from '../../../backbone/engines/sandbox.ts'
import { spawnPlain, type Spawn } from './child.ts'

/**
 * The sandboxes of model workers. A worker sees its program, the files of its models, and nothing else of this machine: no
 * data folder, no network. Where there is no sandbox it is a plain process with the same limits.
 */

/** The ONNX process: the runtime, and a read-only folder in which models appear while it runs. */
export function onnxSpawn(sandbox: Sandbox, place: { data: string; models: string }): Spawn {
  const source = join(import.meta.dirname, '..', '..', '..')
  const read = [process.execPath, source, join(source, '..', 'package.json'), modulesFolder(), place.models]
  return spawnIn(sandbox, { ...closed(place.data), read: read.map(same), folder: '/' })
}

/** A Python worker: its image, its one model, and a folder of its own for temporary files. */
export function pythonSpawn(
  sandbox: Sandbox,
  place: { data: string; image: string; model: string; temporary: string; script: string },
): Spawn {
  const shared = join(place.temporary, 'shm')
  mkdirSync(shared, { recursive: true })
  const write: Mount[] = [
    { from: place.temporary, to: '/tmp' }, // on disk: a file system in memory would escape the memory limit
    { from: shared, to: '/dev/shm' },
  ]
  const read = [same(place.script), same(place.model), ...pythonMounts(place.image)]
  return spawnIn(sandbox, { ...closed(place.data), read, write, folder: '/tmp' })
}

const closed = (data: string) => ({ write: [], hidden: data, network: 'none' }) satisfies Partial<Room>

function spawnIn(sandbox: Sandbox, room: Room): Spawn {
  return (command, args, options) =>
    spawnPlain('/bin/sh', ['-c', prelude, 'sh', ...inSandbox(sandbox, room, [command, ...args])], options)
}

// Before the sandbox, so that no process of it can be without: the first to go when memory runs out is not the server.
const prelude = [
  '{ echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null',
  'ulimit -c 0',
  `ulimit -f ${2 ** 21}`,
  'exec "$@"',
].join('\n')

/** Where packages lie, also when this one is itself a package of another project. */
function modulesFolder(): string {
  const [folder = ''] = createRequire(import.meta.url)
    .resolve('zod')
    .split(`${sep}zod${sep}`)
  return folder
}
