import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = dirname(import.meta.dirname)

/** Every file that belongs to the project, by its path from the root: tracked ones, and new ones that git does not ignore. */
export function projectFiles(): string[] {
  const gone = new Set(git('--deleted'))
  return [...new Set(git('--cached', '--others', '--exclude-standard'))].filter(path => !gone.has(path))
}

const git = (...options: string[]) =>
  execFileSync('git', ['ls-files', '-z', ...options], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean)

export const readProjectFile = (path: string) => readFileSync(join(root, path), 'utf8')
