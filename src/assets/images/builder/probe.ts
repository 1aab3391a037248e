import { findProgram } from '../../../backbone/engines/sandbox.ts'
import { listInterpreters } from './interpreters.ts'
import { readPackageSettings } from './settings.ts'
import { findUv, noPython } from './tools.ts'
import { runChild } from './child.ts'
import { searchPath, type Workshop } from './workshop.ts'

/** One thing that images need: whether it is there, and in words what was found or what to do. */
export type ImageTool = { name: 'python' | 'uv' | 'index'; isThere: boolean; words: string }

/** What of Python, uv and the package index is there; changes nothing and asks nobody outside. */
export async function probeImageTools(workshop: Workshop): Promise<ImageTool[]> {
  const uv = await findUv(workshop)
  const { index } = readPackageSettings(workshop.env)
  return [
    await probePython(workshop),
    uv
      ? { name: 'uv', isThere: true, words: `uv ${uv.version} at ${uv.program}` }
      : {
          name: 'uv',
          isThere: false,
          words: 'uv is not there yet; it is installed from the package index with the first image',
        },
    {
      name: 'index',
      isThere: true,
      words: index ? `the package index is ${index}` : "the tools' default package index is used",
    },
  ]
}

async function probePython(workshop: Workshop): Promise<ImageTool> {
  const uv = await findUv(workshop)
  const versions = uv ? await listInterpreters(workshop, uv) : await ownVersion(workshop)
  if (versions.length > 0) return { name: 'python', isThere: true, words: `Python ${versions.join(', ')}` }
  const missing = noPython()
  return { name: 'python', isThere: false, words: `${missing.message}. ${missing.hint}` }
}

async function ownVersion(workshop: Workshop): Promise<string[]> {
  const python = findProgram('python3', searchPath(workshop))
  if (!python) return []
  const { code, stdout } = await runChild([python, '--version'], { env: { PATH: searchPath(workshop) } })
  return code === 0 ? [stdout.trim().replace(/^Python /, '')] : []
}
