import type { DeliveryActivity, DeliveryCounts } from '@contract/delivery'
import { writeProblem } from '../store/database'
import type { StoredMessage } from '../store/messages'
import type { Sending } from '../store/sendings'
import { attachmentProblem } from './attachments'
import type { EngineContext } from './context'
import { expandRecipients } from './expand'
import { failWaiting } from './fail-waiting'
import { createGates } from './gates'
import type { HandOvers } from './hand-overs'
import { openHandOvers, readHandOvers } from './hand-overs'
import { now } from './now'
import type { Run } from './run'
import { createRun } from './run'
import { finishMessage, giveUpMessage } from './summary'
import { createWays } from './ways'

/** Sends messages; at most one run for each message at a time. */
export interface Delivery {
  /** Starts, or goes on with, the sending of a message. */
  start(messageId: string): void
  /** Stops a message that is being deleted; who has it keeps it. */
  stop(messageId: string): void
  /** Claims nobody any more until it is resumed, across restarts. */
  pause(messageId: string): void
  resume(messageId: string): void
  /** Nobody else gets it; whoever waits is recorded as failed. */
  cancel(messageId: string): void
  isUnderWay(messageId: string): boolean
  /** How many are in which state, by message; those without a ledger are left out. */
  counts(messageIds: readonly string[]): Record<string, DeliveryCounts>
  /** What the sending of a message does now. */
  activity(messageId: string): DeliveryActivity
  /** Another limit of a provider holds from now on. */
  limitsChanged(providerId: string): void
  /** Finds what the last start left: what was in flight is unknown now, what waits is continued. */
  goOn(): void
  /** Claims nothing more and waits a while for what is in flight; the rest is unknown. */
  close(): Promise<void>
}

const closeMs = 8000
const ledgerMs = 5000

const interrupted =
  'Sendwright stopped while this message was on its way. Whether it arrived is unknown.'
const stopped =
  'The computer stopped while this campaign was on its way. Whether this message left is unknown.'
const cancelled = 'Cancelled before it was sent.'

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
  const life = { isClosing: false, isClosed: false }
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
    return { state: stateOf(sending), pausedAt, pauseReason, waits: run?.waits() ?? [] }
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
    const isOver = (): boolean => run.isPaused() || life.isClosing
    const message = store.messages.get(messageId)
    if (isOver() || !message) return
    const sending = begin(context, messageId)
    if (sending.finishedAt !== null || sending.pausedAt !== null) return
    if (sending.cancelledAt !== null) return await cancelRest(messageId, sending)
    changes.changed('messages', messageId)
    const problem =
      sending.expandedAt === null ? await prepare(context, message, isOver) : undefined
    if (isOver()) return
    if (problem !== undefined) return giveUpMessage(context, messageId, problem)
    await run.sendTo(store.deliveries.providersWaiting(messageId), message)
    if (!run.isStopped() && !life.isClosed) finishMessage(context, messageId)
  }

  const cancelRest = async (messageId: string, sending: Sending): Promise<void> => {
    const isClosed = (): boolean => life.isClosing
    const everybody = { messageId, providerId: null, error: cancelled, isClosed }
    if (sending.expandedAt === null) return giveUpMessage(context, messageId, cancelled)
    await failWaiting(context, everybody, () => undefined)
    if (!life.isClosing) finishMessage(context, messageId)
  }

  const start = (messageId: string): void => {
    const entry = runs.get(messageId)
    if (entry) entry.isWanted = true
    if (entry || life.isClosing) return
    const isClosed = (): boolean => life.isClosed
    const emitProgress = (counts: DeliveryCounts): void => tell(messageId, counts)
    const shared = { context, ways, gates, handOvers: settle() }
    const run = createRun({ ...shared, messageId, isClosed, emitProgress })
    const done = send(run, messageId)
      .catch((error: unknown) => {
        context.log(toText(error))
        if (writeProblem(error) !== undefined) timer(() => start(messageId), ledgerMs)
      })
      .finally(() => {
        const isWanted = runs.get(messageId)?.isWanted === true && !run.isStopped()
        runs.delete(messageId)
        if (!life.isClosed) run.report()
        if (isWanted) start(messageId)
      })
    runs.set(messageId, { run, done, isWanted: false })
  }

  const hold = (messageId: string): void => {
    const entry = runs.get(messageId)
    entry?.run.pause()
    if (entry) entry.isWanted = false
    const counts = countsOf([messageId])[messageId]
    if (counts) tell(messageId, counts)
    changes.changed('messages', messageId)
  }

  return {
    start,
    stop: (messageId) => runs.get(messageId)?.run.stop(),
    pause: (messageId) => {
      store.sendings.pause(messageId, now(context), null)
      hold(messageId)
    },
    resume: (messageId) => {
      store.sendings.unpause(messageId)
      start(messageId)
    },
    cancel: (messageId) => {
      store.sendings.cancel(messageId, now(context))
      hold(messageId)
      start(messageId)
    },
    isUnderWay: (messageId) => {
      const sending = store.sendings.get(messageId)
      return runs.has(messageId) || (sending !== undefined && sending.finishedAt === null)
    },
    ...{ counts: countsOf, activity },
    limitsChanged: gates.changed,
    goOn: () => {
      settle()
      for (const messageId of store.messages.unfinished()) start(messageId)
    },
    close: async () => {
      life.isClosing = true
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

/** Fixes how it is sent, once. */
const begin = (context: EngineContext, id: string): Sending => {
  const { store, origin, isSandbox } = context
  const known = store.sendings.get(id)
  if (known) return known
  const sandbox = isSandbox()
  const token = origin.random(8).toString('hex')
  return store.sendings.start(id, { sandbox, token, startedAt: now(context) })
}

/** Writes the ledger; answers why there is nobody to send to. */
const prepare = async (
  context: EngineContext,
  message: StoredMessage,
  isOver: () => boolean,
): Promise<string | undefined> => {
  const provider = context.store.providers.defaultFor(message.providerType)
  if (provider === undefined) return 'No enabled provider found.'
  const problem = attachmentProblem(context.storage, message.data)
  if (problem !== undefined) return problem
  const isWanted = (): boolean => !isOver()
  const total = await expandRecipients(context, message, { provider, isWanted })
  return total === 0 ? 'No valid recipients found.' : undefined
}

const toText = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
