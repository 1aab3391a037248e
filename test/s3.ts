import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { findS3Server } from '../scripts/programs.mjs'

/** A real S3 server of its own, with a way to it that can be cut. */
export type TestS3 = {
  /** settings of a server whose blobs lie there */
  env: Record<string, string>
  /** names of the objects below the prefix */
  objects(): Promise<string[]>
  way: Way
  stop(): Promise<void>
}

export type Way = {
  /** ends all connections as soon as so many bytes more have passed towards the storage, or back */
  cutAfter(bytes: number, direction: 'up' | 'down'): void
  /** lets nothing more pass towards the storage after so many bytes; resolves when that happens */
  holdAfter(bytes: number): Promise<void>
  letGo(): void
  cut(): void
}

const bucket = 'trireme-test'

export async function startS3(): Promise<TestS3> {
  const program = findS3Server()
  assert(program, 'The tests need versitygw: run "node scripts/ready.mjs test", which brings it')
  const folder = await mkdtemp(join(tmpdir(), 's3-'))
  await mkdir(join(folder, bucket))
  const port = await freePort()
  const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test-secret' }
  const child = spawn(program, ['--quiet', '--port', `127.0.0.1:${port}`, 'posix', folder], {
    env: { ...process.env, ROOT_ACCESS_KEY: keys.AWS_ACCESS_KEY_ID, ROOT_SECRET_KEY: keys.AWS_SECRET_ACCESS_KEY },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const takeAlong = () => child.kill('SIGKILL')
  process.once('exit', takeAlong)
  while (!(await isUp(port))) {
    assert.equal(child.exitCode, null, 'the S3 server ended')
    await sleep(50)
  }
  const { way, server, url } = await openWay(port)
  return {
    env: { ...keys, TRIREME_BLOBS: `s3://${bucket}/team a?endpoint=${url}` },
    way,
    async objects() {
      const found = await readdir(join(folder, bucket), { recursive: true, withFileTypes: true })
      return found
        .filter(one => one.isFile())
        .map(one => join(one.parentPath, one.name).slice(folder.length + bucket.length + 2))
    },
    async stop() {
      server.close()
      way.cut()
      child.kill('SIGKILL')
      if (child.exitCode === null) await once(child, 'exit')
      process.off('exit', takeAlong)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

const isUp = (port: number) =>
  fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  )

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  server.close()
  return port
}

async function openWay(port: number) {
  const open = new Set<Socket>()
  let left = { up: Infinity, down: Infinity, held: Infinity }
  let isHeld: () => void = () => undefined
  const pass = (from: Socket, to: Socket, direction: 'up' | 'down') =>
    from.on('data', chunk => {
      left[direction] -= chunk.length
      if (direction === 'up') left.held -= chunk.length
      if (left[direction] < 0) {
        left[direction] = Infinity
        for (const socket of open) socket.destroy()
      } else if (left.held < 0) isHeld()
      else if (!to.write(chunk)) {
        from.pause()
        to.once('drain', () => from.resume())
      }
    })
  const server = createServer(near => {
    const far = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      pass(one, other, one === near ? 'up' : 'down')
      one.on('error', () => other.destroy())
      one.on('close', () => (open.delete(one), other.destroy()))
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const way: Way = {
    cut() {
      for (const socket of open) socket.destroy()
    },
    cutAfter: (bytes, direction) => void (left[direction] = bytes),
    holdAfter(bytes) {
      left.held = bytes
      return new Promise(resolve => (isHeld = resolve))
    },
    letGo: () => void (left = { up: Infinity, down: Infinity, held: Infinity }),
  }
  const address = z.object({ port: z.number() }).parse(server.address())
  return { way, server, url: `http://127.0.0.1:${address.port}` }
}
