// Runs inside a step's sandbox with nothing but Node's own modules: it is the only file that is shown there.
import { spawn } from 'node:child_process'
import { connect, createServer, type Socket } from 'node:net'
import { constants } from 'node:os'

/** The inner end of a step's way to the server: a port of the sandbox's own loopback in front of a Unix socket. */
function openBridge(socketPath: string, port: number, ready: () => void): void {
  const server = createServer({ allowHalfOpen: true }, client =>
    join(client, connect({ path: socketPath, allowHalfOpen: true })),
  )
  server.listen(port, '127.0.0.1', ready)
}

function join(a: Socket, b: Socket): void {
  a.on('error', () => b.destroy())
  b.on('error', () => a.destroy())
  a.on('close', hadError => void (hadError && b.destroy()))
  b.on('close', hadError => void (hadError && a.destroy()))
  a.pipe(b)
  b.pipe(a)
}

function runCommand([program = '', ...args]: string[]): void {
  const child = spawn(program, args, { stdio: 'inherit' })
  child.on('error', error => {
    process.stderr.write(`cannot start ${program}: ${error.message}\n`)
    process.exit(127)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)))
}

const [socketPath = '', port = '', ...command] = process.argv.slice(2)
openBridge(socketPath, Number(port), () => runCommand(command))
