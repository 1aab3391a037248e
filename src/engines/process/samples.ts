import { open } from 'node:fs/promises'
import { StepSample } from '../../backbone/engines/engine.ts'
import { isCode } from './folder.ts'

const mostBytes = 256 * 1024

/** Whole lines from a place in the file, and where the next begin. */
export async function readSamples(path: string, from: number): Promise<{ samples: StepSample[]; next: number }> {
  const bytes = await readFrom(path, from)
  const end = bytes.lastIndexOf(10) + 1
  const lines = bytes.subarray(0, end).toString('utf8').split('\n').filter(Boolean)
  // a line that a power cut left in pieces is no sample
  const samples = lines.flatMap(line => StepSample.safeParse(parsed(line)).data ?? [])
  return { samples, next: from + end }
}

async function readFrom(path: string, from: number): Promise<Buffer> {
  try {
    const file = await open(path, 'r')
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, from)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (isCode(error, 'ENOENT')) return Buffer.alloc(0)
    throw error
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined // see readSamples
  }
}
