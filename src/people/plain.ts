import type { IncomingMessage } from 'node:http'
import type { Granted } from './authorize.ts'
import type { ProjectContext } from './context.ts'
import { contextOfGrant, grantOf, type Caller, type Ground, type TokenWish } from './serve.ts'

/** What is asked for plainly is done whether or not its caller waits for it, and needs nothing more of its caller. */
const anyone: Caller = {
  method: 'POST',
  address: undefined,
  signal: new AbortController().signal,
  header: () => undefined,
  setCookie: () => undefined,
  setHeader: () => undefined,
}

type Given<C> = { ground: Ground; extend: (ctx: ProjectContext) => C }

/** The context of a plain request: made once for what a token may, as long as that is remembered. */
export function plainContexts<C extends object>({ ground, extend }: Given<C>) {
  const contexts = new WeakMap<Granted, C>()
  return async (incoming: IncomingMessage, wish: TokenWish): Promise<C> => {
    const granted = await grantOf(ground, plainCaller(incoming), wish)
    const known = contexts.get(granted)
    if (known) return known
    const made = extend(contextOfGrant(ground, anyone, { granted, recheck: async () => {} }))
    contexts.set(granted, made)
    return made
  }
}

const plainCaller = ({ socket, headers }: IncomingMessage): Caller => ({
  ...anyone,
  address: socket.remoteAddress,
  header: name => {
    const value = headers[name]
    return typeof value === 'string' ? value : undefined
  },
})
