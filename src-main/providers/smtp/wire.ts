import { connect as connectTcp, isIP } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { SmtpHost } from './hosts'
import type { Patience } from './patience'
import type { Problem } from './problem'
import type { Reply } from './replies'
import { createReplyReader } from './replies'

/** What comes to a command: the server's reply, or why there will be none. */
export type Answer = Reply | Problem

/** A connection to a mail server, from the first byte to the last. */
export interface Wire {
  isSecure(): boolean
  isEnded(): boolean
  /** Calls back when all of it has left, or could not. */
  write(data: string | Buffer, left?: (error?: Error | null) => void): void
  /**
   * Takes the next reply that nobody waits for yet; the first one is the greeting. It may take so long from
   * the reply before it, or from what was written last.
   */
  expect(take: (answer: Answer) => void, waitMs: number): void
  /** How much longer the next reply is waited for, in milliseconds; undefined when none is. */
  patienceMs(): number | undefined
  /** Goes on over TLS; answers what is in the way, if anything. */
  encrypt(take: (problem: Problem | undefined) => void): void
  /** Calls this once it has ended, for whatever reason, and the server knows. */
  onEnd(listener: () => void): void
  /** Breaks off; everybody who waits for a reply is told why. */
  end(why: Problem): void
  /** Says goodbye. Nobody may wait for a reply. */
  quit(): void
}

/** Keeps the entries of routers on the way alive. */
const keepAliveMs = 30_000
/** How long a server may take to close its side. */
const goodbyeMs = 5000

interface Waiter {
  readonly take: (answer: Answer) => void
  readonly waitMs: number
}

/** Connects to a server. */
export const openWire = (host: SmtpHost, { entryMs, idleMs }: Patience): Wire => {
  const waiting: Waiter[] = []
  const listeners: (() => void)[] = []
  const reader = createReplyReader()
  let isSecure = host.security === 'implicit'
  let isEncrypting = isSecure
  let problem: Problem | undefined
  let hasLeft = false
  /** When the wait for the next reply began. */
  let since = performance.now()
  let watchedMs = entryMs
  let socket: Socket

  const leave = (): void => {
    hasLeft = true
    for (const listener of listeners.splice(0)) listener()
  }
  const end = (why: Problem): void => {
    if (problem) return
    problem = why
    socket.destroy()
    leave()
    for (const { take } of waiting.splice(0)) take(why)
  }
  const quit = (): void => {
    if (problem) return
    problem = { kind: 'lost' }
    socket.setTimeout(0)
    socket.end('QUIT\r\n')
    const timer = setTimeout(() => socket.destroy(), goodbyeMs)
    timer.unref()
    socket.once('close', () => {
      clearTimeout(timer)
      leave()
    })
  }

  const receive = (bytes: Buffer): void => {
    if (problem) return
    let replies: Reply[]
    try {
      replies = reader.read(bytes)
    } catch (error) {
      return end({ kind: 'lost', error })
    }
    if (replies.length > 0) since = performance.now()
    // Drop by drop is no better than nothing.
    else if (performance.now() - since > watchedMs) return tire()
    // What the replies lead to leaves in one go.
    socket.cork()
    for (const reply of replies) {
      if (problem) break
      if (reply.code === 421) end({ kind: 'closing', reply })
      else if (waiting.length === 0) end({ kind: 'unasked', reply })
      else waiting.shift()?.take(reply)
    }
    socket.uncork()
    watch()
  }
  const fall = (error: Error): void => end(toProblem(error, isEncrypting))
  const close = (): void => end({ kind: 'lost' })
  const tire = (): void => (waiting.length > 0 ? end({ kind: 'timeout' }) : quit())
  const watch = (): void => {
    const waitMs = waiting[0]?.waitMs ?? idleMs
    if (waitMs === watchedMs || problem) return
    watchedMs = waitMs
    socket.setTimeout(waitMs)
  }
  const listen = (to: Socket): void => {
    socket = to
    to.setNoDelay(true).setKeepAlive(true, keepAliveMs).setTimeout(watchedMs)
    to.on('timeout', tire).on('error', fall).on('close', close).on('end', close).on('data', receive)
  }
  const ignore = (from: Socket): void => {
    from.setTimeout(0).on('error', () => undefined)
    from.off('timeout', tire).off('error', fall).off('close', close).off('end', close)
    from.off('data', receive)
  }

  const tlsOptions = {
    host: host.host,
    // An upgrade that may be left out altogether gains nothing from a certificate: whoever could
    // forge one could hide the offer as well. It still keeps listeners out.
    rejectUnauthorized: host.security !== 'opportunistic',
    ...(isIP(host.host) === 0 && { servername: host.host }),
  }

  listen(
    isSecure
      ? connectTls({ ...tlsOptions, port: host.port }, () => (isEncrypting = false))
      : connectTcp({ host: host.host, port: host.port }),
  )

  return {
    isSecure: () => isSecure,
    isEnded: () => problem !== undefined,
    write: (data, left) => {
      if (problem) return
      since = performance.now()
      socket.write(data, left)
    },
    expect: (take, waitMs) => {
      if (problem) return take(problem)
      waiting.push({ take, waitMs })
      watch()
    },
    patienceMs: () => {
      const [next] = waiting
      return next && since + next.waitMs - performance.now()
    },
    encrypt: (take) => {
      // What came in clear after the server agreed may be somebody else's (RFC 3207, 6).
      if (!reader.isEmpty()) end({ kind: 'tls', words: 'it went on in clear' })
      if (problem) return take(problem)
      const done = (answer?: Answer): void => take(answer && 'kind' in answer ? answer : undefined)
      waiting.push({ take: done, waitMs: entryMs })
      watch()
      const plain = socket
      ignore(plain)
      isEncrypting = true
      listen(
        connectTls({ ...tlsOptions, socket: plain }, () => {
          isEncrypting = false
          isSecure = true
          waiting.shift()
          done()
        }),
      )
    },
    onEnd: (listener) => void (hasLeft ? listener() : listeners.push(listener)),
    end,
    quit,
  }
}

const toProblem = (error: NodeJS.ErrnoException, isEncrypting: boolean): Problem => {
  if (error.code === 'ETIMEDOUT') return { kind: 'timeout' }
  return isEncrypting && error.syscall === undefined
    ? { kind: 'tls', words: error.message, error }
    : { kind: 'lost', error }
}
