import { createServer, request as forward } from 'node:http'
import { connect, createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { onTestFinished } from 'vitest'

const host = '127.0.0.1'

/**
 * A proxy that leads every name to the port of `endpoint`, as the name that was asked for, and what it was asked for; it ends with the test.
 * `mostTunnels`: it refuses those that follow.
 */
export const startProxy = async (endpoint: string, { mostTunnels = Infinity } = {}) => {
  const asked: string[] = []
  const target = Number(new URL(endpoint).port)
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`)
    const { method, url = '', headers } = incoming
    const path = new URL(url).pathname
    const request = forward({ host, port: target, method, path, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(outgoing)
    })
    request.on('error', () => outgoing.destroy())
    incoming.pipe(request)
  })
  server.on('connect', (incoming, socket) => {
    asked.push(`CONNECT ${incoming.url}`)
    if (asked.length > mostTunnels) return void socket.end('HTTP/1.1 403 Enough\r\n\r\n')
    const upstream = connect(target, host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
  })
  return { proxy: `http://127.0.0.1:${await portOf(server)}`, asked }
}

/** The same as a SOCKS proxy, which is asked for names; RFC 1928. */
export const startSocksProxy = async (endpoint: string) => {
  const asked: string[] = []
  const target = Number(new URL(endpoint).port)
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]))
      socket.once('data', (request) => {
        asked.push(request.subarray(5, 5 + (request[4] ?? 0)).toString())
        const upstream = connect(target, host, () => {
          socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 80]))
          upstream.pipe(socket).pipe(upstream)
        })
        upstream.on('error', () => socket.destroy())
      })
    })
  })
  return { proxy: `socks5://127.0.0.1:${await portOf(server)}`, asked }
}

const portOf = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  onTestFinished(() => void server.close())
  // A TCP server's address is an object once it listens.
  return (server.address() as AddressInfo).port
}
