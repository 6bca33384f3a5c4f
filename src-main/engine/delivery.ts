import type { DeliveryCounts } from '@contract/delivery'
import type { StoredMessage } from '../store/messages'
import { attachmentProblem } from './attachments'
import type { EngineContext } from './context'
import { now } from './now'
import { toErrorLine } from './lane'
import type { Run } from './run'
import { createRun } from './run'
import { expandRecipients } from './recipients'
import { createWays } from './ways'

/** Sends messages; at most one run for each message at a time. */
export interface Delivery {
  /** Starts, or goes on with, the sending of a message. */
  start(messageId: string): void
  /** Stops a message that is being deleted; who has it keeps it. */
  stop(messageId: string): void
  isUnderWay(messageId: string): boolean
  /** Finds what the last run left: what was in flight is unknown now, what waits is continued. */
  resume(): void
  /** Claims nothing more and waits a while for what is in flight; the rest is unknown. */
  close(): Promise<void>
}

const maxErrors = 100
const closeMs = 8000

const interrupted =
  'Sendwright stopped while this message was on its way. Whether it arrived is unknown.'

/** The delivery of one engine. */
export const createDelivery = (context: EngineContext): Delivery => {
  const { store, changes } = context
  const ways = createWays(context)
  const runs = new Map<string, { readonly run: Run; readonly done: Promise<void> }>()
  const life = { isClosing: false, isClosed: false }

  const send = async (run: Run, messageId: string): Promise<void> => {
    // Whoever asked gets an answer before a large audience is resolved.
    await new Promise(setImmediate)
    if (run.isStopped() || life.isClosing) return
    const message = store.messages.get(messageId)
    if (!message || !begin(context, message)) return
    changes.changed('messages', messageId)
    await run.sendTo(store.deliveries.providersWaiting(messageId), message)
    if (!run.isStopped() && !life.isClosing) finish(context, messageId)
  }

  const tell =
    (messageId: string) =>
    (counts: DeliveryCounts): void =>
      context.emit('delivery.progress', { messageId, counts })

  const start = (messageId: string): void => {
    if (runs.has(messageId) || life.isClosing) return
    const run = createRun({
      context,
      ways,
      messageId,
      isClosed: () => life.isClosed,
      emitProgress: tell(messageId),
    })
    const done = send(run, messageId)
      .catch((error: unknown) => context.log(toText(error)))
      .finally(() => {
        runs.delete(messageId)
        if (!life.isClosed) run.report()
      })
    runs.set(messageId, { run, done })
  }

  return {
    start,
    stop: (messageId) => runs.get(messageId)?.run.stop(),
    isUnderWay: (messageId) => {
      const sending = store.deliveries.sending(messageId)
      return runs.has(messageId) || (sending !== undefined && sending.finishedAt === null)
    },
    resume: () => {
      store.deliveries.abandonInFlight(interrupted, now(context))
      for (const messageId of store.messages.unfinished()) start(messageId)
    },
    close: async () => {
      life.isClosing = true
      for (const { run } of runs.values()) run.pause()
      const everything = Promise.all([...runs.values()].map(({ done }) => done))
      await Promise.race([everything, sleep(closeMs)])
      life.isClosed = true
      store.deliveries.abandonInFlight(interrupted, now(context))
    },
  }
}

/** Fixes how it is sent and writes the ledger, once; answers whether there is anybody to send to. */
const begin = (context: EngineContext, message: StoredMessage): boolean => {
  const { store, storage, origin, isSandbox } = context
  const { id, providerType } = message
  if (store.deliveries.sending(id)) return true
  return store.transaction(() => {
    const startedAt = now(context)
    const token = origin.random(8).toString('hex')
    store.deliveries.start(id, { sandbox: isSandbox(), token, startedAt })
    const provider = store.providers.defaultFor(providerType)
    if (provider === undefined) return giveUp(context, id, 'No enabled provider found.')
    const problem = attachmentProblem(storage, message.data)
    if (problem !== undefined) return giveUp(context, id, problem)
    if (expandRecipients(store, message, provider) === 0)
      return giveUp(context, id, 'No valid recipients found.')
    return true
  })
}

/** Nobody was tried: the message has one error and no time of delivery. */
const giveUp = (context: EngineContext, id: string, problem: string): false => {
  const at = now(context)
  context.store.messages.finish({
    ...{ id, status: 'failed', updatedAt: at, deliveredAt: null },
    ...{ deliveredTotal: 0, deliveryErrors: [problem] },
  })
  context.store.deliveries.finish(id, at)
  context.changes.changed('messages', id)
  return false
}

/** Derives the message's end from its ledger. */
const finish = (context: EngineContext, id: string): void => {
  const { store, changes } = context
  store.transaction(() => {
    const sending = store.deliveries.sending(id)
    const counts = store.deliveries.counts([id])[id]
    if (!sending || !counts || counts.pending > 0) return
    const troubles = store.deliveries.troubles(id, maxErrors).map(toErrorLine)
    const deliveryErrors = [...troubles, ...sending.problems].slice(0, maxErrors)
    const at = now(context)
    store.messages.finish({
      ...{ id, updatedAt: at, deliveredAt: at, deliveryErrors },
      status: deliveryErrors.length === 0 ? 'sent' : 'failed',
      deliveredTotal: counts.accepted,
    })
    store.deliveries.finish(id, at)
  })
  changes.changed('messages', id)
}

const toText = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
