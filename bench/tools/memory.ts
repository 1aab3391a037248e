import { readdir, readFile } from 'node:fs/promises'

export type Memory = { processes: number; rss: number; pss: number }

/** What a process and all below it hold, in MB: resident (shared pages counted by each) and proportional. */
export async function memoryOf(pid: number): Promise<Memory> {
  const all = await treeOf(pid)
  const held = await Promise.all(all.map(heldBy))
  const sum = (of: 'rss' | 'pss') => held.reduce((total, one) => total + one[of], 0)
  return { processes: all.length, rss: sum('rss'), pss: sum('pss') }
}

async function treeOf(root: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') // it has ended meanwhile
    const parent = /\) \S (\d+)/.exec(stat)?.[1]
    if (parent) parents.set(Number(name), Number(parent))
  }
  const tree = [root]
  for (const pid of tree) tree.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child))
  return tree
}

async function heldBy(pid: number): Promise<{ rss: number; pss: number }> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '') // it has ended meanwhile
  const of = (name: string) => (Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1_024) / 1e6
  return { rss: of('Rss'), pss: of('Pss') }
}
