import type { ApiError } from '@contract/errors'
import { reactive, ref, shallowRef } from 'vue'
import { toApiError } from '@/api'

/** One act of a person and how it stands. */
export interface Action<Args extends unknown[]> {
  readonly busy: boolean
  /** Why the last run failed; gone when the next one starts. */
  readonly error: ApiError | undefined
  /** True when it succeeded. A second run while the first is under way does nothing and answers false. */
  run(...args: Args): Promise<boolean>
  /** Forgets the error. */
  reset(): void
}

/** Holds busy flag and error of `act`, which throws when it fails. */
export const useAction = <Args extends unknown[]>(
  act: (...args: Args) => Promise<unknown>,
): Action<Args> => {
  const busy = ref(false)
  const error = shallowRef<ApiError>()

  const run = async (...args: Args): Promise<boolean> => {
    if (busy.value) return false
    busy.value = true
    error.value = undefined
    try {
      await act(...args)
      return true
    } catch (thrown) {
      error.value = toApiError(thrown)
      return false
    } finally {
      busy.value = false
    }
  }

  return reactive({
    busy,
    error,
    run,
    reset: () => {
      error.value = undefined
    },
  })
}
