/** The value below which so large a share of the times lies. */
export function quantile(times: readonly number[], share: number): number {
  const found = times.toSorted((one, other) => one - other)
  return found[Math.min(found.length - 1, Math.floor(found.length * share))] ?? Number.NaN
}

export const median = (values: readonly number[]) => quantile(values, 0.5)

export async function clock(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** How long each of so many calls took, after some that do not count. */
export async function timesOf(calls: number, work: (call: number) => unknown, warmUp = 3): Promise<number[]> {
  for (let call = 0; call < warmUp; call++) await work(-1 - call)
  const times: number[] = []
  for (let call = 0; call < calls; call++) times.push(await clock(() => work(call)))
  return times
}

/** Rounds of several measurements one after the other, so that what disturbs the machine disturbs all of them. */
export async function roundsOf<T>(rounds: number, round: () => Promise<T>): Promise<Rounds<T>> {
  const found: T[] = []
  for (let at = 0; at < rounds; at++) found.push(await round())
  return { median: of => median(found.map(of)) }
}

export type Rounds<T> = { median(of: (round: T) => number): number }
