import { toCommands } from './envelope'
import type { Welcome } from './handshake'
import type { Mail, Outcome } from './transaction'
import { transact } from './transaction'

/** A connection that mails go over, one after the other. */
export interface Session {
  /** Mails that it was given and that are not answered. */
  underWay(): number
  /** Whether it can be given one more now. */
  hasRoom(): boolean
  /** How many more it may carry. */
  left(): number
  /** Milliseconds until there are none left, at its pace so far; Infinity before its first answer. */
  leftMs(): number
  /** It is given no more. */
  retire(): void
  /** Whether it is given no more, and the last one is answered. */
  isSpent(): boolean
  /** Sends a mail; once it is aborted, what has not begun comes back as stopped. */
  send(mail: Mail, signal: AbortSignal): Promise<SessionOutcome>
  onEnd(listener: () => void): void
  quit(): void
}

/** What became of a mail; `isFresh` when it was the first on its connection. */
export type SessionOutcome = Outcome & { readonly isFresh: boolean }

/**
 * With two, the commands of the next mail are on their way while the last one is answered. More would
 * gain little, and a crash leaves the outcome of every mail under way unknown.
 */
export const mailsAtOnce = 2
/** Servers limit the mails of one connection, many to 100. */
export const mailsPerConnection = 100

interface Turn {
  readonly mail: Mail
  readonly signal: AbortSignal
  readonly done: (outcome: Outcome) => void
}

/** A session over an open connection. */
export const createSession = ({ wire, abilities }: Welcome): Session => {
  const isPipelining = abilities.pipelining
  const width = isPipelining ? mailsAtOnce : 1
  const turns: Turn[] = []
  let isFirst = true
  let left = mailsPerConnection
  let underWay = 0
  let answered = 0
  let startedAt = 0
  let isBusy = false
  let mustReset = false

  const next = (): void => {
    if (isBusy) return
    const turn = turns.shift()
    if (!turn) return
    begin(turn)
    next()
  }
  const begin = ({ mail, signal, done }: Turn): void => {
    if (signal.aborted) return done({ problem: { kind: 'stopped' }, isHandedOver: false })
    const commands = toCommands(mail, abilities)
    if (!Array.isArray(commands)) return done({ problem: commands, isHandedOver: false })
    isBusy = true
    transact({
      ...{ wire, mail, commands, isPipelining, mustReset },
      onFree: (how) => {
        isBusy = false
        mustReset = how.mustReset
        next()
      },
      onDone: done,
    })
  }

  return {
    underWay: () => underWay,
    hasRoom: () => !wire.isEnded() && underWay < width && left > 0,
    left: () => left,
    leftMs: () => (answered > 0 ? (left * (performance.now() - startedAt)) / answered : Infinity),
    retire: () => {
      left = 0
    },
    isSpent: () => left === 0 && underWay === 0,
    send: (mail, signal) => {
      const isFresh = isFirst
      if (isFirst) startedAt = performance.now()
      isFirst = false
      left--
      underWay++
      return new Promise((resolve) => {
        const done = (outcome: Outcome): void => {
          underWay--
          answered++
          resolve({ ...outcome, isFresh })
        }
        turns.push({ mail, signal, done })
        next()
      })
    },
    onEnd: wire.onEnd,
    quit: wire.quit,
  }
}
