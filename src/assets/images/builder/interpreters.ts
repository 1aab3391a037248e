import { z } from 'zod'
import { AppError } from '../../../kernel/errors.ts'
import { runChild } from './child.ts'
import { noPython, type Uv } from './tools.ts'
import { searchPath, type Workshop } from './workshop.ts'

const Facts = z.object({ executable: z.string(), prefix: z.string(), version: z.string(), platform: z.string() })
const Listed = z.array(z.object({ version: z.string(), implementation: z.string() }))

/** A Python of this machine: where it is, where its own library is, its full version and its platform. */
export type Interpreter = z.infer<typeof Facts>

/** The first interpreter on PATH that fits the range. The user's own Python is only ever read. */
export async function findInterpreter(
  workshop: Workshop,
  { uv, range }: { uv: Uv; range: string },
): Promise<Interpreter> {
  const env = lookEnvironment(workshop)
  const wanted = /^3(\.\d+)?$/.test(range) ? `==${range}.*` : /^3\.\d+\.\d+$/.test(range) ? `==${range}` : range
  const found = await runChild([uv.program, 'python', 'find', '--system', '--no-project', `cpython${wanted}`], { env })
  if (found.code === 0) return readFacts(found.stdout.trim())
  const there = await listInterpreters(workshop, uv)
  if (there.length === 0) throw noPython()
  throw new AppError('unavailable', `No Python on this machine fits ${range}; there is ${there.join(', ')}`, {
    hint: 'Install a Python that fits, or widen the range in the image file',
  })
}

/** Versions of the interpreters that are there, newest first. */
export async function listInterpreters(workshop: Workshop, uv: Uv): Promise<string[]> {
  const command = [uv.program, 'python', 'list', '--only-installed', '--output-format', 'json']
  const { code, stdout } = await runChild(command, { env: lookEnvironment(workshop) })
  const found = Listed.parse(code === 0 ? JSON.parse(stdout) : [])
  return [...new Set(found.filter(one => one.implementation === 'cpython').map(one => one.version))]
}

const lookEnvironment = (workshop: Workshop) => ({
  PATH: searchPath(workshop),
  HOME: workshop.env['HOME'] ?? '/nonexistent',
  UV_PYTHON_DOWNLOADS: 'never',
  UV_NO_CONFIG: '1',
})

const facts = `
import json, platform, sys, sysconfig
libc = '-musl' if sys.platform == 'linux' and platform.libc_ver()[0] != 'glibc' else '-gnu' if sys.platform == 'linux' else ''
print(json.dumps({
  'executable': sys.executable,
  'prefix': sys.base_prefix,
  'version': platform.python_version(),
  'platform': sys.platform + '-' + platform.machine().lower() + libc,
}))`

async function readFacts(program: string): Promise<Interpreter> {
  const { code, stdout, stderr } = await runChild([program, '-I', '-c', facts], { env: {} })
  if (code !== 0) throw new AppError('unavailable', `The Python at ${program} does not run: ${stderr.trim()}`)
  return Facts.parse(JSON.parse(stdout))
}
