import { ProviderError } from '../errors'
import type { Credentials, Welcome } from './handshake'
import { enter } from './handshake'
import type { SmtpHost } from './hosts'
import type { Session, SessionOutcome } from './session'
import { createSession } from './session'
import type { Mail } from './transaction'

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
  send(mail: Mail, signal: AbortSignal): Promise<SessionOutcome>
  /** Mails under way come to their end. */
  close(): void
}

interface Waiter {
  readonly mail: Mail
  readonly signal: AbortSignal
  start(session: Session): void
  reject(error: unknown): void
}

/** A pool that fails over between hosts and makes do with fewer connections when a server allows no more. */
export const createPool = (options: PoolOptions): SmtpPool => {
  const sessions = new Set<Session>()
  const waiting: Waiter[] = []
  let limit = options.size
  let connecting = 0
  let isClosed = false

  const serve = (): void => {
    while (waiting.length > 0) {
      const session = leastBusy(sessions)
      // The first goes alone: only once one is in can a refusal mean "no more" rather than "not you".
      const mayConnect =
        sessions.size + connecting === 0 ||
        (sessions.size > 0 && sessions.size + connecting < limit)
      if (session?.underWay() === 0) waiting.shift()?.start(session)
      else if (mayConnect && connecting < waiting.length) void connect()
      // The others have a connection of their own soon.
      else if (session && connecting < waiting.length) waiting.shift()?.start(session)
      else return
    }
  }

  const connect = async (): Promise<void> => {
    connecting++
    try {
      const session = createSession(await enterFirst(options))
      connecting--
      add(session)
    } catch (error) {
      connecting--
      // While others are in, this server only allows no more at once: the mail waits for one of theirs.
      limit = Math.max(sessions.size, 1)
      if (sessions.size === 0) for (const waiter of waiting.splice(0)) waiter.reject(error)
    }
    serve()
  }

  const add = (session: Session): void => {
    sessions.add(session)
    session.onEnd(() => {
      sessions.delete(session)
      // The last one in has left: the next may find more room.
      if (sessions.size === 0) limit = options.size
      serve()
    })
    settle(session)
  }

  /** A mail has come to its end; answers go on before the next one is taken. */
  const settle = (session: Session): void => {
    if (session.isSpent() || (isClosed && session.underWay() === 0)) session.quit()
    serve()
  }

  return {
    send: (mail, signal) =>
      new Promise((resolve, reject) => {
        if (isClosed || signal.aborted) return reject(stopped())
        const withdraw = (): void => {
          waiting.splice(waiting.indexOf(waiter), 1)
          reject(stopped())
        }
        const waiter: Waiter = {
          mail,
          signal,
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
