import type { StoredMessage } from '../store/messages'
import type { Sending } from '../store/sendings'
import { attachmentProblem } from './attachments'
import type { EngineContext } from './context'
import { expandRecipients, takeBackRecipients } from './expand'
import { failWaiting } from './fail-waiting'
import type { Admission } from './may-start'
import { now } from './now'
import { refreshWaiting } from './refresh'
import { finishMessage, giveUpMessage } from './summary'

/** Why a message ends before anybody is tried (behaviour 6.1); a rehearsal says the same. */
export const noProvider = 'No enabled provider found.'
/** There is a provider, and nobody to send to. */
export const nobodyFound = 'No valid recipients found.'

/** Fixes how a message is sent, once. */
export const begin = (context: EngineContext, id: string): Sending => {
  const { store, origin, isSandbox } = context
  const known = store.sendings.get(id)
  if (known) return known
  const sandbox = isSandbox()
  const token = origin.random(8).toString('hex')
  return store.sendings.start(id, { sandbox, token, startedAt: now(context) })
}

const cancelled = 'Cancelled before it was sent.'

/** What is known when a message goes out, and whether it may not go on. */
interface Going extends Admission {
  readonly isOver: () => boolean
}

/**
 * Writes the ledger, or looks at those who wait in it since an earlier start; false when nobody is to be sent
 * to now, because the message is over, cancelled, paused or given up.
 */
export const bringUpToDate = async (
  context: EngineContext,
  message: StoredMessage,
  going: Going,
): Promise<boolean> => {
  const { id } = message
  const { isOver } = going
  if (isOver()) return false
  const sending = begin(context, id)
  if (sending.finishedAt !== null) return false
  if (sending.cancelledAt !== null) {
    await cancelRest(context, id, { sending, isOver })
    return false
  }
  if (sending.pausedAt !== null) return false
  context.changes.changed('messages', id)
  if (sending.expandedAt !== null) {
    await refreshWaiting(context, message, isOver)
    return !isOver()
  }
  const problem = await prepare(context, message, going)
  if (problem !== undefined && !isOver()) await giveUp(context, id, { problem, isOver })
  return problem === undefined && !isOver()
}

/** Writes the ledger; answers why there is nobody to send to. Leaves off when `isOver` says so. */
const prepare = async (
  context: EngineContext,
  message: StoredMessage,
  { counted, isOver }: Going,
): Promise<string | undefined> => {
  const provider = context.store.providers.defaultFor(message.providerType)
  if (provider === undefined) return noProvider
  const problem = attachmentProblem(context.storage, message.data)
  if (problem !== undefined) return problem
  const isWanted = (): boolean => !isOver()
  const total = await expandRecipients(context, message, { provider, counted, isWanted })
  return total === 0 ? nobodyFound : undefined
}

/** Ends a message that nobody was tried for, with what an interrupted preparation left taken back. */
const giveUp = async (
  context: EngineContext,
  id: string,
  { problem, isOver }: { readonly problem: string; readonly isOver: () => boolean },
): Promise<void> => {
  await takeBackRecipients(context, id, () => !isOver())
  if (!isOver()) giveUpMessage(context, id, problem)
}

const cancelRest = async (
  context: EngineContext,
  messageId: string,
  { sending, isOver }: { readonly sending: Sending; readonly isOver: () => boolean },
): Promise<void> => {
  if (sending.expandedAt === null)
    return await giveUp(context, messageId, { problem: cancelled, isOver })
  const everybody = { messageId, providerId: null, error: cancelled, isClosed: isOver }
  await failWaiting(context, everybody, () => undefined)
  if (!isOver()) finishMessage(context, messageId)
}
