import type { Workspace } from './workspace'

/** What is said of whoever is off the topics. */
export const leftWords =
  'This address was taken off the topics of the message before it was sent there, so nothing was sent.'
/** What is said of whoever is deleted. */
export const goneWords = 'This address was deleted before the message was sent to it.'

/** Takes a target off a topic. */
export const unsubscribe = async (
  { call }: Workspace,
  topicId: string,
  targetId = '',
): Promise<void> => {
  const { subscribers } = await call('listSubscribers', { topicId })
  const { $id = '' } = subscribers.find((one) => one.targetId === targetId) ?? {}
  await call('deleteSubscriber', { topicId, subscriberId: $id })
}

/** What became of the first people of a message: the part of their address before the @ → error or state. */
export const outcomesOf = async (
  { call }: Workspace,
  messageId: string,
): Promise<Record<string, string>> => {
  const { deliveries } = await call('listDeliveries', { messageId })
  return Object.fromEntries(
    deliveries.map(({ identifier, state, error }) => [
      identifier.split('@')[0] ?? '',
      error ?? state,
    ]),
  )
}
