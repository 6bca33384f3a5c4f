import type { ApiError } from '@contract/errors'
import { toApiError } from '@/api'

/** Where the newest value stands. `failed` keeps it and tries again by itself. */
export type SaveState =
  | { readonly is: 'saved' | 'pending' | 'saving' }
  | { readonly is: 'failed'; readonly error: ApiError }

/** How values are saved. */
export interface AutosaveOptions<Value> {
  readonly save: (value: Value) => Promise<unknown>
  readonly onState: (state: SaveState) => void
  /** Saves this long after the last change… */
  readonly pauseMs?: number
  /** …and no later than this after the first one that is not saved. */
  readonly atMostMs?: number
  /** Tries again this long after a failure, then twice as long, up to sixteen times. */
  readonly retryMs?: number
}

/** Saves the newest of many values, one at a time, and forgets none of them. */
export interface Autosave<Value> {
  change(value: Value): void
  /** Saves now what is not saved; true when everything is. */
  flush(): Promise<boolean>
  /** Stops trying; what is not saved stays so. */
  stop(): void
}

/** A queue of one: while a value is being saved, only the newest of the later ones waits. */
export const createAutosave = <Value>(options: AutosaveOptions<Value>): Autosave<Value> => {
  const { save, onState, pauseMs = 600, atMostMs = 900, retryMs = 2000 } = options
  let waiting: { readonly value: Value } | undefined
  let running: Promise<boolean> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let dueBy = Infinity
  let failures = 0
  let stopped = false

  const saveOnce = async (value: Value): Promise<boolean> => {
    onState({ is: 'saving' })
    try {
      await save(value)
      failures = 0
      return true
    } catch (thrown) {
      // A newer value replaces the one that failed; otherwise that one is tried again.
      waiting ??= { value }
      failures += 1
      if (!stopped) onState({ is: 'failed', error: toApiError(thrown) })
      return false
    }
  }

  const drain = async (): Promise<boolean> => {
    while (waiting && !stopped) {
      const { value } = waiting
      waiting = undefined
      dueBy = Infinity
      if (!(await saveOnce(value))) {
        schedule(retryMs * 2 ** Math.min(failures - 1, 4))
        return false
      }
    }
    if (!stopped) onState({ is: 'saved' })
    return true
  }

  const flush = async (): Promise<boolean> => {
    clearTimeout(timer)
    if (running) await running
    if (!waiting) return failures === 0
    if (stopped) return false
    running ??= drain().finally(() => {
      running = undefined
    })
    return running
  }

  const schedule = (delayMs: number): void => {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(() => void flush(), delayMs)
  }

  return {
    change(value) {
      const now = Date.now()
      if (!waiting || dueBy === Infinity) dueBy = now + atMostMs
      waiting = { value }
      if (!running) onState({ is: 'pending' })
      schedule(Math.max(0, Math.min(pauseMs, dueBy - now)))
    },
    flush,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
