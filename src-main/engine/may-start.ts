import { inCopy } from '@contract/in-copy'
import type { StoredMessage } from '../store/messages'
import type { Sending } from '../store/sendings'
import type { EngineContext } from './context'
import { takeBackRecipients } from './expand'
import { now } from './now'
import { countRecipients } from './resolve'

/**
 * Whether a message may go out. One whose hour has come is counted: when it is for more people than the
 * ceiling and than were confirmed, it waits for a person's decision. Calls are answered in between.
 */
export const mayStart = async (
  context: EngineContext,
  message: StoredMessage,
  isOver: () => boolean,
): Promise<boolean> => {
  const { store, ceiling, changes } = context
  const { id, confirmedPeople } = message
  if (store.missed.has(id)) return false
  const begun = store.sendings.get(id)
  if (ceiling() === null || !isToBeCounted(message, begun)) return true
  const isWanted = (): boolean => !isOver()
  const audience = { ...message, copies: inCopy(message.data) }
  const { total, copies } = await countRecipients(store, audience, isWanted)
  if (isOver()) return false
  // It may have become another one meanwhile.
  const most = ceiling()
  if (most === null || total + copies <= Math.max(most, confirmedPeople ?? 0)) return true
  if (begun) await takeBackRecipients(context, id, isWanted)
  if (isOver()) return false
  store.transaction(() => {
    store.sendings.forget(id)
    store.missed.hold(id, now(context), 'ceiling')
  })
  changes.changed('messages', id)
  changes.changed('schedules')
  return false
}

/** What a person starts by hand was counted then; what is under way, over or of a sandbox goes on. */
const isToBeCounted = ({ status }: StoredMessage, begun: Sending | undefined): boolean => {
  if (status !== 'scheduled') return false
  if (!begun) return true
  const { sandbox, expandedAt, pausedAt, cancelledAt } = begun
  return !sandbox && (expandedAt ?? pausedAt ?? cancelledAt) === null
}
