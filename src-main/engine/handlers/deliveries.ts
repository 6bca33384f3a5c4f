import type { deliveryCommands, DeliveryReport } from '@contract/delivery'
import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import type { StoredMessage } from '../../store/messages'
import { noDeliveries } from '../../store/sendings'
import type { Caller } from '../caller'
import type { EngineContext } from '../context'
import { now } from '../now'
import type { Delivery } from '../delivery'
import { countRecipients } from '../resolve'

/** Who gets it, how it stands, what became of each. */
export const deliveryHandlers = (
  context: EngineContext,
  delivery: Delivery,
): Handlers<typeof deliveryCommands, Caller> => {
  const { store, changes } = context

  const find = (id: string): StoredMessage => {
    const message = store.messages.get(id)
    if (!message) throw apiError('message_not_found')
    return message
  }
  const findProvider = (id: string): void => {
    if (!store.providers.get(id)) throw apiError('provider_not_found')
  }

  /**
   * Answers how many wait, at once; a large ledger follows slice by slice. Undefined where nobody was
   * tried, because there was no provider or nobody to send to: it starts over.
   */
  const retry = (id: string, states: readonly RetryState[]): number | undefined => {
    const counts = store.sendings.counts([id])[id]
    const total = counts && states.reduce((sum, state) => sum + counts[state], 0)
    if (total === 0) return 0
    if (counts) store.sendings.reopen(id)
    else store.sendings.forget(id)
    store.messages.setStatus(id, 'processing', now(context))
    return total
  }
  const release = async ({ id, providerType }: StoredMessage, states: readonly RetryState[]) => {
    const defaultProvider = store.providers.defaultFor(providerType)
    const slice = { limit: sliceRows, ...(defaultProvider !== undefined && { defaultProvider }) }
    // Whoever is cancelled meanwhile fails, and must not be found here again.
    const isWanted = (): boolean => {
      const sending = store.sendings.get(id)
      return sending?.finishedAt === null && sending.cancelledAt === null
    }
    const retrySlice = (state: RetryState): number =>
      store.transaction(() => (isWanted() ? store.deliveries.retry(id, state, slice) : 0))
    for (const state of states)
      while (retrySlice(state) === sliceRows) await new Promise(setImmediate)
    store.transaction(() => {
      if (isWanted()) store.deliveries.renewLanes(id)
    })
  }
  const checkUnderWay = (messageId: string): void => {
    find(messageId)
    if (!delivery.isUnderWay(messageId)) throw apiError('desktop_nothing_under_way')
  }

  return {
    countRecipients: (input) => countRecipients(store, input),
    getDeliveryReport: ({ messageId }): DeliveryReport => {
      find(messageId)
      const sending = store.sendings.get(messageId)
      return {
        messageId,
        counts: delivery.counts([messageId])[messageId] ?? noDeliveries,
        activity: delivery.activity(messageId),
        sandbox: sending?.sandbox ?? context.isSandbox(),
        startedAt: sending?.startedAt ?? null,
        finishedAt: sending?.finishedAt ?? null,
        providers: store.deliveries.providers(messageId).map((provider) => ({
          ...provider,
          perSecond: store.providerLimits.get(provider.providerId).perSecond,
        })),
        causes: store.causes.list(messageId),
        problems: [...(sending?.problems ?? [])],
      }
    },
    listDeliveryCounts: ({ messageIds }) =>
      Object.fromEntries(
        Object.entries(delivery.counts(messageIds)).map(([id, counts]) => [
          id,
          { ...counts, ...delivery.standstill(id) },
        ]),
      ),
    listDeliveries: (input) => {
      find(input.messageId)
      const counts = store.sendings.counts([input.messageId])[input.messageId] ?? noDeliveries
      return store.listDeliveries(input, counts)
    },
    retryDeliveries: async ({ messageId, states: named }) => {
      const states = [...new Set(named)]
      const message = find(messageId)
      if (delivery.isUnderWay(messageId)) throw apiError('message_already_processing')
      if (!store.sendings.get(messageId)) return { total: 0 }
      const total = store.transaction(() => retry(messageId, states))
      await release(message, states)
      changes.changed('messages', messageId)
      if (store.messages.get(messageId)?.status === 'processing') delivery.start(messageId)
      return { total: total ?? (await countRecipients(store, message)).total }
    },
    pauseDelivery: ({ messageId }) => {
      checkUnderWay(messageId)
      delivery.pause(messageId)
      return {}
    },
    resumeDelivery: ({ messageId }) => {
      checkUnderWay(messageId)
      delivery.resume(messageId)
      return {}
    },
    hastenDelivery: async ({ messageId }) => {
      checkUnderWay(messageId)
      await delivery.hasten(messageId)
      return {}
    },
    cancelDelivery: ({ messageId }) => {
      checkUnderWay(messageId)
      delivery.cancel(messageId)
      return {}
    },
    getProviderLimits: ({ providerId }) => {
      findProvider(providerId)
      return store.providerLimits.get(providerId)
    },
    listProviderLimits: () => ({ limits: store.providerLimits.all() }),
    setProviderLimits: ({ providerId, perSecond = null, concurrency = null }) => {
      findProvider(providerId)
      store.providerLimits.set(providerId, { perSecond, concurrency })
      delivery.limitsChanged(providerId)
      changes.changed('providers', providerId)
      return {}
    },
    getFailurePause: () => store.failurePause.get(),
    setFailurePause: ({ share = null, outcomes }) => {
      store.failurePause.set({ share, outcomes })
      changes.changed('settings')
      return {}
    },
  }
}

type RetryState = 'failed' | 'unknown'

/** Small enough that a call in between waits a few milliseconds. */
const sliceRows = 1000
