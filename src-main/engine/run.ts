import { setMaxListeners } from 'node:events'
import type { DeliveryActivity, DeliveryCounts } from '@contract/delivery'
import { ProviderError } from '../providers/errors'
import type { Content } from '../providers/outgoing'
import type { ClaimedDelivery, Returns, Sieve } from '../store/claims'
import type { StoredMessage } from '../store/messages'
import type { CountChange, LaneState, Sending } from '../store/sendings'
import { noDeliveries } from '../store/sendings'
import { createCopies, type Copies } from './copies'
import type { EngineContext } from './context'
import { createDrift, type Drift } from './drift'
import { failWaiting } from './fail-waiting'
import { createFailureWatch } from './failure-watch'
import { openGate, type Gates } from './gates'
import type { HandOvers } from './hand-overs'
import { createHorizon, type Wish } from './horizon'
import { runLane } from './lane'
import { now } from './now'
import { leastParkMs } from './parking'
import { toContent } from './recipients'
import { createInbox, type SandboxInbox } from './sandbox-inbox'
import { restsUntil, toWaits, type RestingLane } from './waits'
import type { Way, Ways } from './ways'
import { obstacleTo } from './ways'

/** One message on its way. */
export interface Run {
  /** Sends to everybody who waits, through these providers at the same time. */
  sendTo(providerIds: readonly string[], message: StoredMessage, sieve: Sieve): Promise<void>
  /** Claims nobody any more; the message is being deleted. */
  stop(): void
  /** Claims nobody any more; the rest waits for the next start. */
  pause(): void
  isStopped(): boolean
  isPaused(): boolean
  /** Since nobody could be sent to before, it came to its end; in milliseconds since 1970. */
  parkedUntil(): number | undefined
  waits(): DeliveryActivity['waits']
  /** The ledger's counts with what it is not told yet. */
  correct(counts: DeliveryCounts): DeliveryCounts
  /** Tells how the message stands. */
  report(): void
}

/** What a run needs. */
export interface RunOptions {
  readonly context: EngineContext
  readonly ways: Ways
  readonly gates: Gates
  readonly handOvers: HandOvers
  readonly messageId: string
  readonly emitProgress: (counts: DeliveryCounts) => void
  /** True once the ledger is out of reach. */
  readonly isClosed: () => boolean
}

const progressMs = 250

