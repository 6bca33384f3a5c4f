import { ProviderError } from '../errors'
import type { Outgoing } from '../outgoing'
import type { Credentials, Welcome } from './handshake'
import { enter } from './handshake'
import type { SmtpHost } from './hosts'
import type { Session, SessionOutcome } from './session'
import { createSession, mailsPerConnection } from './session'
import type { Mail } from './transaction'
import type { Wire } from './wire'

/** How to reach and enter the mail servers. */
export interface PoolOptions extends Credentials {
  /** Tried in this order until one connects and lets us in. */
  readonly hosts: readonly SmtpHost[]
  /** At most so many connections. */
  readonly size: number
}

/** Open connections that are used again. */
export interface SmtpPool {
  /**
   * Sends over a connection that has room, or waits for one; throws `ProviderError` when no server lets
   * us in, or as `untried` when aborted meanwhile.
   */
  send(mail: Mail, { signal, behind }: Sending): Promise<SessionOutcome>
  /** How much longer the servers are waited for, in milliseconds; undefined when none is. */
  patienceMs(): number | undefined
  /** Mails under way come to their end. */
  close(): void
}

/** What the pool has to know of the message that a mail belongs to. */
export type Sending = Pick<Outgoing, 'signal' | 'behind'>

interface Waiter extends Sending {
  readonly mail: Mail
  start(session: Session): void
  reject(error: unknown): void
}

/** A successor is opened when what is left for its predecessor takes so many times as long as entering. */
const margin = 1.25

/**
 * A pool that fails over between hosts and makes do with fewer connections when a server allows no more.
 *
 * A connection carries a limited number of mails; where enough of them wait, its successor is opened
 * before they are used up, and no mail waits for it. There are more connections than `size`, at most twice
 * as many, only while successors enter: as soon as one is in, its predecessor is given nothing more and
 * leaves with its last answer. A server that allows no more for so long is not asked for it again.
 */
export const createPool = (options: PoolOptions): SmtpPool => {
  const sessions = new Set<Session>()
  /** Those whose successors are entering. */
  const replaced = new Set<Session>()
  const waiting: Waiter[] = []
  const wires = new Set<Wire>()
  let limit = options.size
  let entering = 0
  let enterMs = 0
  let canOverlap = true
  let isClosed = false

  const onWire = (wire: Wire): void => {
    wires.add(wire)
    wire.onEnd(() => wires.delete(wire))
  }

  /** Connections that are entering in nobody's place. */
  const opening = (): number => entering - replaced.size
  const serve = (): void => {
    while (waiting.length > 0) {
      const session = leastBusy(sessions)
      const places = sessions.size + opening()
      // The first goes alone: only once one is in can a refusal mean "no more" rather than "not you".
      const mayConnect = places === 0 || (sessions.size > 0 && places < limit)
      if (session?.underWay() === 0) begin(session)
      else if (mayConnect && opening() < waiting.length) void connect()
      // The others have a connection of their own soon.
      else if (session && opening() < waiting.length) begin(session)
      else return
    }
  }
  const begin = (session: Session): void => {
    const waiter = waiting.shift()
    waiter?.start(session)
    if (waiter && wantsSuccessor(session, waiter)) void connect(session)
  }

  /** Whether it is time for a successor, and the others cannot carry what is to follow. */
  const wantsSuccessor = (session: Session, { behind }: Sending): boolean => {
    if (!behind || !canOverlap || isClosed || replaced.has(session)) return false
    if (session.leftMs() > enterMs * margin) return false
    let room = entering * mailsPerConnection
    for (const { left } of sessions) room += left()
    const needed = room + 1 - waiting.length
    return needed <= 0 || behind(needed) >= needed
  }

  const connect = async (predecessor?: Session): Promise<void> => {
    entering++
    if (predecessor) replaced.add(predecessor)
    try {
      const start = performance.now()
      const session = createSession(await enterFirst({ ...options, onWire }), options.patience)
      enterMs = performance.now() - start
      entering--
      if (predecessor) retire(predecessor)
      add(session)
    } catch (error) {
      entering--
      if (predecessor) {
        replaced.delete(predecessor)
        canOverlap = false
      } else {
        // While others are in, this server only allows no more at once: the mail waits for one of theirs.
        limit = Math.max(sessions.size, 1)
        if (sessions.size + entering === 0)
          for (const waiter of waiting.splice(0)) waiter.reject(error)
      }
    }
    serve()
  }

  const add = (session: Session): void => {
    sessions.add(session)
    session.onEnd(() => {
      leave(session)
      // The place of one that has left may be had again; with the last one in, all of them.
      limit = sessions.size === 0 ? options.size : Math.min(limit + 1, options.size)
      serve()
    })
    settle(session)
  }
  const leave = (session: Session): void => {
    sessions.delete(session)
    replaced.delete(session)
  }
  const retire = (session: Session): void => {
    leave(session)
    session.retire()
    if (session.isSpent()) session.quit()
  }

  /** A mail has come to its end; answers go on before the next one is taken. */
  const settle = (session: Session): void => {
    if (session.isSpent() || (isClosed && session.underWay() === 0)) session.quit()
    serve()
  }

  return {
    send: (mail, { signal, behind }) =>
      new Promise((resolve, reject) => {
        if (isClosed || signal.aborted) return reject(stopped())
        const withdraw = (): void => {
          waiting.splice(waiting.indexOf(waiter), 1)
          reject(stopped())
        }
        const waiter: Waiter = {
          ...{ mail, signal, behind },
          start: (session) => {
            signal.removeEventListener('abort', withdraw)
            void session.send(mail, signal).then((outcome) => {
              resolve(outcome)
              settle(session)
            })
          },
          reject: (error) => {
            signal.removeEventListener('abort', withdraw)
            reject(error)
          },
        }
        waiting.push(waiter)
        serve()
        if (waiting.includes(waiter)) signal.addEventListener('abort', withdraw, { once: true })
      }),
    patienceMs: () => {
      const left = [...wires].flatMap((wire) => wire.patienceMs() ?? [])
      return left.length > 0 ? Math.min(...left) : undefined
    },
    close: () => {
      isClosed = true
      for (const session of [...sessions]) settle(session)
      for (const waiter of waiting.splice(0)) waiter.reject(stopped())
    },
  }
}

const leastBusy = (sessions: ReadonlySet<Session>): Session | undefined => {
  let found: Session | undefined
  for (const session of sessions)
    if (session.hasRoom() && (!found || session.underWay() < found.underWay())) found = session
  return found
}

const stopped = (): ProviderError => new ProviderError('unknown', 'untried', 'Sending was stopped.')

/** Enters the first server that lets us in. */
export const enterFirst = async (options: Omit<PoolOptions, 'size'>): Promise<Welcome> => {
  const errors: ProviderError[] = []
  for (const host of options.hosts) {
    try {
      return await enter(host, options)
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      errors.push(error)
    }
  }
  const last = errors.at(-1)
  if (!last)
    throw new ProviderError('validation', 'provider', 'The host is not the name of a mail server.')
  if (errors.length === 1) throw last
  throw new ProviderError(last.category, 'provider', errors.map((error) => error.message).join(' '))
}
