import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/**
 * A mail server that does nothing but speak SMTP with PIPELINING as fast as it can, so that a measurement
 * is one of its clients. Prints its port as a line of JSON and ends on SIGTERM.
 */
const serve = (socket: Socket): void => {
  let rest = Buffer.alloc(0)
  let isData = false
  socket.setNoDelay(true)
  socket.on('error', () => undefined)
  socket.write('220 sink ESMTP\r\n')
  socket.on('data', (chunk) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    let at = 0
    let replies = ''
    for (;;) {
      const end = bytes.indexOf(isData ? '\r\n.\r\n' : '\r\n', at)
      if (end < 0) break
      if (isData) {
        isData = false
        at = end + 5
        replies += '250 2.0.0 taken\r\n'
        continue
      }
      const verb = bytes.toString('latin1', at, at + 4).toUpperCase()
      at = end + 2
      if (verb === 'DATA') isData = true
      replies += answers[verb] ?? '250 2.0.0 fine\r\n'
      if (verb === 'QUIT') socket.end(replies)
    }
    rest = bytes.subarray(at)
    if (replies !== '' && socket.writable) socket.write(replies)
  })
}

const answers: Readonly<Record<string, string>> = {
  EHLO: '250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n',
  DATA: '354 go on\r\n',
  QUIT: '221 2.0.0 bye\r\n',
}

const server = createServer(serve)
server.listen(0, '127.0.0.1', () => {
  // A TCP server's address is an object once it listens.
  const { port } = server.address() as AddressInfo
  console.log(JSON.stringify({ port: String(port) }))
})
process.on('SIGTERM', () => process.exit(0))
