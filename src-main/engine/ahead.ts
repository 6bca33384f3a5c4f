import type { Clock } from '../store/identity'

/** How many recipients a lane claims beyond its free connections. */
export interface Ahead {
  /** So many calls have begun. */
  handedOver(count: number): void
  /** As many as go out within a moment, by the pace since this was last asked. */
  room(): number
}

/**
 * A transaction serves those of so long a time: what it costs besides its rows is shared by many then. Shorter
 * than outcomes may wait for the ledger (`lane.ts`), so that one transaction claims and records.
 */
const aheadMs = 80
/** Claiming and recording more at once would let calls in between wait. */
const mostAhead = 512

/** Grows and shrinks with the pace. */
export const createAhead = (clock: Clock): Ahead => {
  let count = 0
  let since = clock()
  return {
    handedOver: (more) => {
      count += more
    },
    room: () => {
      const pace = count / Math.max(1, clock() - since)
      count = 0
      since = clock()
      return Math.min(mostAhead, Math.floor(pace * aheadMs))
    },
  }
}
