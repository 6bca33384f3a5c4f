import type { BridgeEvent } from '@contract/events'

/**
 * Tells from the events whether anything is being sent: `onChange` is called when that changes, so that
 * the computer stays awake only while it is.
 */
export const createSendingWatch = (
  onChange: (isSending: boolean) => void,
): ((event: BridgeEvent) => void) => {
  const underWay = new Set<string>()
  let isSending = false
  const settle = (): void => {
    if (isSending === underWay.size > 0) return
    isSending = underWay.size > 0
    onChange(isSending)
  }
  return (event) => {
    if (event.name === 'delivery.progress') {
      const { messageId, counts, activity } = event.payload
      // Who waits in a paused message does not keep the computer awake, nor who was put off for a while: it is
      // looked for them again when the computer wakes up.
      const isAtRest = activity.state === 'paused' || activity.restsUntil !== null
      const waiting = isAtRest ? 0 : counts.pending
      if (waiting + counts.in_flight > 0) underWay.add(messageId)
      else underWay.delete(messageId)
    }
    // Without an engine nothing is sent; the next one tells of what it goes on with.
    if (event.name === 'engine.status' && event.payload.state !== 'running') underWay.clear()
    settle()
  }
}
