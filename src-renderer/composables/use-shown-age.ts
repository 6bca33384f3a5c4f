import { computed, onScopeDispose, reactive, watchEffect, type ComputedRef } from 'vue'
import type { Gap } from '@contract/gaps'
import { gapsAmong } from '@/list-gaps'
import { oldestReadTime } from '@/read-times'

/** Everything on the screen that is older than its last request, by who shows it. */
const shown = reactive(new Map<symbol, string>())
/** Everything that is missing on the screen, by who shows the rest. */
const missing = reactive(new Map<symbol, readonly Gap[]>())

/** Lets the window tell the age and the gaps of these values for as long as the caller's scope lives. */
export const useShownAge = (values: () => readonly unknown[]): void => {
  const key = Symbol('shown')
  watchEffect(() => {
    const readAt = oldestReadTime(values())
    if (readAt === undefined) shown.delete(key)
    else shown.set(key, readAt)
    const gaps = gapsAmong(values())
    if (gaps.length === 0) missing.delete(key)
    else missing.set(key, gaps)
  })
  onScopeDispose(() => {
    shown.delete(key)
    missing.delete(key)
  })
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

/** What is blank or missing on the screen, because nobody could read it. */
export const useScreenGaps = (): ComputedRef<readonly Gap[]> =>
  computed(() => [...missing.values()].flat())
