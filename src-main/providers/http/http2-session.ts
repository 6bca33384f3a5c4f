import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2'
import { connect, constants } from 'node:http2'
import type { ProviderError } from '../errors'
import type { Address, HttpReply, HttpRequest, HttpTimeouts } from './request'
import { withCommonHeaders } from './common-headers'
import { toNetworkTrouble, toTimeout } from './network-trouble'
import { addChunk, createReply, isComplete, readReply } from './reply'

/** One connection that carries many requests at the same time. */
export interface Http2Session {
  /** Whether new requests may go this way. */
  isUsable(): boolean
  /**
   * Waits until the server takes one more request, then carries it. `undefined` when the server has not
   * looked at it and never will, so that it may go another way (RFC 9113, 8.7).
   */
  send(request: HttpRequest, address: Address): Promise<HttpReply | undefined>
  /** Lets what is under way end. */
  close(): void
}

/** After so long without a request the connection is tried before the next one. */
const idleMs = 30_000
const pingMs = 2_000

/** Connects to an origin; failures come out of `send`. */
export const openHttp2Session = (
  origin: string,
  { connectMs, totalMs }: HttpTimeouts,
): Http2Session => {
  const session = connect(origin)
  const ready = connected(session, origin, connectMs)
  const waiting: (() => void)[] = []
  const inFull = rememberLast(withCommonHeaders)
  let isReady = false
  let busy = 0
  let usedAt = performance.now()
  let isRetired = false

  const wakeAll = (): void => {
    for (const wake of waiting.splice(0)) wake()
  }
  const retire = (): void => {
    isRetired = true
    wakeAll()
  }
  session.on('remoteSettings', () => {
    isReady = true
    wakeAll()
  })
  // After it no new request may start here; those under way end as they would.
  session.once('goaway', retire)
  session.once('close', retire)
  // Streams and `ready` tell what it means for them.
  session.on('error', retire)
  // An idle session keeps no program alive.
  session.unref()

  const isUsable = (): boolean => !isRetired && !session.closed && !session.destroyed
  const hasRoom = (): boolean =>
    busy < (session.remoteSettings.maxConcurrentStreams ?? Number.POSITIVE_INFINITY)

  const wasIdle = (): boolean => busy === 0 && performance.now() - usedAt > idleMs

  const end = (): void => {
    busy--
    usedAt = performance.now()
    waiting.shift()?.()
    if (isRetired && busy === 0) session.close()
  }
  // Whoever does not answer may have gone; the next request finds out on a connection of its own.
  const lose = (): void => {
    if (!session.destroyed) retire()
  }
  const course = { end, lose }
  const carry = (request: HttpRequest, path: string): Promise<HttpReply | undefined> => {
    busy++
    const headers = { ...inFull(request.headers), ':method': request.method, ':path': path }
    return exchange(session, { origin, headers, body: request.body, totalMs }, course)
  }
  const carryLater = async (request: HttpRequest, path: string): Promise<HttpReply | undefined> => {
    await ready
    if (wasIdle() && !(await ping(session))) retire()
    while (isUsable() && !hasRoom()) await new Promise<void>((wake) => waiting.push(wake))
    return isUsable() ? await carry(request, path) : undefined
  }

  return {
    isUsable,
    send: (request, { path }) =>
      isReady && isUsable() && hasRoom() && !wasIdle()
        ? carry(request, path)
        : carryLater(request, path),
    close: () => {
      retire()
      session.close()
    },
  }
}

/** Resolves once the server has said how much it takes; a server that speaks no HTTP/2 never does. */
const connected = (
  session: ClientHttp2Session,
  origin: string,
  connectMs: number,
): Promise<void> => {
  const ready = new Promise<void>((resolve, reject) => {
    const late = Object.assign(new Error('connecting took too long'), { code: 'ETIMEDOUT' })
    const timer = setTimeout(() => session.destroy(late), connectMs)
    session.once('remoteSettings', () => resolve())
    session.once('error', (error) => reject(toNetworkTrouble(origin, error, false)))
    session.once('close', () => {
      clearTimeout(timer)
      reject(toNetworkTrouble(origin, undefined, false))
    })
    session.once('remoteSettings', () => clearTimeout(timer))
  })
  // A connection that fails before its first request is nobody's yet.
  ready.catch(() => undefined)
  return ready
}

const ping = (session: ClientHttp2Session): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), pingMs)
    const isSent = session.ping((error) => {
      clearTimeout(timer)
      resolve(error === null)
    })
    if (!isSent) resolve(false)
  })

/** Most requests in a row share one object of headers. */
const rememberLast = <Given extends object, Made>(make: (given: Given) => Made) => {
  let last: { readonly given: Given; readonly made: Made } | undefined
  return (given: Given): Made => {
    if (last?.given !== given) last = { given, made: make(given) }
    return last.made
  }
}

/** One request as the session takes it. */
interface Sent {
  readonly origin: string
  readonly headers: OutgoingHttpHeaders
  readonly body: HttpRequest['body']
  readonly totalMs: number
}

/** A session that has just ended, or a header that is none: nothing has left, and `fail` says so. */
const begin = (
  session: ClientHttp2Session,
  { headers, origin }: Pick<Sent, 'headers' | 'origin'>,
  fail: (error: ProviderError) => void,
): ClientHttp2Stream | undefined => {
  try {
    return session.request(headers)
  } catch (error) {
    fail(toNetworkTrouble(origin, error, false))
    return undefined
  }
}

/** What the session learns of a request: that it is over, and before that, that nothing came of it. */
interface Course {
  end(): void
  lose(): void
}

const exchange = (
  session: ClientHttp2Session,
  { origin, headers, body, totalMs }: Sent,
  course: Course,
): Promise<HttpReply | undefined> =>
  new Promise((resolve, reject) => {
    const reply = createReply()
    let isOver = false
    const settle = (answer: HttpReply | undefined): void => {
      if (isOver) return
      isOver = true
      resolve(answer)
      course.end()
    }
    const fail = (error: unknown): void => {
      if (isOver) return
      isOver = true
      reject(error)
      course.lose()
      course.end()
    }
    const stream = begin(session, { headers, origin }, fail)
    if (!stream) return
    const isRefused = (): boolean => stream.rstCode === constants.NGHTTP2_REFUSED_STREAM
    const timer = setTimeout(() => {
      fail(toTimeout(origin, totalMs, true))
      stream.close(constants.NGHTTP2_CANCEL)
    }, totalMs)
    stream.on('response', (incoming) => {
      reply.status = incoming[':status'] ?? 0
      reply.headers = incoming
    })
    stream.on('data', (chunk: Buffer) => {
      if (addChunk(reply, chunk)) return
      settle(readReply(reply))
      stream.close(constants.NGHTTP2_CANCEL)
    })
    stream.on('end', () => {
      reply.hasEnded = true
      if (isComplete(reply)) settle(readReply(reply))
    })
    stream.on('error', (error) => {
      if (isRefused()) settle(undefined)
      else fail(toNetworkTrouble(origin, error, true))
    })
    stream.on('close', () => {
      clearTimeout(timer)
      if (isOver) return
      if (isRefused()) settle(undefined)
      // A stream that was cancelled has neither an end nor an error.
      else fail(toNetworkTrouble(origin, undefined, true))
    })
    stream.end(body)
  })
