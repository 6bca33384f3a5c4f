import type { DeliveryActivity, DeliveryCounts } from '@contract/delivery'
import type { Sieve } from '../store/claims'
import { writeProblem } from '../store/database'
import { toTime } from '../store/identity'
import type { StoredMessage } from '../store/messages'
import type { Sending } from '../store/sendings'
import type { EngineContext } from './context'
import { createGates } from './gates'
import type { HandOvers } from './hand-overs'
import { openHandOvers, readHandOvers } from './hand-overs'
import { hasten } from './hasten'
import { mayStart } from './may-start'
import { now } from './now'
import { createParking } from './parking'
import { begin, bringUpToDate } from './prepare'
import { createSieve } from './refresh'
import type { Run } from './run'
import { createRun } from './run'
import { finishMessage } from './summary'
import { createWays } from './ways'
import { ofTrouble, readWaits } from './waits'

/** Sends messages; at most one run for each message at a time. */
export interface Delivery {
  /** Starts, or goes on with, the sending of a message. */
  start(messageId: string): void
  /** Stops a message that is being deleted; who has it keeps it. */
  stop(messageId: string): void
  /** Claims nobody any more until it is resumed, across restarts. */
  pause(messageId: string): void
  resume(messageId: string): void
  /** Resumes what paused by itself and goes through this provider, or through any. */
  resumeSelfPaused(providerId: string | null): void
  /** Nobody else gets it; whoever waits is recorded as failed. */
  cancel(messageId: string): void
  /** Tries those who were put off now, with all their attempts before them. */
  hasten(messageId: string): Promise<void>
  isUnderWay(messageId: string): boolean
  /** How many are in which state, by message; those without a ledger are left out. */
  counts(messageIds: readonly string[]): Record<string, DeliveryCounts>
  /** What the sending of a message does now. */
  activity(messageId: string): DeliveryActivity
  /** Whether nobody is sent to: it is paused, or everybody who is left was put off. Asks for no more than that. */
  standstill(messageId: string): { readonly paused: boolean; readonly resting: boolean }
  /** Another limit of a provider holds from now on. */
  limitsChanged(providerId: string): void
  /** A provider has other settings, or is gone; messages on their way heed it at once. */
  providerChanged(providerId: string): void
  /** The computer may have slept. */
  look(): void
  /** Finds what the last start left: what was in flight is unknown now, what waits is continued. */
  goOn(): void
  /** Claims nothing more and waits a while for what is in flight; the rest is unknown. */
  close(): Promise<void>
}

/** More would only get in each other's way; those beyond wait for their turn. */
const mostAtOnce = 32
const closeMs = 8000
const ledgerMs = 5000

const interrupted =
  'Sendwright stopped while this message was on its way. Whether it arrived is unknown.'
const stopped =
  'The computer stopped while this campaign was on its way. Whether this message left is unknown.'
const unforeseen =
  'Something went wrong inside Sendwright. Nobody is lost; resume to go on with those who wait.'

interface Entry {
  readonly run: Run
  readonly done: Promise<void>
  /** It was asked to start again while it came to its end. */
  isWanted: boolean
}

