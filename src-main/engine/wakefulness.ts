import type { Clock } from '../store/identity'

/** Tells since when the engine has been awake without a break, in wall-clock milliseconds. */
export interface Wakefulness {
  /** Compares the clocks; to be called at least every `mostBetweenMs` while it matters. */
  look(): number
}

/** What a look compares; `monotonic` counts milliseconds and is never set. */
export interface Clocks {
  readonly clock: Clock
  readonly monotonic: () => number
}

/** Clocks are disciplined by small steps all the time; a larger one is a jump or a sleep. */
const driftMs = 5_000
/** However busy a process is, it does not stand still for so long. */
const busyMs = 60_000

/**
 * Watches for breaks. During a sleep, and when the clock is set forward, the wall clock gets ahead of the
 * monotonic one; where that one counts sleep too (Windows), the gap between two looks tells.
 */
export const createWakefulness = (
  { clock, monotonic }: Clocks,
  mostBetweenMs: number,
): Wakefulness => {
  let wall = clock()
  let steady = monotonic()
  let since = wall

  return {
    look: () => {
      const passedMs = monotonic() - steady
      const drift = clock() - wall - passedMs
      wall += passedMs + drift
      steady += passedMs
      const wasAway = drift > driftMs || passedMs > mostBetweenMs + busyMs
      // Set back: what this clock called its past has not come yet.
      since = wasAway ? wall : Math.min(since, wall)
      return since
    },
  }
}
