import { readFile } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export type GatewayOptions = {
  /** file in which the running server says where it listens */
  serverFile: string
  /** where it listened when the step was launched */
  serverUrl: string
  /** how long a connection is held while no server answers */
  patienceMs?: number
}

/** `traffic` is what the step received and sent so far, in bytes. */
export type Gateway = { server: Server; traffic(): { received: number; sent: number } }

/**
 * The outer end of a step's way to the server. It looks up the server's address for each connection and holds the
 * connection while the server is away, so that a step outlives a restart on another port.
 */
export function openGateway(options: GatewayOptions): Gateway {
  const open = new Set<Socket>()
  const past = { received: 0, sent: 0 }
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, client => {
    open.add(client)
    client.once('close', () => {
      open.delete(client)
      past.received += client.bytesWritten
      past.sent += client.bytesRead
    })
    void carry(client, options)
  })
  const sum = (of: (socket: Socket) => number) => [...open].reduce((all, socket) => all + of(socket), 0)
  return {
    server,
    traffic: () => ({
      received: past.received + sum(socket => socket.bytesWritten),
      sent: past.sent + sum(socket => socket.bytesRead),
    }),
  }
}

async function carry(client: Socket, options: GatewayOptions): Promise<void> {
  client.on('error', () => client.destroy())
  const upstream = await reach(client, options)
  if (!upstream) return void client.destroy()
  join(client, upstream)
}

async function reach(client: Socket, options: GatewayOptions): Promise<Socket | undefined> {
  const until = Date.now() + (options.patienceMs ?? 60_000)
  while (!client.destroyed && Date.now() < until) {
    const upstream = await dial(await currentUrl(options))
    if (upstream) return upstream
    await sleep(250)
  }
}

async function currentUrl({ serverFile, serverUrl }: GatewayOptions): Promise<URL> {
  const text = await readFile(serverFile, 'utf8').catch(() => '') // absent while no server runs
  return addressIn(text) ?? new URL(serverUrl)
}

function addressIn(text: string): URL | undefined {
  try {
    const written: unknown = JSON.parse(text)
    if (typeof written !== 'object' || written === null || !('url' in written)) return undefined
    const url = URL.parse(String(written.url))
    return url?.protocol === 'http:' ? url : undefined
  } catch {
    return undefined // the server is just writing it; the next try sees it whole
  }
}

function dial(url: URL): Promise<Socket | undefined> {
  return new Promise(resolve => {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const socket = connect({ host, port: Number(url.port || 80), allowHalfOpen: true })
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(undefined))
  })
}

/** Passes bytes both ways; each half is closed by itself, a broken one takes the other with it. */
export function join(a: Socket, b: Socket): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.on('error', () => to.destroy())
    from.on('close', hadError => void (hadError && to.destroy()))
    from.pipe(to)
  }
}
