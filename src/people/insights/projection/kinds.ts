/** What can be waited for. */
export const waitKinds = ['data', 'access', 'compute', 'review', 'handoff', 'approval', 'release'] as const
export type WaitKind = (typeof waitKinds)[number]

/** How the time from the first run to production was spent; `quiet` is without an act and without anything asked for. */
export const sliceKinds = ['working', ...waitKinds, 'quiet'] as const
export type SliceKind = (typeof sliceKinds)[number]

/** Links are counted in tens of days. */
export const periodDays = 10
export const periodOf = (at: number) => Math.floor(at / (periodDays * 86_400_000))
