/** When a model ended its process; older times no longer count. */
export type Strikes = readonly number[]

export const noStrikes: Strikes = []

const windowMs = 10 * 60 * 1000

export const addStrike = (strikes: Strikes, now: number): Strikes => [...strikes.filter(at => now - at < windowMs), now]
