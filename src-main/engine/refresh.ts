import type { StoredMessage } from '../store/messages'
import type { Sieve } from '../store/claims'
import { firstWaiting, type WaitingPlace, type WaitingSlice } from '../store/waiting'
import type { EngineContext } from './context'
import type { LeavingWatch } from './leaving'
import { now } from './now'

/** Small enough that a call in between waits a few milliseconds. */
const sliceRows = 1000

const gone = 'This address was deleted before the message was sent to it.'
const left =
  'This address was taken off the topics of the message before it was sent there, so nothing was sent.'

/**
 * Looks at the targets of those who wait since an earlier start, a pause or a person's retry: whoever is gone
 * or not reached by the audience any more gets nothing, which the report says, and a corrected address is the
 * one that is sent to. Calls are answered in between. What ends in the middle is done again from the
 * beginning by the next start.
 */
export const refreshWaiting = async (
  context: Pick<EngineContext, 'store' | 'origin'>,
  { id: messageId, topics, users, targets }: StoredMessage,
  isOver: () => boolean,
): Promise<void> => {
  const { store } = context
  for (const providerId of store.deliveries.providersWaiting(messageId)) {
    const part = { messageId, providerId, topics, users, targets, limit: sliceRows }
    let after: WaitingPlace | undefined = firstWaiting
    while (after !== undefined && !isOver()) {
      const slice: WaitingSlice = { ...part, after }
      after = store.batch(() => store.waiting.refresh(slice, toWords(context)))
      await new Promise(setImmediate)
    }
  }
}

/**
 * Does the same for those who leave while the message is under way, when their turn comes. Whoever was
 * claimed before keeps it: their call may be on its way. Nothing is asked as long as nobody leaves.
 */
export const createSieve = (
  context: Pick<EngineContext, 'store' | 'origin'>,
  message: StoredMessage,
  { isIdle, isSuspect }: LeavingWatch,
): Sieve => ({
  isIdle,
  keep: (these) =>
    these.some(({ targetId }) => isSuspect(targetId))
      ? context.store.waiting.keep(these, message, toWords(context))
      : these,
})

const toWords = (context: Pick<EngineContext, 'origin'>) => ({ gone, left, at: now(context) })
