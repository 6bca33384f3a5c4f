import { toCommands } from './envelope'
import type { Welcome } from './handshake'
import type { Patience } from './patience'
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
  /** Sends a mail; once it is aborted, it comes back at once as stopped unless it was handed over. */
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
  readonly done: (outcome: Outcome) => void
  /** Ends what has not begun, and what has not been handed over. */
  stop(): void
}

const stopped: Outcome = { problem: { kind: 'stopped' }, isHandedOver: false }
const passedOver: Outcome = { problem: { kind: 'lost' }, isHandedOver: false }

/** A session over an open connection. */
export const createSession = ({ wire, abilities }: Welcome, patience: Patience): Session => {
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
  let isLeaving = false

  const next = (): void => {
    if (isBusy) return
    const turn = turns.shift()
    if (!turn) return
    begin(turn)
    next()
  }
  const begin = (turn: Turn): void => {
    const { mail, done } = turn
    const commands = toCommands(mail, abilities)
    if (!Array.isArray(commands)) return done({ problem: commands, isHandedOver: false })
    isBusy = true
    turn.stop = transact({
      ...{ wire, patience, mail, commands, isPipelining, mustReset },
      onFree: (how) => {
        isBusy = false
        mustReset = how.mustReset
        next()
      },
      onDone: (outcome) => {
        if (outcome.problem?.kind === 'stopped') leave()
        done(outcome)
      },
    })
  }
  /** A mail was given up half-way: nothing can follow it, but the one before it still gets its answer. */
  const leave = (): void => {
    isLeaving = true
    left = 0
    for (const { done } of turns.splice(0)) done(passedOver)
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
        const stop = (): void => turn.stop()
        const turn: Turn = {
          mail,
          done: (outcome) => {
            signal.removeEventListener('abort', stop)
            underWay--
            answered++
            if (isLeaving && underWay === 0) wire.end({ kind: 'lost' })
            resolve({ ...outcome, isFresh })
          },
          stop: () => {
            turns.splice(turns.indexOf(turn), 1)
            turn.done(stopped)
          },
        }
        signal.addEventListener('abort', stop)
        turns.push(turn)
        next()
      })
    },
    onEnd: wire.onEnd,
    quit: wire.quit,
  }
}
