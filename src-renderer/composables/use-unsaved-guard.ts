import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'

/** Keeps a person from losing what was entered. */
export interface UnsavedGuard {
  /** True while the question "discard?" is open; `DecisionDialog` closes it by itself. */
  readonly asking: Ref<boolean>
  /** Runs `leave` at once when nothing would be lost, else after the person agreed. */
  request(leave: () => void): void
  /** The person agreed. */
  discard(): void
  /** The question was closed, agreed or not. */
  answered(): void
}

/** Asks before `isDirty` work is left: by `request`, by going to another screen, by closing the window. */
export const useUnsavedGuard = (isDirty: () => boolean): UnsavedGuard => {
  const asking = ref(false)
  let leave: (() => void) | undefined
  let stay: (() => void) | undefined

  const request = (action: () => void, otherwise?: () => void): void => {
    if (!isDirty()) return action()
    leave = action
    stay = otherwise
    asking.value = true
  }
  const discard = (): void => {
    const action = leave
    leave = undefined
    stay = undefined
    asking.value = false
    action?.()
  }
  const answered = (): void => {
    stay?.()
    leave = undefined
    stay = undefined
  }

  onBeforeRouteLeave(
    () =>
      new Promise<boolean>((resolve) => {
        request(
          () => resolve(true),
          () => resolve(false),
        )
      }),
  )
  const onUnload = (event: BeforeUnloadEvent): void => {
    if (isDirty()) event.preventDefault()
  }
  onMounted(() => window.addEventListener('beforeunload', onUnload))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', onUnload))
  return { asking, request, discard, answered }
}
