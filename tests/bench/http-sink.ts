import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// Answers every request as a vendor that took it, after so many milliseconds as the first argument says, or at
// once; prints its port as a line of JSON and ends on SIGTERM.
const delayMs = Number(process.argv[2] ?? 0)
const taken = JSON.stringify({ id: '1', sid: 'SM1', MessageId: '1', data: [{ id: '1' }] })
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    const answer = () => response.writeHead(200, { 'content-type': 'application/json' }).end(taken)
    if (delayMs > 0) setTimeout(answer, delayMs)
    else answer()
  })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(JSON.stringify({ port: String(port) }))
})
process.on('SIGTERM', () => process.exit(0))
