import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** The limit of what HTTP can be here: reads each body and sends it back, and does nothing else. */

const server = createServer((incoming, outgoing) => {
  void buffer(incoming).then(body =>
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body),
  )
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') process.send?.(`http://127.0.0.1:${address?.port}`)
})
process.once('disconnect', () => process.exit())
