import type { deliveryCommands, DeliveryReport } from '@contract/delivery'
import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import { noDeliveries } from '../../store/deliveries'
import type { StoredMessage } from '../../store/messages'
import type { Caller } from '../caller'
import type { EngineContext } from '../context'
import { now } from '../now'
import type { Delivery } from '../delivery'
import { countRecipients } from '../recipients'

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

  const retry = (message: StoredMessage, states: readonly ('failed' | 'unknown')[]): number => {
    const { id, providerType } = message
    const hasLedger = store.deliveries.counts([id])[id] !== undefined
    // Nobody was tried because there was no provider or nobody to send to: it starts over.
    if (!hasLedger) store.deliveries.forget(id)
    const provider = store.providers.defaultFor(providerType)
    const total = hasLedger
      ? store.deliveries.retry(id, states, provider)
      : countRecipients(store, message).total
    if (hasLedger && total > 0) store.deliveries.reopen(id)
    if (!hasLedger || total > 0) store.messages.setStatus(id, 'processing', now(context))
    return total
  }

  return {
    countRecipients: (input) => {
      const { total, duplicates, providers } = countRecipients(store, input)
      return { total, duplicates, providers: [...providers] }
    },
    getDeliveryReport: ({ messageId }): DeliveryReport => {
      find(messageId)
      const sending = store.deliveries.sending(messageId)
      return {
        messageId,
        counts: store.deliveries.counts([messageId])[messageId] ?? noDeliveries,
        sandbox: sending?.sandbox ?? context.isSandbox(),
        startedAt: sending?.startedAt ?? null,
        finishedAt: sending?.finishedAt ?? null,
        providers: store.deliveries.providers(messageId),
        causes: store.deliveries.causes(messageId),
      }
    },
    listDeliveryCounts: ({ messageIds }) => store.deliveries.counts(messageIds),
    listDeliveries: (input) => {
      find(input.messageId)
      return store.deliveries.list(input)
    },
    retryDeliveries: ({ messageId, states }) => {
      const message = find(messageId)
      if (delivery.isUnderWay(messageId)) throw apiError('message_already_processing')
      if (!store.deliveries.sending(messageId)) return { total: 0 }
      const total = store.transaction(() => retry(message, states))
      changes.changed('messages', messageId)
      if (store.messages.get(messageId)?.status === 'processing') delivery.start(messageId)
      return { total }
    },
  }
}
