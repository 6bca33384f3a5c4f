import { computed, onScopeDispose, reactive, watchEffect, type ComputedRef } from 'vue'
import { oldestReadTime } from '@/read-times'

/** Everything on the screen that is older than its last request, by who shows it. */
const shown = reactive(new Map<symbol, string>())

/** Lets the window tell the age of these values for as long as the caller's scope lives. */
export const useShownAge = (values: () => readonly unknown[]): void => {
  const key = Symbol('shown')
  watchEffect(() => {
    const readAt = oldestReadTime(values())
    if (readAt === undefined) shown.delete(key)
    else shown.set(key, readAt)
  })
  onScopeDispose(() => shown.delete(key))
}

/** When the oldest and the newest of what is shown was read; `undefined` when all of it is new. */
export const useScreenAge = (): ComputedRef<
  { readonly from: string; readonly to: string } | undefined
> =>
  computed(() => {
    const times = [...shown.values()].toSorted()
    const [from, to] = [times.at(0), times.at(-1)]
    return from === undefined || to === undefined ? undefined : { from, to }
  })