/** The delivery of one engine. */
export const createDelivery = (context: EngineContext): Delivery => {
  const { store, changes, timer, origin } = context
  const ways = createWays(context)
  const gates = createGates(context)
  const runs = new Map<string, Entry>()
  const waiting = new Set<string>()
  /** Messages that wait for a disk that cannot be written. */
  const held = new Map<string, { readonly until: string; readonly reason: string }>()
  const life = { isClosing: false, isClosed: false }
  const parking = createParking(context, (messageId) => start(messageId))
  let handOvers: HandOvers | undefined

  /** Finds what the last start left in flight, once, before anybody is claimed. */
  const settle = (): HandOvers => {
    if (handOvers) return handOvers
    const at = now(context)
    const token = origin.random(16).toString('hex')
    const { dataFolder } = context
    store.transaction(() => {
      const isSameBoot = store.horizons.isSameBoot(context.bootId)
      const known = isSameBoot ? store.handOvers.token() : undefined
      store.claims.settle(readHandOvers(dataFolder, known), { error: interrupted, at })
      if (!isSameBoot) store.horizons.doubtAll(stopped, at)
      store.horizons.retreatAll()
      store.handOvers.setToken(token)
    })
    handOvers = openHandOvers(dataFolder, token)
    return handOvers
  }

  const activity = (messageId: string): DeliveryActivity => {
    const { run } = runs.get(messageId) ?? {}
    const sending = store.sendings.get(messageId)
    const { pausedAt = null, pauseReason = null } = sending ?? {}
    const wait = held.get(messageId)
    const parked = parking.has(messageId) ? readWaits(context, messageId) : undefined
    const waits = wait
      ? [{ ...ofTrouble, providerId: null, ...wait }]
      : (run?.waits() ?? parked ?? [])
    const state = !sending && waiting.has(messageId) ? 'preparing' : stateOf(sending)
    const restsUntil = parked?.map(({ until }) => until).toSorted()[0] ?? null
    return { state, pausedAt, pauseReason, restsUntil, waits }
  }
  const countsOf = (messageIds: readonly string[]): Record<string, DeliveryCounts> => {
    const entries = Object.entries(store.sendings.counts(messageIds))
    return Object.fromEntries(
      entries.map(([id, counts]) => [id, runs.get(id)?.run.correct(counts) ?? counts]),
    )
  }
  const tell = (messageId: string, counts: DeliveryCounts): void =>
    context.emit('delivery.progress', { messageId, counts, activity: activity(messageId) })

  const send = async (run: Run, messageId: string): Promise<void> => {
    // Whoever asked gets an answer before a large audience is resolved.
    await new Promise(setImmediate)
    const message = store.messages.get(messageId)
    if (!message) return
    const watch = context.leaving.watch(message.topics)
    try {
      await sendMessage(run, message, createSieve(context, message, watch))
    } finally {
      watch.end()
    }
  }

  const sendMessage = async (run: Run, message: StoredMessage, sieve: Sieve): Promise<void> => {
    const { id } = message
    const isOver = (): boolean => run.isPaused() || life.isClosing
    const admission = isOver() ? undefined : await mayStart(context, message, isOver)
    if (!admission) return
    try {
      if (!(await bringUpToDate(context, message, { ...admission, isOver }))) return
    } finally {
      admission.counted?.drop()
    }
    await run.sendTo(store.deliveries.providersWaiting(id), message, sieve)
    if (!run.isStopped() && !life.isClosed) finishMessage(context, id)
  }

  const start = (messageId: string): void => {
    const entry = runs.get(messageId)
    if (entry) entry.isWanted = true
    if (entry || life.isClosing) return
    parking.take(messageId)
    if (runs.size >= mostAtOnce) return void waiting.add(messageId)
    waiting.delete(messageId)
    const isClosed = (): boolean => life.isClosed
    const emitProgress = (counts: DeliveryCounts): void => tell(messageId, counts)
    const shared = { context, ways, gates, handOvers: settle() }
    const run = createRun({ ...shared, messageId, isClosed, emitProgress })
    const done = send(run, messageId)
      .catch((error: unknown) => recover(messageId, error))
      .finally(() => {
        const isWanted = runs.get(messageId)?.isWanted === true
        runs.delete(messageId)
        const until = run.parkedUntil()
        if (until !== undefined) parking.put(messageId, until)
        // Nothing was begun of what waits for a decision.
        if (!life.isClosed && !store.missed.has(messageId)) run.report()
        if (isWanted) start(messageId)
        startNext()
      })
    runs.set(messageId, { run, done, isWanted: false })
  }

  const startNext = (): void => {
    const [next] = waiting
    if (next !== undefined) start(next)
  }

  /** A full disk is waited for; what nobody foresaw waits for a person. */
  const recover = (messageId: string, error: unknown): void => {
    context.log(toText(error))
    const problem = writeProblem(error)
    if (problem === undefined && !life.isClosed)
      return store.sendings.pause(messageId, now(context), unforeseen)
    if (problem === undefined) return
    timer(() => {
      held.delete(messageId)
      start(messageId)
    }, ledgerMs)
    held.set(messageId, { until: toTime(origin.clock() + ledgerMs), reason: problem })
  }

  const resume = (messageId: string): void => {
    store.sendings.unpause(messageId)
    start(messageId)
  }

  const hold = (messageId: string): void => {
    const entry = runs.get(messageId)
    parking.take(messageId)
    entry?.run.pause()
    if (entry) entry.isWanted = false
    const counts = countsOf([messageId])[messageId]
    if (counts) tell(messageId, counts)
    changes.changed('messages', messageId)
  }

  return {
    start,
    stop: (messageId) => {
      const entry = runs.get(messageId)
      waiting.delete(messageId)
      parking.take(messageId)
      entry?.run.stop()
      // Another message may come under its id, and wants to be started.
      if (entry) entry.isWanted = false
    },
    pause: (messageId) => {
      if (begin(context, messageId).cancelledAt !== null) return
      store.sendings.pause(messageId, now(context), null)
      hold(messageId)
    },
    resume,
    resumeSelfPaused: (providerId) => {
      for (const messageId of store.sendings.selfPaused(providerId)) resume(messageId)
    },
    cancel: (messageId) => {
      begin(context, messageId)
      store.sendings.cancel(messageId, now(context))
      hold(messageId)
      start(messageId)
    },
    hasten: async (messageId) => {
      await hasten(context, gates, { messageId, isOver: () => life.isClosing })
      start(messageId)
    },
    isUnderWay: (messageId) => {
      const sending = store.sendings.get(messageId)
      const isStarted = runs.has(messageId) || waiting.has(messageId)
      return isStarted || (sending !== undefined && sending.finishedAt === null)
    },
    ...{ counts: countsOf, activity },
    standstill: (messageId) => ({
      paused: stateOf(store.sendings.get(messageId)) === 'paused',
      resting: parking.has(messageId),
    }),
    limitsChanged: gates.changed,
    providerChanged: (providerId) => {
      gates.renew(providerId)
      parking.rouse()
    },
    look: parking.look,
    goOn: () => {
      settle()
      for (const messageId of store.messages.unfinished()) start(messageId)
    },
    close: async () => {
      life.isClosing = true
      parking.stop()
      for (const { run } of runs.values()) run.pause()
      const everything = Promise.all([...runs.values()].map(({ done }) => done))
      await Promise.race([everything, sleep(closeMs)])
      life.isClosed = true
      if (!handOvers) return
      const { outcomeOf } = handOvers
      store.transaction(() => {
        store.claims.settle(outcomeOf, { error: interrupted, at: now(context) })
        store.horizons.retreatAll()
      })
      handOvers.end()
    },
  }
}

const stateOf = (sending: Sending | undefined): DeliveryActivity['state'] => {
  if (!sending || sending.finishedAt !== null) return 'idle'
  if (sending.cancelledAt !== null) return 'cancelling'
  if (sending.pausedAt !== null) return 'paused'
  return sending.expandedAt === null ? 'preparing' : 'sending'
}

const toText = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
