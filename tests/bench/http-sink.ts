import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// Answers every request as a vendor that took it; prints its port as a line of JSON and ends on SIGTERM.
const taken = JSON.stringify({ id: '1', sid: 'SM1', MessageId: '1', data: [{ id: '1' }] })
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(taken),
  )
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(JSON.stringify({ port: String(port) }))
})
process.on('SIGTERM', () => process.exit(0))
