import { setMaxListeners } from 'node:events'
import type { DeliveryCounts } from '@contract/delivery'
import { ProviderError } from '../providers/errors'
import type { Content } from '../providers/provider'
import type { ClaimedDelivery, DeliveryReceipt, Sending } from '../store/deliveries'
import { noDeliveries } from '../store/deliveries'
import type { StoredMessage } from '../store/messages'
import type { EngineContext } from './context'
import { now } from './now'
import type { Copies } from './lane'
import { runLane, toErrorLine } from './lane'
import { toContent } from './recipients'
import { createInbox } from './sandbox-inbox'
import type { Way, Ways } from './ways'

/** One message on its way. */
export interface Run {
  /** Sends to everybody who waits, through these providers at the same time. */
  sendTo(providerIds: readonly string[], message: StoredMessage): Promise<void>
  /** Claims nobody any more; the message is being deleted. */
  stop(): void
  /** Claims nobody any more; the rest waits for the next start. */
  pause(): void
  isStopped(): boolean
  /** Tells how the message stands. */
  report(): void
}

/** What a run needs. */
export interface RunOptions {
  readonly context: EngineContext
  readonly ways: Ways
  readonly messageId: string
  readonly emitProgress: (counts: DeliveryCounts) => void
  /** True once the ledger is out of reach. */
  readonly isClosed: () => boolean
}

const progressMs = 250

/** Prepares the run of one message. */
export const createRun = ({
  context,
  ways,
  messageId,
  emitProgress,
  isClosed,
}: RunOptions): Run => {
  const { store, changes, log } = context
  const abort = new AbortController()
  // Every mail that waits for its turn listens.
  setMaxListeners(0, abort.signal)
  let isStopped = false
  let counts: DeliveryCounts = noDeliveries
  let reportedAt = 0

  const report = (): void => {
    reportedAt = performance.now()
    if (!isStopped) emitProgress(counts)
  }
  const tally = (
    receipts: readonly DeliveryReceipt[],
    claimed: readonly ClaimedDelivery[],
  ): void => {
    const next = { ...counts }
    for (const { state } of receipts) {
      next[state]++
      next.in_flight--
    }
    next.pending -= claimed.length
    next.in_flight += claimed.length
    counts = next
    if (performance.now() - reportedAt >= progressMs) report()
  }

  const failWaiting = (providerId: string, failure: string): void => {
    if (isClosed()) return
    const failed = store.deliveries.failPending(messageId, providerId, failure, now(context))
    counts = { ...counts, pending: counts.pending - failed, failed: counts.failed + failed }
  }

  const sendThrough = async (providerId: string, shared: Shared): Promise<void> => {
    const { content, sending, copies } = shared
    const { type: providerType } = content
    const inbox = createInbox(context, { messageId, providerId, providerType })
    let way: Way | undefined
    let failure: string | undefined
    try {
      way = sending.sandbox ? ways.toSandbox(providerId, inbox.add) : ways.toVendor(providerId)
      failure = await runLane({
        channel: way.channel,
        content,
        sending,
        copies,
        exchange: (receipts, limit) =>
          store.transaction(() => {
            inbox.store()
            const claimed = store.deliveries.exchange(messageId, providerId, receipts, limit)
            inbox.expect(claimed)
            tally(receipts, claimed)
            return claimed
          }),
        now: () => now(context),
        log,
        signal: abort.signal,
        isClosed,
      })
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      failure = error.message
    } finally {
      way?.release()
    }
    if (failure !== undefined) failWaiting(providerId, failure)
  }

  return {
    async sendTo(providerIds, message) {
      const sending = store.deliveries.sending(messageId)
      if (!sending) return
      counts = store.deliveries.counts([messageId])[messageId] ?? noDeliveries
      report()
      const content = await toContent(context, message).catch(toTrouble)
      if (content instanceof ProviderError)
        for (const id of providerIds) failWaiting(id, content.message)
      else {
        const shared = { content, sending, copies: createCopies(context, messageId, sending) }
        await Promise.all(providerIds.map((id) => sendThrough(id, shared)))
      }
      changes.flush()
    },
    stop: () => {
      isStopped = true
      abort.abort()
    },
    pause: () => abort.abort(),
    isStopped: () => isStopped,
    report,
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
}

const createCopies = (context: EngineContext, messageId: string, sending: Sending): Copies => {
  let isTaken = sending.copiesSent
  return {
    take: () => {
      const isMine = !isTaken
      isTaken = true
      return isMine
    },
    giveBack: () => (isTaken = false),
    done: (refused) => context.store.deliveries.setCopiesSent(messageId, refused.map(toErrorLine)),
  }
}
