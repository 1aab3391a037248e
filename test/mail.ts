import { SMTPServer } from 'smtp-server'

type Taken = { to: string[]; text: string }

/** A mail server that takes what it is given, unless it is told to be busy. */
export async function openMailServer() {
  const mails: Taken[] = []
  const state = { busy: false }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_, __, done) {
      done(state.busy ? Object.assign(new Error('busy'), { responseCode: 451 }) : null)
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(parts).toString(),
        })
        done()
      })
    },
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { mails, state, port, close: () => new Promise<void>(resolve => server.close(resolve)) }
}
