import type { ClientHttp2Session, IncomingHttpHeaders } from 'node:http2'
import { connect, constants } from 'node:http2'
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
  session.on('remoteSettings', wakeAll)
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

  return {
    isUsable,
    async send(request, { path }) {
      await ready
      if (wasIdle() && !(await ping(session))) retire()
      while (isUsable() && !hasRoom()) await new Promise<void>((wake) => waiting.push(wake))
      if (!isUsable()) return undefined
      busy++
      try {
        return await exchange(session, request, { address: { origin, path }, totalMs })
      } catch (error) {
        // Whoever does not answer may have gone; the next request finds out on a connection of its own.
        if (!session.destroyed) retire()
        throw error
      } finally {
        busy--
        usedAt = performance.now()
        waiting.shift()?.()
        if (isRetired && busy === 0) session.close()
      }
    },
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

const exchange = (
  session: ClientHttp2Session,
  { method, headers, body }: HttpRequest,
  { address: { origin, path }, totalMs }: { readonly address: Address; readonly totalMs: number },
): Promise<HttpReply | undefined> =>
  new Promise((resolve, reject) => {
    const reply = createReply()
    const stream = session.request({
      ...withCommonHeaders(headers),
      ':method': method,
      ':path': path,
    })
    const isRefused = (): boolean => stream.rstCode === constants.NGHTTP2_REFUSED_STREAM
    const timer = setTimeout(() => {
      reject(toTimeout(origin, totalMs, true))
      stream.close(constants.NGHTTP2_CANCEL)
    }, totalMs)
    stream.once('response', ({ ':status': status = 0, ...names }) => {
      reply.status = status
      // Names of HTTP/2 besides those that begin with a colon.
      reply.headers = names as IncomingHttpHeaders
    })
    stream.on('data', (chunk: Buffer) => {
      if (addChunk(reply, chunk)) return
      resolve(readReply(reply))
      stream.close(constants.NGHTTP2_CANCEL)
    })
    stream.once('end', () => {
      reply.hasEnded = true
      if (isComplete(reply)) resolve(readReply(reply))
    })
    stream.once('error', (error) => {
      if (isRefused()) resolve(undefined)
      else reject(toNetworkTrouble(origin, error, true))
    })
    stream.once('close', () => {
      clearTimeout(timer)
      if (isComplete(reply)) return
      if (isRefused()) resolve(undefined)
      // A stream that was cancelled has neither an end nor an error.
      else reject(toNetworkTrouble(origin, undefined, true))
    })
    stream.end(body)
  })
