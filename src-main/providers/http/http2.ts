import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2'
import { connect, constants } from 'node:http2'
import type { AddressedRequest, HttpReply, HttpTimeouts } from '../http'
import type { HttpClient } from './http1'
import { toNetworkTrouble, toTimeout } from './network-trouble'
import { createReply } from './reply'

/** HTTP/2: one session for every origin, opened again when the server has said goodbye. */
export const createHttp2 = ({ connectMs, totalMs }: HttpTimeouts): HttpClient => {
  const sessions = new Map<string, ClientHttp2Session>()

  const open = (origin: string): ClientHttp2Session => {
    const session = connect(origin)
    const leave = (): void => {
      if (sessions.get(origin) === session) sessions.delete(origin)
    }
    const tooLong = setTimeout(() => session.destroy(connectTimeout()), connectMs)
    session.once('connect', () => clearTimeout(tooLong))
    session.once('close', () => clearTimeout(tooLong))
    session.once('close', leave)
    // After it no new request may start here; those under way end as they would.
    session.once('goaway', leave)
    // Its streams tell what it means for them.
    session.on('error', leave)
    // An idle session keeps no program alive.
    session.unref()
    sessions.set(origin, session)
    return session
  }

  const usable = (origin: string): ClientHttp2Session => {
    const session = sessions.get(origin)
    return session && !session.closed && !session.destroyed ? session : open(origin)
  }

  return {
    send: (request) => exchange(usable(request.origin), request, totalMs),
    close: () => {
      for (const session of sessions.values()) session.close()
      sessions.clear()
    },
  }
}

const connectTimeout = (): Error =>
  Object.assign(new Error('connecting took too long'), { code: 'ETIMEDOUT' })

const exchange = (
  session: ClientHttp2Session,
  { origin, path, method, headers, body }: AddressedRequest,
  totalMs: number,
): Promise<HttpReply> =>
  new Promise((resolve, reject) => {
    const reply = createReply()
    const hasLeft = (stream: ClientHttp2Stream): boolean =>
      !stream.pending && stream.rstCode !== constants.NGHTTP2_REFUSED_STREAM
    const stream = session.request({ ...headers, ':method': method, ':path': path })
    const timer = setTimeout(() => {
      reject(toTimeout(origin, totalMs, hasLeft(stream)))
      stream.close(constants.NGHTTP2_CANCEL)
    }, totalMs)
    stream.once('response', ({ ':status': status = 0, ...names }) =>
      reply.start(status, names as IncomingHttpHeaders),
    )
    stream.on('data', (chunk: Buffer) => {
      if (reply.add(chunk)) return
      resolve(reply.read())
      stream.close(constants.NGHTTP2_CANCEL)
    })
    stream.once('end', () => reply.end())
    stream.once('error', (error) => reject(toNetworkTrouble(origin, error, hasLeft(stream))))
    stream.once('close', () => {
      clearTimeout(timer)
      if (reply.isComplete()) resolve(reply.read())
      // A stream that was cancelled has neither an end nor an error.
      else reject(toNetworkTrouble(origin, undefined, hasLeft(stream)))
    })
    stream.end(body)
  })
