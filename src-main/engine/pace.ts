import type { Clock } from '../store/identity'

/** Holds a rate: an even flow, not one burst a second. */
export interface Pace {
  /** Null: no limit. Holds from now on. */
  setRate(perSecond: number | null): void
  /** How many may go now. */
  room(): number
  /** Milliseconds until another may go; 0 when one may go now. */
  waitMs(): number
  /** So many go now. More than there was room for only make the next wait longer. */
  take(count: number): void
}

/** What was not used for so long is made up for; more is forgone: any three seconds stay within 5 %. */
const slackMs = 150
/** A clock that was set back must not hold everything up. */
const longestMs = 60_000

/** A pace by this clock. */
export const createPace = (clock: Clock, perSecond: number | null): Pace => {
  let rate = perSecond
  /** When the next one may go. */
  let due = clock()

  const aheadMs = (): number => {
    const ahead = due - clock()
    if (ahead > longestMs) due = clock()
    return Math.min(due - clock(), longestMs)
  }

  return {
    setRate: (wanted) => {
      rate = wanted
      due = clock()
    },
    room: () => {
      if (rate === null) return Infinity
      const lateMs = Math.min(-aheadMs(), slackMs)
      return lateMs < 0 ? 0 : Math.floor((lateMs * rate) / 1000) + 1
    },
    waitMs: () => (rate === null ? 0 : Math.max(0, aheadMs())),
    take: (count) => {
      if (rate !== null) due = Math.max(due, clock() - slackMs) + (count * 1000) / rate
    },
  }
}
