import type { Clock } from '../store/identity'

/** Holds a rate: an even flow, not one burst a second. */
export interface Pace {
  /** Null: no limit. Holds from now on: the next one waits no longer than it asks for. */
  setRate(perSecond: number | null): void
  /** How many may go now. */
  room(): number
  /** Milliseconds until another may go; 0 when one may go now. */
  waitMs(): number
  /** So many go now. More than there was room for only make the next wait longer. */
  take(count: number): void
}

interface PaceStart {
  readonly perSecond: number | null
  /** When the last one before this pace may have gone, in milliseconds since 1970. */
  readonly since: number
}

/** What was not used for so long is made up for; more is forgone: any three seconds stay within 5 %. */
const slackMs = 150
/** A pace by this clock. */
export const createPace = (clock: Clock, { perSecond, since }: PaceStart): Pace => {
  let rate = perSecond
  /** It cannot be further off than this. */
  let longestMs = rate === null ? 0 : 1000 / rate
  /** When the next one may go. */
  let due = Math.max(since + longestMs, clock())

  const aheadMs = (): number => {
    // The clock was set back: that must not hold everything up.
    if (due - clock() > longestMs + 1) due = clock()
    return due - clock()
  }

  return {
    setRate: (wanted) => {
      rate = wanted
      const now = clock()
      due = Math.max(now, Math.min(due, now + (wanted === null ? 0 : 1000 / wanted)))
      longestMs = due - now
    },
    room: () => {
      if (rate === null) return Infinity
      const lateMs = Math.min(-aheadMs(), slackMs)
      return lateMs < 0 ? 0 : Math.floor((lateMs * rate) / 1000) + 1
    },
    waitMs: () => (rate === null ? 0 : Math.max(0, aheadMs())),
    take: (count) => {
      if (rate === null) return
      due = Math.max(due, clock() - slackMs) + (count * 1000) / rate
      longestMs = due - clock()
    },
  }
}
