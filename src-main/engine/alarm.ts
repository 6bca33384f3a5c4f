import type { Timer } from './timer'

/** Wakes one who waits. */
export interface Alarm {
  ring(): void
  /** Resolves when it rings or so many milliseconds have passed, and never at once. */
  wait(ms: number | undefined): Promise<void>
}

/** An alarm that remembers having rung while nobody waited. */
export const createAlarm = (timer: Timer): Alarm => {
  let hasRung = false
  let wake = (): void => {}

  return {
    ring: () => {
      hasRung = true
      wake()
    },
    wait: (ms) =>
      new Promise<void>((resolve) => {
        const cancel = ms === undefined || hasRung ? undefined : timer(() => wake(), ms)
        wake = () => {
          wake = () => {}
          cancel?.()
          // Not at once: calls are answered in between, and what ends at the same time is taken together.
          setImmediate(() => {
            hasRung = false
            resolve()
          })
        }
        if (hasRung) wake()
      }),
  }
}
