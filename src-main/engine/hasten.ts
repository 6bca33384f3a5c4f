import type { EngineContext } from './context'
import type { Gates } from './gates'

/** Small enough that a call in between waits a few milliseconds. */
const sliceRows = 1000

/**
 * Makes everybody due who was put off, and forgets the troubles of their providers: a person wants to try
 * again. Calls are answered in between.
 */
export const hasten = async (
  { store, origin }: Pick<EngineContext, 'store' | 'origin'>,
  gates: Gates,
  { messageId, isOver }: { readonly messageId: string; readonly isOver: () => boolean },
): Promise<void> => {
  const slice = { now: origin.clock(), limit: sliceRows }
  const providerIds = store.deliveries.providersWaiting(messageId)
  for (const providerId of providerIds) {
    const bring = (): boolean => store.putOff.bring(messageId, providerId, slice)
    while (!isOver() && store.batch(bring)) await new Promise(setImmediate)
  }
  if (isOver()) return
  store.transaction(() => store.deliveries.calmLanes(messageId))
  for (const providerId of providerIds) gates.renew(providerId)
}
