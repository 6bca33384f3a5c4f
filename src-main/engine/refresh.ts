import type { WaitingSlice } from '../store/waiting'
import type { EngineContext } from './context'
import { now } from './now'

/** Small enough that a call in between waits a few milliseconds. */
const sliceRows = 1000

const gone = 'This address was deleted before the message was sent to it.'

/**
 * Looks at the targets of those who wait since an earlier start, a pause or a person's retry: whoever is gone
 * gets nothing any more, and a corrected address is the one that is sent to. Calls are answered in between.
 */
export const refreshWaiting = async (
  context: Pick<EngineContext, 'store' | 'origin'>,
  messageId: string,
  isOver: () => boolean,
): Promise<void> => {
  const { store } = context
  for (const providerId of store.deliveries.providersWaiting(messageId)) {
    let after: number | undefined = 0
    while (after !== undefined && !isOver()) {
      const slice: WaitingSlice = { messageId, providerId, after, limit: sliceRows }
      after = store.batch(() => store.waiting.refresh(slice, { error: gone, at: now(context) }))
      await new Promise(setImmediate)
    }
  }
}
