import { computed, type ComputedRef } from 'vue'
import { useAppStore } from '@/stores/app'
import { useNow } from './use-now'

/** Whether something can go to people from the open profile now. */
export interface SendingLock {
  /** Until a locked profile, which is unlocked, is locked again by itself; 0 otherwise. */
  readonly leftSeconds: ComputedRef<number>
  readonly isLocked: ComputedRef<boolean>
}

/** Reads the lock by the clock: nothing tells a window when the time of an unlocked one is over. */
export const useSendingLock = (): SendingLock => {
  const app = useAppStore()
  const now = useNow(1000)
  const hasLock = computed(
    () => app.profile?.environment === 'production' && app.profile.locked === true,
  )
  const leftSeconds = computed(() => {
    const until = app.state?.unlockedUntil
    if (!hasLock.value || !until) return 0
    return Math.max(0, Math.floor((Date.parse(until) - now.value) / 1000))
  })
  return { leftSeconds, isLocked: computed(() => hasLock.value && leftSeconds.value === 0) }
}
