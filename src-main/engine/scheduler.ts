import type { Clock } from '../store/identity'

/** What a scheduler looks at and does; times are milliseconds since 1970. */
export interface SchedulerOptions {
  readonly clock: Clock
  readonly nextDue: () => number | undefined
  readonly sendDue: () => void
}

/** Sends what is due. */
export interface Scheduler {
  /** Looks again: something was scheduled, moved or taken back. */
  poke(): void
  stop(): void
}

/** Wall clocks jump and computers sleep, so no wait is longer than this. */
const maxTickMs = 30_000

/** One timer for everything scheduled; without anything scheduled there is none. */
export const createScheduler = ({ clock, nextDue, sendDue }: SchedulerOptions): Scheduler => {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  const poke = (): void => {
    clearTimeout(timer)
    const due = isStopped ? undefined : nextDue()
    if (due === undefined) return
    timer = setTimeout(tick, Math.min(Math.max(due - clock(), 0), maxTickMs))
  }
  const tick = (): void => {
    const due = nextDue()
    if (due !== undefined && due <= clock()) sendDue()
    poke()
  }

  return {
    poke,
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
