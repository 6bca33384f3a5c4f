import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What a scripted server answers to one request. */
export interface ScriptedAnswer {
  readonly status?: number
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** Breaks off after the body, as if more were to come. */
  readonly cut?: boolean
}

/** A request as it came. */
export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A server that answers what `answer` says of each request; it ends when the running test has finished. */
export const startScriptedServer = async (
  answer: (request: SeenRequest) => ScriptedAnswer,
  tls?: { readonly key: string; readonly cert: string },
) => {
  const seen: SeenRequest[] = []
  const listener: RequestListener = (incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming
      const request = { method, url, headers, body: Buffer.concat(chunks).toString('latin1') }
      seen.push(request)
      const { status = 200, type = 'application/json', body = '', cut, ...more } = answer(request)
      const length = cut ? { 'content-length': '9999' } : {}
      response.writeHead(status, { 'content-type': type, ...length, ...more.headers })
      if (cut) response.write(body, () => response.destroy())
      else response.end(status === 204 ? undefined : body)
    })
  }
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  onTestFinished(close)
  // A TCP server's address is an object once it listens.
  const { port } = server.address() as AddressInfo
  return { endpoint: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/v1`, seen, close }
}
