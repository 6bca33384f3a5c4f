import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'

/** A request that a sink received. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the sink says: a reply, `cut` for a connection that breaks, `silence` for none. */
export type SinkAnswer =
  | {
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  | 'cut'
  | 'silence'

/** A real HTTP server on a free port of 127.0.0.1. */
export interface HttpSink {
  readonly origin: string
  readonly requests: ReceivedRequest[]
  /** How many connections there were. */
  connections(): number
  /** Says this to everything that comes from now on. */
  answer(answer: SinkAnswer | ((request: ReceivedRequest) => SinkAnswer)): void
  close(): Promise<void>
}

/** Starts a server that keeps what it is asked; over HTTP/2 without encryption when told to. */
export const startHttp = async ({ http2 = false } = {}): Promise<HttpSink> => {
  const requests: ReceivedRequest[] = []
  const sockets = new Set<Socket>()
  let count = 0
  let next: (request: ReceivedRequest) => SinkAnswer = () => ({ status: 200, body: '{}' })

  const receive = async (
    incoming: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
  ): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const request = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString(),
    }
    requests.push(request)
    const answer = next(request)
    if (answer === 'silence') return
    if (answer === 'cut') return void incoming.socket.destroy()
    // Both kinds of response take these.
    ;(response as ServerResponse).writeHead(answer.status, answer.headers).end(answer.body)
  }

  const listener = (
    incoming: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
  ): void =>
    void receive(incoming, response).catch(() => {
      // Clients that vanish are part of what is tested.
    })
  const server = http2 ? createHttp2Server(listener) : createServer(listener)
  server.on('connection', (socket: Socket) => {
    count++
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => count,
    answer: (answer) => (next = typeof answer === 'function' ? answer : () => answer),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
