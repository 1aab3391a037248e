import type { BuildProgress } from '../spec.schema.ts'

/** Turns uv's lines into progress; unknown lines change nothing, so a newer uv only says less. */
export function readProgress(total: number, report: (progress: BuildProgress) => void): (line: string) => void {
  let named = 0
  let fetched = 0
  return line => {
    const [, downloading, size] = /^\s*Downloading (\S+) \((.+)\)/.exec(line) ?? []
    const [, downloaded] = /^\s*Downloaded (\S+)/.exec(line) ?? []
    if (downloading) named++
    if (downloaded) fetched++
    if (downloading || downloaded) {
      const message = downloading ? `Downloading ${downloading} (${size})` : `Downloaded ${downloaded}`
      report({ stage: 'download', message, packagesDone: fetched, packagesTotal: named })
    }
    if (/^Prepared /.test(line))
      report({ stage: 'install', message: 'Installing the packages', packagesDone: 0, packagesTotal: total })
    if (/^Installed /.test(line)) {
      report({
        stage: 'install',
        message: 'Compiling the packages for a quick start',
        packagesDone: total,
        packagesTotal: total,
      })
    }
  }
}
