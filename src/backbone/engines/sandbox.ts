import { execFile } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { release } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { promisify } from 'node:util'
import { messageOf } from '../../kernel/errors.ts'

const run = promisify(execFile)

/** What was found when bubblewrap was tried on this machine. */
export type Sandbox =
  | { kind: 'bubblewrap'; reason: string; program: string; flags: string[] }
  | { kind: 'none'; reason: string }

export type Mount = { from: string; to: string }

/** What a sandboxed command sees beside the system's own programs. */
export type Room = {
  read: Mount[]
  write: Mount[]
  /** a folder that must not be seen even where it lies under one that is shown */
  hidden: string
  folder: string
  /** `host` shares the machine's network; `none` has a loopback interface of its own and nothing else */
  network: 'none' | 'host'
  /** most processes and threads together, where the kernel counts those of a sandbox by themselves */
  processes?: number
}

/** Mounts a path under its own name, so that a path means the same inside and outside. */
export const same = (path: string): Mount => ({ from: path, to: path })

const strict = ['--disable-userns']
const base = ['--unshare-all', '--unshare-user', '--uid', '1000', '--gid', '1000', '--hostname', 'step']
const end = ['--new-session', '--die-with-parent', '--cap-drop', 'ALL']

/** Finds out by running it once whether bubblewrap works here; never throws. */
export async function probeSandbox(path: string = process.env['PATH'] ?? ''): Promise<Sandbox> {
  if (process.platform !== 'linux')
    return { kind: 'none', reason: `bubblewrap is for Linux; this is ${process.platform}` }
  const program = findProgram('bwrap', path)
  if (!program) return { kind: 'none', reason: 'bubblewrap is not installed; install the system package "bubblewrap"' }
  let failure = ''
  for (const flags of [
    [...base, ...strict, ...end],
    [...base, ...end],
  ]) {
    const sandbox: Sandbox = { kind: 'bubblewrap', program, flags, reason: `${program} works on this machine` }
    const room: Room = { read: [], write: [], hidden: '/nonexistent', folder: '/', network: 'none' }
    const [file = '', ...args] = inSandbox(sandbox, room, ['/bin/sh', '-c', 'test -r /proc/self/stat'])
    try {
      await run(file, args, { env: {}, timeout: 10_000 })
      return sandbox
    } catch (error) {
      failure = messageOf(error).trim().split('\n').at(-1) ?? ''
    }
  }
  return { kind: 'none', reason: `bubblewrap is installed but does not work here: ${failure}` }
}

/** The command line that runs `command` in the room; unchanged where there is no sandbox. */
export function inSandbox(sandbox: Sandbox, room: Room, command: string[]): string[] {
  if (sandbox.kind === 'none') return command
  const mounts = [
    ...room.read.map(mount => ({ flag: '--ro-bind', ...mount })),
    ...room.write.map(mount => ({ flag: '--bind', ...mount })),
  ].toSorted((a, b) => (a.to < b.to ? -1 : 1)) // a parent before what lies in it
  return [
    sandbox.program,
    ...sandbox.flags,
    ...(room.network === 'host' ? ['--share-net'] : []),
    ...systemArgs(),
    ...(room.network === 'host' ? networkFiles.flatMap(path => ['--ro-bind-try', path, path]) : []),
    ...hideArgs(room.hidden),
    ...mounts.flatMap(({ flag, from, to }) => [flag, from, to]),
    '--remount-ro',
    '/dev',
    '--remount-ro',
    '/',
    '--chdir',
    room.folder,
    '--as-pid-1',
    '--',
    ...['/bin/sh', '-c', init(room), 'sh'],
    ...command,
  ]
}

// A shell instead of bubblewrap's own first process: that one is not waited for, and the CPU time of everything that
// ran below it would be lost with it. The shell collects orphans as well.
const init = (room: Room) => [...processLimit(room), '"$@"', 'exit $?'].join('\n')

// Older kernels count everything that the user runs on the machine, the server included; none hold root to it. Shells
// do not agree on the letter.
const processLimit = ({ processes }: Room) =>
  processes === undefined || !countsBySandbox(release())
    ? []
    : [`{ ulimit -u ${processes} || ulimit -p ${processes}; } 2>/dev/null`]

function countsBySandbox(kernel: string): boolean {
  const [major = 0, minor = 0] = kernel.split('.').map(Number)
  return major > 5 || (major === 5 && minor >= 14)
}

/**
 * The read-only folders that a virtual environment needs: itself and the parts of the interpreter it was made from.
 * Only the interpreter's own parts, since its prefix may be somebody's home folder.
 */
export function pythonMounts(image: string): Mount[] {
  const python = realpathSync(join(image, 'bin', 'python'))
  const home = /^home\s*=\s*(.+)$/m.exec(readFileSync(join(image, 'pyvenv.cfg'), 'utf8'))?.[1]?.trim()
  const prefixes = new Set([dirname(dirname(python)), ...(home ? [dirname(home), dirname(realpathSync(home))] : [])])
  return [same(image), ...[...prefixes].flatMap(interpreterMounts)]
}

/** The read-only parts of an interpreter that a program of the system does not bring anyway. */
export function interpreterMounts(prefix: string): Mount[] {
  if (isInside('/usr', prefix)) return []
  return ['bin', 'lib', 'lib64', 'include', 'ssl']
    .map(part => join(prefix, part))
    .filter(existsSync)
    .map(same)
}

export function findProgram(name: string, path: string): string | undefined {
  return path
    .split(':')
    .map(folder => join(folder, name))
    .find(file => file.startsWith(sep) && existsSync(file))
}

// Chosen by name: a read-only view of the whole root would show everything that the server's own user may read.
const systemFiles = [
  '/etc/alternatives',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/ssl/certs',
  '/etc/ssl/openssl.cnf',
  '/etc/pki/tls/certs',
  '/etc/pki/ca-trust',
  '/etc/ca-certificates',
  '/etc/localtime',
  '/etc/mime.types',
  '/etc/fonts',
  '/etc/os-release',
  '/etc/protocols',
  '/etc/services',
  '/nix/store',
]

const networkFiles = ['/etc/resolv.conf', '/etc/hosts', '/etc/nsswitch.conf', '/etc/gai.conf', '/etc/host.conf']

function systemArgs(): string[] {
  const roots = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'].filter(existsSync).flatMap(rootArgs)
  const files = systemFiles.flatMap(path => ['--ro-bind-try', path, path])
  return ['--ro-bind', '/usr', '/usr', ...roots, ...files, '--proc', '/proc', '--dev', '/dev']
}

// On most systems /bin is a link into /usr; on the others it is a folder of its own.
const rootArgs = (path: string) =>
  lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path]

const hideArgs = (hidden: string) =>
  ['/usr', '/bin', '/sbin', '/lib', '/nix/store'].some(root => isInside(root, hidden)) ? ['--tmpfs', hidden] : []

function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder + sep)
}
