import { createWakefulness, type Clocks } from './wakefulness'

/** What a scheduler looks at and does; times are wall-clock milliseconds since 1970. */
export interface SchedulerOptions extends Clocks {
  readonly nextDue: () => number | undefined
  /** Deals with everything whose time has come; `awakeSince` is when the present spell of being awake began. */
  readonly dealWithDue: (awakeSince: number) => void
}

/** Deals with what is due, when it is due. */
export interface Scheduler {
  /** Looks again: something was scheduled, moved or taken back, or the computer woke up. */
  poke(): void
  stop(): void
}

/** Wall clocks jump and computers sleep, so no wait is longer than this. */
const maxTickMs = 30_000
/** What could not be dealt with is tried again, but not at once. */
const restMs = 1_000

/** One timer for everything scheduled; without anything scheduled there is none. */
export const createScheduler = (options: SchedulerOptions): Scheduler => {
  const { clock, nextDue, dealWithDue } = options
  const wakefulness = createWakefulness(options, maxTickMs)
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  const arm = (leastMs: number): void => {
    clearTimeout(timer)
    const due = isStopped ? undefined : nextDue()
    if (due === undefined) return
    timer = setTimeout(tick, Math.min(Math.max(due - clock(), leastMs), maxTickMs))
  }
  const tick = (): void => {
    const awakeSince = wakefulness.look()
    const due = nextDue()
    const isDue = due !== undefined && due <= clock()
    if (isDue) dealWithDue(awakeSince)
    arm(isDue ? restMs : 0)
  }

  return {
    poke: () => {
      wakefulness.look()
      arm(0)
    },
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
