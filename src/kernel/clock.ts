/** Where time comes from; tests bring their own. */
export type Clock = { now(): number }

export const systemClock: Clock = { now: () => Date.now() }
