import { defaultFailurePause } from '@contract/delivery'
import type { CallInput, CallName, CallReply } from '@contract/index'
import { Query } from '@contract/queries'

/** Calls an engine. */
type Call = <Name extends CallName>(name: Name, input: CallInput<Name>) => Promise<CallReply<Name>>

const mostMessages = 5000

/**
 * Sets from which share of failures on a message pauses by itself, 0 to 1, null for never; the messages
 * that had done so go on, counted anew. Those that a person paused stay as they are.
 */
export const applyFailurePause = async (call: Call, share: number | null): Promise<void> => {
  const { outcomes } = defaultFailurePause
  await call('setFailurePause', { ...(share !== null && { share }), outcomes })
  const queries = [Query.equal('status', 'processing'), Query.limit(mostMessages)]
  const { messages } = await call('listMessages', { queries })
  for (const { $id: messageId } of messages) {
    const { activity } = await call('getDeliveryReport', { messageId })
    if (activity.state === 'paused' && activity.pauseReason !== null)
      await call('resumeDelivery', { messageId })
  }
}
