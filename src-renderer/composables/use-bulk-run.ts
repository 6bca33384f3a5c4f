import type { ApiError } from '@contract/errors'
import {
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue'
import { toApiError } from '@/api'

/** What became of one item; absent while it has not been tried. */
export interface BulkResult<Item, Outcome> {
  readonly item: Item
  readonly outcome?: Outcome
  readonly error?: ApiError
}

/** One act done to many things. */
export interface BulkRun<Item, Outcome> {
  readonly results: Readonly<ShallowRef<readonly BulkResult<Item, Outcome>[]>>
  readonly total: ComputedRef<number>
  readonly done: Readonly<Ref<number>>
  readonly running: Readonly<Ref<boolean>>
  readonly cancelled: Readonly<Ref<boolean>>
  /** Does all of them, a few at a time unless told; a failure of one stops none of the others. */
  start(items: readonly Item[], atOnce?: number): Promise<void>
  /** Lets what is under way finish and starts no more. */
  cancel(): void
  /** Forgets the results. */
  reset(): void
}

const runs = ref(0)
/** Whether anything is being done to many: lists wait for its end, or they would be read again for each. */
export const isBulkRunning = computed(() => runs.value > 0)

const fewAtOnce = 4
/** Results are shown this often: a thousand rows must not be drawn a thousand times. */
const showEveryMs = 100

/** Runs `act` for many items and keeps a result for each. It ends with its screen, unless it `goesOn`. */
export const useBulkRun = <Item, Outcome>(
  act: (item: Item) => Promise<Outcome>,
  { goesOn = false }: { readonly goesOn?: boolean } = {},
): BulkRun<Item, Outcome> => {
  const results = shallowRef<readonly BulkResult<Item, Outcome>[]>([])
  const done = ref(0)
  const running = ref(false)
  const cancelled = ref(false)

  const attempt = async (item: Item): Promise<BulkResult<Item, Outcome>> => {
    try {
      return { item, outcome: await act(item) }
    } catch (thrown) {
      return { item, error: toApiError(thrown) }
    }
  }

  const start = async (items: readonly Item[], atOnce = fewAtOnce): Promise<void> => {
    if (running.value) return
    const current: BulkResult<Item, Outcome>[] = items.map((item) => ({ item }))
    let next = 0
    let finished = 0
    const show = (): void => {
      results.value = [...current]
      done.value = finished
    }
    const work = async (): Promise<void> => {
      while (!cancelled.value && next < items.length) {
        const index = next++
        const item = items[index]
        if (item === undefined) continue
        current[index] = await attempt(item)
        finished += 1
      }
    }
    running.value = true
    runs.value += 1
    cancelled.value = false
    show()
    const timer = setInterval(show, showEveryMs)
    await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
    clearInterval(timer)
    show()
    running.value = false
    runs.value -= 1
  }

  const cancel = (): void => {
    cancelled.value = true
  }
  if (!goesOn) onScopeDispose(cancel)
  return {
    results,
    total: computed(() => results.value.length),
    done,
    running,
    cancelled,
    start,
    cancel,
    reset: () => {
      results.value = []
      done.value = 0
    },
  }
}
