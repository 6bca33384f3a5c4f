import type { ApiError } from '@contract/errors'
import type { Resource } from '@contract/events'
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { toApiError } from '@/api'
import { useChanges } from './use-changes'
import { useShownAge } from './use-shown-age'

/** One stored thing as a screen shows it. */
export interface StoredRecord<Value> {
  readonly value: Readonly<ShallowRef<Value | undefined>>
  readonly error: Readonly<ShallowRef<ApiError | undefined>>
  readonly loading: Readonly<Ref<boolean>>
  reload(): Promise<void>
}

/** Reads the thing with the id that `id` answers, again when that changes or one of `resources` does. */
export const useRecord = <Value>(
  id: () => string | undefined,
  load: (id: string) => Promise<Value>,
  resources: readonly Resource[] = [],
): StoredRecord<Value> => {
  const value = shallowRef<Value>()
  const error = shallowRef<ApiError>()
  const loading = ref(false)
  let run = 0

  const reload = async (): Promise<void> => {
    const mine = ++run
    const current = id()
    loading.value = current !== undefined
    if (current === undefined) return
    try {
      const answer = await load(current)
      if (mine !== run) return
      value.value = answer
      error.value = undefined
    } catch (thrown) {
      if (mine === run) error.value = toApiError(thrown)
    } finally {
      if (mine === run) loading.value = false
    }
  }

  useShownAge(() => [value.value])
  watch(
    id,
    () => {
      value.value = undefined
      error.value = undefined
      void reload()
    },
    { immediate: true },
  )
  useChanges(resources, reload, 0)
  onScopeDispose(() => {
    run += 1
  })
  return { value, error, loading, reload }
}
