import { defaultFailurePause } from '@contract/default-failure-pause'
import type { Engine } from '../engine/engine'

/**
 * Sets from which share of failures on a message pauses by itself, 0 to 1, null for never; the messages
 * that had done so go on, counted anew. Those that a person paused stay as they are.
 */
export const applyFailurePause = async (
  { call, resumeSelfPaused }: Pick<Engine, 'call' | 'resumeSelfPaused'>,
  share: number | null,
): Promise<void> => {
  const { outcomes } = defaultFailurePause
  await call('setFailurePause', { ...(share !== null && { share }), outcomes })
  resumeSelfPaused()
}
