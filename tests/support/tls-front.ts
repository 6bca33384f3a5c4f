import { request as forward } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { selfSigned } from './self-signed'

interface TlsFront {
  readonly endpoint: string
  renew(certificate: { readonly key: string; readonly cert: string }): void
  close(): Promise<void>
}

/** A TLS server whose certificate nobody vouches for, in front of a plain one; `renew` gives it another. */
export const startTlsFront = async (target: string): Promise<TlsFront> => {
  const server = createServer(selfSigned, (incoming, outgoing) => {
    const { method, url = '/', headers } = incoming
    const request = forward(new URL(url, target), { method, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(outgoing)
    })
    request.on('error', () => outgoing.destroy())
    incoming.pipe(request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is an object once it listens.
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `https://127.0.0.1:${port}/v1`,
    renew: (certificate) => {
      server.setSecureContext(certificate)
      server.closeAllConnections()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
