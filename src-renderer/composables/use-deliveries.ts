import type { Delivery, DeliveryState } from '@contract/delivery'
import { onScopeDispose, type Ref } from 'vue'
import { api } from '@/api'
import { useCollection, type Collection } from './use-collection'

/** Which outcomes are listed. */
export type OutcomeTab = 'everyone' | 'failed' | 'unknown'

const statesOf: Readonly<Record<OutcomeTab, readonly DeliveryState[] | undefined>> = {
  everyone: undefined,
  failed: ['failed'],
  unknown: ['unknown'],
}

const refreshMs = 1000

/** The people of a send, by page; read again while it moves. */
export const useDeliveries = (messageId: string, tab: Ref<OutcomeTab>): Collection<Delivery> => {
  const list = useCollection<Delivery>({
    load: async ({ after, limit, search }) => {
      const states = statesOf[tab.value]
      const page = await api.call('listDeliveries', {
        messageId,
        limit,
        ...(states && { states: [...states] }),
        ...(search && { search }),
        ...(after && { after: after.id }),
      })
      return { rows: page.deliveries, total: page.total }
    },
    watch: [tab],
    pageSize: 100,
  })

  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = api.on('delivery.progress', (progress) => {
    if (progress.messageId !== messageId) return
    timer ??= setTimeout(() => {
      timer = undefined
      void list.reload()
    }, refreshMs)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    stop()
  })
  return list
}
