import { onScopeDispose, watch, type WatchSource } from 'vue'

/** How often something is looked at again. */
export interface PollOptions {
  readonly firstMs?: number
  readonly mostMs?: number
}

/** Runs `look` while `isActive` and the window is visible, ever more rarely; at once when the window comes back. */
export const usePoll = (
  isActive: WatchSource<boolean>,
  look: () => Promise<unknown>,
  { firstMs = 2000, mostMs = 30_000 }: PollOptions = {},
): void => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let delayMs = firstMs
  let active = false

  const wait = (): void => {
    clearTimeout(timer)
    if (!active || document.visibilityState === 'hidden') return
    timer = setTimeout(() => void turn(), delayMs)
  }
  const turn = async (): Promise<void> => {
    // The page that looks shows what went wrong.
    await look().catch(() => undefined)
    delayMs = Math.min(delayMs * 1.5, mostMs)
    wait()
  }
  const onVisible = (): void => {
    clearTimeout(timer)
    if (!active || document.visibilityState === 'hidden') return
    delayMs = firstMs
    void turn()
  }

  watch(
    isActive,
    (now) => {
      active = now
      delayMs = firstMs
      wait()
    },
    { immediate: true },
  )
  document.addEventListener('visibilitychange', onVisible)
  onScopeDispose(() => {
    active = false
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', onVisible)
  })
}
