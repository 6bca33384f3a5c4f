import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

// Takes every mail and drops it; prints its port as a line of JSON and ends on SIGTERM.
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _session, callback) => {
    stream.resume()
    stream.on('end', () => callback())
  },
})
server.on('error', () => undefined)
server.listen(0, '127.0.0.1', () => {
  const { port } = server.server.address() as AddressInfo
  console.log(JSON.stringify({ port: String(port) }))
})
process.on('SIGTERM', () => process.exit(0))