/** Prepares the run of one message. */
export const createRun = (options: RunOptions): Run => {
  const { context, ways, gates, handOvers, messageId, emitProgress, isClosed } = options
  const { store, changes, log, origin, timer } = context
  const abort = new AbortController()
  // Every mail that waits for its turn listens.
  setMaxListeners(0, abort.signal)
  const watch = createFailureWatch(store.failurePause.get)
  const states = new Map<string, LaneState>()
  const rests = new Map<string, RestingLane>()
  const open = new Set<string>()
  const lanes = { open, states, rests }
  const drifts = new Set<Drift>()
  let isStopped = false
  let parkedUntil: number | undefined
  let counts: DeliveryCounts = noDeliveries
  let reportedAt = 0

  const correct = (raw: DeliveryCounts): DeliveryCounts =>
    [...drifts].reduce((right, drift) => drift.correct(right), raw)
  const report = (): void => {
    reportedAt = performance.now()
    if (!isStopped && !isClosed()) emitProgress(correct(counts))
  }
  const tally = (change: CountChange): void => {
    const next = { ...counts }
    for (const state of ['pending', 'in_flight', 'accepted', 'failed', 'unknown'] as const)
      next[state] += change[state] ?? 0
    counts = next
    if (performance.now() - reportedAt >= progressMs) report()
  }
  /** Nobody is left but those who were put off for long: what it takes to send is let go of. */
  const park = (): void => {
    const until = restsUntil(lanes)
    if (until === undefined || until < origin.clock() + leastParkMs || abort.signal.aborted) return
    parkedUntil = until
    abort.abort()
  }
  const giveUp = async (providerId: string, error: string): Promise<void> => {
    const part = { messageId, providerId, error, isClosed }
    await failWaiting(context, part, (failed) => tally({ pending: -failed, failed }))
  }

  /** Records and claims in one transaction; too many failures pause the message in the same one. */
  const exchangeFor = (
    providerId: string,
    inbox: SandboxInbox,
    { sending: { sandbox }, sieve }: Pick<Shared, 'sending' | 'sieve'>,
  ) => {
    const expired: ClaimedDelivery[] = []
    const horizon = createHorizon(context, messageId, providerId)
    const drift = createDrift()
    drifts.add(drift)
    let told: LaneState | undefined
    const note: HandOvers['note'] = (ended, begun) => {
      handOvers.note(ended, begun)
      drift.noted(ended, begun)
    }
    const exchange = (returns: Returns, wish: Wish, state: LaneState) => {
      const { receipts } = returns
      // With nobody waiting there is nothing to save; who is only claimed waits, too.
      const pauseReason = correct(counts).pending > 0 ? watch.see(receipts) : undefined
      const wanted = pauseReason === undefined ? wish : { ...wish, sizes: [] }
      const { reach, isDurable } = horizon.look(wanted)
      const write = isDurable || pauseReason !== undefined ? store.transaction : store.batch
      const { calls, change } = write(() => {
        inbox.store()
        for (const { targetId, identifier } of expired)
          store.targets.expire(targetId, identifier, now(context))
        if (state !== told) store.sendings.setLane(messageId, providerId, state)
        if (pauseReason !== undefined) store.sendings.pause(messageId, now(context), pauseReason)
        const claim = { ...wanted, horizon: reach, sieve }
        return store.claims.exchange(messageId, providerId, returns, claim)
      })
      horizon.kept()
      handOvers.recorded(receipts)
      drift.exchanged(calls.flat().length - returns.unused.length)
      if (expired.splice(0).length > 0) changes.changed('targets')
      told = state
      if (sandbox) for (const call of calls) inbox.expect(call)
      tally(change)
      if (pauseReason !== undefined) {
        abort.abort()
        report()
        changes.changed('messages', messageId)
      }
      return calls
    }
    return {
      ...{ exchange, note },
      end: () => {
        drifts.delete(drift)
        if (!isClosed()) horizon.end()
      },
      onExpired: (delivery: ClaimedDelivery) => void expired.push(delivery),
    }
  }

  const sendThrough = async (providerId: string, shared: Shared): Promise<void> => {
    const { content, sending, copies } = shared
    const { type: providerType } = content
    const inbox = createInbox(context, { messageId, providerId, providerType })
    const { end, ...ledger } = exchangeFor(providerId, inbox, shared)
    const sendOver = async (way: Way): Promise<string | undefined> => {
      const start = store.sendings.lane(messageId, providerId)
      return await runLane({
        ...{ channel: way.channel, content, sending, copies, origin, timer, log, isClosed },
        ...ledger,
        ...(sending.sandbox
          ? { gate: openGate, condition: { age: 0, state: start } }
          : {
              gate: gates.of(providerId, way.channel.connections),
              condition: gates.condition(providerId, start),
            }),
        countFresh: (most) => store.claims.countFresh(messageId, providerId, most),
        nextDue: () => store.putOff.next(messageId, providerId),
        obstacle: () => obstacleTo(context, providerId),
        isCurrent: way.isCurrent,
        onState: (state) => {
          states.set(providerId, state)
          report()
        },
        onRest: (rest) => {
          rests.set(providerId, { ...rest, at: origin.clock(), channel: way.channel })
          report()
          park()
        },
        signal: abort.signal,
      })
    }
    /** Goes on over another way when the provider was changed meanwhile. */
    const sendOn = async (): Promise<string | undefined> => {
      for (;;) {
        const { sandbox } = sending
        const way = sandbox
          ? ways.toSandbox(providerId, inbox.add, sending.startedAt)
          : ways.toVendor(providerId)
        try {
          const failure = await sendOver(way)
          const isOver = abort.signal.aborted || isClosed()
          if (failure !== undefined || isOver || way.isCurrent()) return failure
        } finally {
          way.release()
          states.delete(providerId)
          rests.delete(providerId)
        }
      }
    }
    const failure = await sendOn().catch((error: unknown) => toTrouble(error).message)
    end()
    open.delete(providerId)
    if (failure !== undefined) await giveUp(providerId, failure)
    park()
  }

  const pause = (): void => {
    parkedUntil = undefined
    abort.abort()
  }

  return {
    async sendTo(providerIds, message, sieve) {
      const sending = store.sendings.get(messageId)
      if (!sending) return
      counts = store.sendings.counts([messageId])[messageId] ?? noDeliveries
      report()
      const { copiedRecipients } = sending
      const content = await toContent(context, message, copiedRecipients).catch(toTrouble)
      if (content instanceof ProviderError)
        for (const id of providerIds) await giveUp(id, content.message)
      else {
        const copies = createCopies(context, content, { messageId, sending })
        const shared = { content, sending, copies, sieve }
        for (const id of providerIds) open.add(id)
        // Each to its end: while one goes on, nobody may think that the message has stopped.
        const lanes = await Promise.allSettled(providerIds.map((id) => sendThrough(id, shared)))
        for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason
        if (!abort.signal.aborted && !isClosed() && counts.accepted > 0) copies.end()
      }
      changes.flush()
    },
    stop: () => {
      isStopped = true
      pause()
    },
    pause,
    isStopped: () => isStopped,
    isPaused: () => abort.signal.aborted,
    parkedUntil: () => parkedUntil,
    waits: () =>
      toWaits(lanes, origin.clock(), (providerId, time) =>
        store.putOff.after(messageId, providerId, time),
      ),
    ...{ correct, report },
  }
}

const toTrouble = (error: unknown): ProviderError => {
  if (error instanceof ProviderError) return error
  throw error
}

/** What all providers of one message share. */
interface Shared {
  readonly content: Content
  readonly sending: Sending
  readonly copies: Copies
  readonly sieve: Sieve
}
