import type { EngineContext } from './context'
import { now } from './now'

/** Small enough that a call in between waits a few milliseconds. */
const sliceRows = 1000

/** Whose wait ends, and why. */
export interface Waiting {
  readonly messageId: string
  /** Null: whoever they wait for. */
  readonly providerId: string | null
  readonly error: string
  /** True once the ledger is out of reach. */
  readonly isClosed: () => boolean
}

/** Records everybody who waits as failed, slice by slice; calls are answered in between. */
export const failWaiting = async (
  context: Pick<EngineContext, 'store' | 'origin'>,
  { messageId, providerId, error, isClosed }: Waiting,
  onFailed: (failed: number) => void,
): Promise<void> => {
  const { store } = context
  while (!isClosed()) {
    const slice = { error, at: now(context), limit: sliceRows }
    // The end of the message is what waits for the disk; a power cut before it makes this go on.
    const failed = store.batch(() => store.deliveries.failPending(messageId, providerId, slice))
    onFailed(failed)
    if (failed < sliceRows) return
    await new Promise(setImmediate)
  }
}
