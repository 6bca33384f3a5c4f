import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError } from '@contract/errors'
import { lockFolder } from '../profiles/folder-lock'

/** Longer than an engine takes that still hands over its last mails because its host was killed. */
const mostWaitMs = 12_000

/** Takes an engine's folder, waiting for an earlier engine to end; throws `desktop_data_in_use` when it does not. */
export const waitForFolder = async (folder: string, waitMs = mostWaitMs): Promise<() => void> => {
  const deadline = performance.now() + waitMs
  for (;;) {
    try {
      return lockFolder(folder)
    } catch (error) {
      const isTaken = error instanceof ApiError && error.type === 'desktop_data_in_use'
      if (!isTaken || performance.now() >= deadline) throw error
      await sleep(100)
    }
  }
}
