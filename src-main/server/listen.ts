import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ReadableStream as NodeStream } from 'node:stream/web'
import { apiError, ApiError } from '@contract/errors'
import { isMultipart } from './multipart'
import { createRest, errorResponse, type Rest, type RestOptions } from './rest'

/** Bytes of a request's body; the longest message and its recipients need far less. */
const bodyLimit = 10 * 1024 * 1024
/** Bytes that are read of a body that is too large before the connection is cut. */
const drainLimit = 256 * 1024 * 1024

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:PORT/v1`. */
  readonly url: string
  /** Answers what has begun, takes nothing new, and ends. */
  close(): Promise<void>
}

/** Serves Appwrite's REST API on 127.0.0.1 alone; port 0 takes a free one. Throws when the port is taken. */
export const listen = async (
  options: RestOptions & { readonly port: number },
): Promise<Listening> => {
  const rest = createRest(options)
  const server = createServer((incoming, outgoing) => {
    void serve(incoming, outgoing, rest).catch((error: unknown) => {
      options.log(`The reply could not be sent: ${String(error)}`)
      outgoing.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  // A TCP server's address is an object once it listens.
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 2000).unref()
    })
  return { url: `http://127.0.0.1:${port}/v1`, close }
}

const serve = async (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  rest: Rest,
): Promise<void> => {
  const response = await toResponse(incoming, rest)
  const { status, headers, body } = response
  outgoing.writeHead(status, Object.fromEntries(headers))
  // Only what is streamed knows its length beforehand.
  if (!body || !headers.has('content-length'))
    return void outgoing.end(Buffer.from(await response.arrayBuffer()))
  // Node's and the web's typings name one class twice.
  await pipeline(Readable.fromWeb(body as unknown as NodeStream), outgoing).catch(
    refuseAllButAborts,
  )
}

/** Whoever stops a download in its middle has done nothing wrong. */
const refuseAllButAborts = (error: unknown): void => {
  const { code } = error as NodeJS.ErrnoException
  if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET') throw error
}

const toResponse = async (incoming: IncomingMessage, rest: Rest): Promise<Response> => {
  try {
    return await rest(await toRequest(incoming), incoming.socket.remoteAddress)
  } catch (error) {
    if (error instanceof ApiError) {
      const response = errorResponse(error)
      // The rest of a body that was not read cannot be followed by another request.
      response.headers.set('connection', 'close')
      return response
    }
    throw error
  }
}

/** Others have no route, and some of them no `Request`. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

const toRequest = async (incoming: IncomingMessage): Promise<Request> => {
  const { method = 'GET', url = '/', rawHeaders } = incoming
  const headers = new Headers()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    // Hop-by-hop headers mean the connection, not the request.
    if (!/^(connection|keep-alive|transfer-encoding|expect|upgrade)$/i.test(name))
      headers.append(name, rawHeaders[at + 1] ?? '')
  }
  // `Host` was sent by whoever reached us, so links to us may name it; the guard refuses foreign ones.
  // Two slashes, or a whole address, would name another host.
  const address = /^\/(?!\/)/.test(url)
    ? URL.parse(url, `http://${headers.get('host') ?? '127.0.0.1'}`)
    : null
  if (!address || !methods.has(method)) throw apiError('general_route_not_found')
  if (method === 'POST' && isMultipart(headers)) {
    // Nothing is read before somebody asks for it; Node drops what nobody wants.
    const stream = NodeStream.from(incoming)
    // Node's and the web's typings name one class twice.
    const body = stream as unknown as ReadableStream
    // Required with a stream; the web's typings do not know it yet.
    const init: RequestInit & { duplex: 'half' } = { method, headers, body, duplex: 'half' }
    return new Request(address, init)
  }
  const body = await readLimited(incoming)
  const hasBody = body.length > 0 && method !== 'GET' && method !== 'HEAD'
  return new Request(address, { method, headers, ...(hasBody && { body: new Uint8Array(body) }) })
}

// What is too large is read to its end and dropped: answering at once would cut the connection under the
// client's pen, and it would see that instead of the answer.
const readLimited = async (incoming: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > drainLimit) break
    if (size <= bodyLimit) chunks.push(chunk)
    else chunks.length = 0
  }
  if (size > bodyLimit) throw apiError('general_body_too_large')
  return Buffer.concat(chunks)
}
