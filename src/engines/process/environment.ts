import { join } from 'node:path'
import type { StepSpec } from '../../backbone/engines/engine.ts'
import type { StepFolder } from './folder.ts'
import { stepVariable } from './tree.ts'

export type Surroundings = {
  folder: StepFolder
  temporary: string
  /** where the server is reached from inside the step */
  serverUrl?: string
}

/** A step's environment, made from nothing: what the server was started with is not handed on. */
export function stepEnvironment(
  step: StepSpec,
  { folder, temporary, serverUrl }: Surroundings,
): Record<string, string> {
  const system = '/usr/local/bin:/usr/bin:/bin'
  return {
    PATH: step.image ? `${join(step.image, 'bin')}:${system}` : system,
    HOME: folder.work,
    USER: 'step',
    LOGNAME: 'step',
    LANG: 'C.UTF-8',
    TMPDIR: temporary,
    PYTHONUNBUFFERED: '1', // else a log comes in lumps
    ...(step.image ? { VIRTUAL_ENV: step.image } : {}),
    TRIREME_INPUTS: folder.inputs,
    TRIREME_OUTPUTS: folder.outputs,
    ...withAddress(step, serverUrl),
    [stepVariable]: step.id,
  }
}

function withAddress({ env, serverUrl: given }: StepSpec, reachable: string | undefined): Record<string, string> {
  if (!given || !reachable) return env
  const replaced = (value: string) => (startsWithUrl(value, given) ? reachable + value.slice(given.length) : value)
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, replaced(value)]))
}

const startsWithUrl = (value: string, url: string) => value === url || value.startsWith(`${url}/`)
