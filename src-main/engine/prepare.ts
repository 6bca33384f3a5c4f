import type { StoredMessage } from '../store/messages'
import type { Sending } from '../store/sendings'
import { attachmentProblem } from './attachments'
import type { EngineContext } from './context'
import { expandRecipients, takeBackRecipients } from './expand'
import { now } from './now'
import { giveUpMessage } from './summary'

/** Fixes how a message is sent, once. */
export const begin = (context: EngineContext, id: string): Sending => {
  const { store, origin, isSandbox } = context
  const known = store.sendings.get(id)
  if (known) return known
  const sandbox = isSandbox()
  const token = origin.random(8).toString('hex')
  return store.sendings.start(id, { sandbox, token, startedAt: now(context) })
}

/** Writes the ledger; answers why there is nobody to send to. Leaves off when `isOver` says so. */
export const prepare = async (
  context: EngineContext,
  message: StoredMessage,
  isOver: () => boolean,
): Promise<string | undefined> => {
  const provider = context.store.providers.defaultFor(message.providerType)
  if (provider === undefined) return 'No enabled provider found.'
  const problem = attachmentProblem(context.storage, message.data)
  if (problem !== undefined) return problem
  const isWanted = (): boolean => !isOver()
  const total = await expandRecipients(context, message, { provider, isWanted })
  return total === 0 ? 'No valid recipients found.' : undefined
}

/** Ends a message that nobody was tried for, with what an interrupted preparation left taken back. */
export const giveUpUnprepared = async (
  context: EngineContext,
  id: string,
  { problem, isOver }: { readonly problem: string; readonly isOver: () => boolean },
): Promise<void> => {
  await takeBackRecipients(context, id, () => !isOver())
  if (!isOver()) giveUpMessage(context, id, problem)
}
