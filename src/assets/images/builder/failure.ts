import { AppError } from '../../../kernel/errors.ts'

const unreachable =
  /Failed to fetch|error sending request|Could not connect|dns error|tcp connect error|timed out|invalid peer certificate/i

/** Says in a person's words why uv could not lock or install. */
export function failureOf(stderr: string, { allowSourceBuilds }: { allowSourceBuilds: boolean }): AppError {
  const words = causesIn(stderr)
  if (unreachable.test(stderr)) {
    return new AppError('unavailable', `The package index cannot be reached: ${words}`, {
      hint: 'Check the network, or the index, proxy and certificate settings of pip or uv on this machine',
    })
  }
  if (
    /no (usable )?wheels|Building source distributions.*disabled|building from source is disabled/i.test(stderr) &&
    !allowSourceBuilds
  ) {
    return new AppError('bad_request', `A package has no wheel for this Python and platform: ${words}`, {
      hint: 'Choose another version or package; or set "allowSourceBuilds", which runs the package\'s own build code',
    })
  }
  if (/No solution found|Failed to parse|Failed to build|Hash mismatch/i.test(stderr)) {
    return new AppError('bad_request', `The packages of the image cannot be installed: ${words}`, {
      hint: 'Change the packages or their versions in the image file',
    })
  }
  return new AppError('unavailable', `The tool that builds images failed: ${words}`)
}

function causesIn(stderr: string): string {
  const lines = stderr.split('\n').map(line => line.trim())
  const causes = lines.filter(line => line.startsWith('cause:')).map(line => line.slice('cause:'.length).trim())
  const errors = lines.filter(line => line.startsWith('error:')).map(line => line.slice('error:'.length).trim())
  return (
    [...new Set(causes.length > 0 ? causes : errors)].join('; ').slice(0, 1_000) ||
    lines.slice(-3).join(' ').slice(0, 1_000)
  )
}
