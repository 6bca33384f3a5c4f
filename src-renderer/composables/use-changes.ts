import type { Resource } from '@contract/events'
import { onScopeDispose, watch } from 'vue'
import { api } from '@/api'
import { isBulkRunning } from './use-bulk-run'

/**
 * Reads again when one of `resources` changes: many changes within `pauseMs` are one, and so are all those of an
 * act on many things, which would leave the window no time for anything else.
 */
export const useChanges = (
  resources: readonly Resource[],
  reload: () => Promise<unknown>,
  pauseMs: number,
): void => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOutdated = false

  const run = (): void => {
    timer = undefined
    isOutdated = false
    void reload()
  }
  const runSoon = (): void => {
    isOutdated = true
    if (timer !== undefined || isBulkRunning.value) return
    if (pauseMs === 0) run()
    else timer = setTimeout(run, pauseMs)
  }
  const stop = api.on('resource.changed', ({ resource }) => {
    if (resources.includes(resource)) runSoon()
  })
  watch(isBulkRunning, (isRunning) => {
    if (!isRunning && isOutdated) runSoon()
  })
  onScopeDispose(() => {
    stop()
    clearTimeout(timer)
  })
}
