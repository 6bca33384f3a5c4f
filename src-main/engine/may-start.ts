import { inCopy } from '@contract/in-copy'
import type { StoredMessage } from '../store/messages'
import type { Resolution } from '../store/resolutions'
import type { Sending } from '../store/sendings'
import type { EngineContext } from './context'
import { takeBackRecipients } from './expand'
import { now } from './now'
import { resolveRecipients } from './resolve'

/** A message may go out. */
export interface Admission {
  /** Who was counted, when that was necessary: the ledger is written from it. Whoever takes it drops it. */
  readonly counted?: Resolution
}

/**
 * Whether a message may go out; undefined when not. One whose hour has come is counted: when it is for more
 * people than the ceiling and than were confirmed, it waits for a person's decision. Calls are answered in
 * between.
 */
export const mayStart = async (
  context: EngineContext,
  message: StoredMessage,
  isOver: () => boolean,
): Promise<Admission | undefined> => {
  const { store, ceiling } = context
  if (store.missed.has(message.id)) return undefined
  const begun = store.sendings.get(message.id)
  if (ceiling() === null || !isToBeCounted(message, begun)) return {}
  const audience = { ...message, copies: inCopy(message.data) }
  const found = await resolveRecipients(store, audience, () => !isOver())
  const { total, copies, resolution: counted } = found
  // It may have become another one meanwhile.
  const most = ceiling()
  const isFew = most === null || total + copies <= Math.max(most, message.confirmedPeople ?? 0)
  if (isFew && !isOver()) return { counted }
  counted.drop()
  if (!isOver()) await hold(context, message.id, { begun, isOver })
  return undefined
}

const hold = async (
  context: EngineContext,
  id: string,
  { begun, isOver }: { readonly begun: Sending | undefined; readonly isOver: () => boolean },
): Promise<void> => {
  const { store, changes } = context
  if (begun) await takeBackRecipients(context, id, () => !isOver())
  if (isOver()) return
  store.transaction(() => {
    store.sendings.forget(id)
    store.missed.hold(id, now(context), 'ceiling')
  })
  changes.changed('messages', id)
  changes.changed('schedules')
}

/** What a person starts by hand was counted then; what is under way, over or of a sandbox goes on. */
const isToBeCounted = ({ status }: StoredMessage, begun: Sending | undefined): boolean => {
  if (status !== 'scheduled') return false
  if (!begun) return true
  const { sandbox, expandedAt, pausedAt, cancelledAt } = begun
  return !sandbox && (expandedAt ?? pausedAt ?? cancelledAt) === null
}
