import { extname, join } from 'node:path'
import type { StepSpec } from '../../backbone/engines/engine.ts'
import { inSandbox, pythonMounts, same, type Mount, type Room } from '../../backbone/engines/sandbox.ts'
import { inCgroup, type Cgroup } from '../../backbone/engines/cgroup.ts'
import type { StepFolder, StepPlan } from './folder.ts'

/** How the inner end of the way to the server is set up. */
export type Crossing = { socket: string; port: number }

/** What bubblewrap and the bridge need beside the step, in tasks and bytes. */
export const beside = { processes: 24, memoryBytes: 64 * 1024 * 1024 }

/** Where the step's folder for temporary files appears to it. */
export const temporaryFolder = (plan: StepPlan, folder: StepFolder) =>
  plan.sandbox.kind === 'bubblewrap' ? '/tmp' : folder.temporary

/** The whole command line: joins the control groups, takes the plain limits, enters the sandbox, runs the step. */
export function stepCommand(
  plan: StepPlan,
  folder: StepFolder,
  options: { cgroup?: Cgroup; crossing?: Crossing },
): string[] {
  const { step, sandbox } = plan
  const inside = options.crossing ? [...bridgeCommand(options.crossing), ...step.command] : step.command
  const limited = ['/bin/sh', '-c', prelude(step), 'sh']
  const enclosed = inSandbox(sandbox, room(plan, folder, options.crossing), inside)
  return inCgroup(options.cgroup?.doors ?? [], [...limited, ...enclosed])
}

// The first process of the machine to go when memory runs out is the step, not the server.
const prelude = ({ limits }: StepSpec) =>
  [
    'echo 500 > /proc/self/oom_score_adj',
    'ulimit -c 0',
    ...(limits.fileBytes ? [`ulimit -f ${Math.ceil(limits.fileBytes / 512)}`] : []), // counted in blocks of 512 bytes
    'exec "$@"',
  ].join('\n')

const insideNode = '/run/trireme/node'
// a module whatever the folder says: no package.json is shown beside it
const insideBridge = `/run/trireme/bridge.m${extname(import.meta.filename).slice(1)}`
const insideSocket = '/run/trireme/server.sock'

const bridgeCommand = ({ port }: Crossing) => [insideNode, insideBridge, insideSocket, String(port)]

function room({ step, data }: StepPlan, folder: StepFolder, crossing: Crossing | undefined): Room {
  const inputs = step.inputs.map(({ name, path }): Mount => ({ from: path, to: join(folder.inputs, name) }))
  const accounts = ['hosts', 'passwd', 'group'].map((name): Mount => ({
    from: join(folder.system, name),
    to: `/etc/${name}`,
  }))
  return {
    read: [
      ...(inputs.length > 0 ? inputs : [same(folder.inputs)]),
      ...accounts,
      ...(step.image ? pythonMounts(step.image) : []),
      ...(crossing ? crossingMounts(crossing) : []),
    ],
    write: [
      same(folder.work),
      same(folder.outputs),
      { from: folder.temporary, to: '/tmp' }, // on disk: a file system in memory would escape the memory limit
      { from: folder.shared, to: '/dev/shm' },
    ],
    hidden: data,
    folder: folder.work,
    network: 'none',
    processes: step.limits.processes + beside.processes,
  }
}

const crossingMounts = ({ socket }: Crossing): Mount[] => [
  { from: process.execPath, to: insideNode },
  { from: join(import.meta.dirname, `bridge${extname(import.meta.filename)}`), to: insideBridge },
  { from: socket, to: insideSocket },
]
