import type { EngineContext } from './context'

/** Messages whose people were all put off for a while: nothing of them is kept but the time. */
export interface Parking {
  /** Until then, in milliseconds since 1970. */
  put(messageId: string, until: number): void
  /** It goes on, or is over. */
  take(messageId: string): void
  has(messageId: string): boolean
  /** Starts what is due: the computer may have slept. */
  look(): void
  /** Starts all of them: something has changed. */
  rouse(): void
  stop(): void
}

/** A shorter wait is not worth the start that follows it. */
export const leastParkMs = 30_000
/** Clocks are set and computers sleep, of which a timer may know nothing. */
export const longestNapMs = 10 * 60_000

/** One timer for all messages that are put aside; none without any. */
export const createParking = (
  { origin: { clock }, timer }: Pick<EngineContext, 'origin' | 'timer'>,
  start: (messageId: string) => void,
): Parking => {
  const parked = new Map<string, number>()
  let lookedAt = clock()
  let cancel: (() => void) | undefined
  let isStopped = false

  const arm = (): void => {
    cancel?.()
    cancel = undefined
    if (isStopped || parked.size === 0) return
    const next = [...parked.values()].reduce((one, other) => Math.min(one, other))
    cancel = timer(look, Math.min(Math.max(0, next - clock()), longestNapMs))
  }
  const look = (): void => {
    const now = clock()
    // Set back: who knows what is due.
    startUntil(now < lookedAt ? Infinity : now)
    lookedAt = now
  }
  const startUntil = (time: number): void => {
    for (const [messageId, until] of [...parked]) {
      if (until > time) continue
      parked.delete(messageId)
      start(messageId)
    }
    arm()
  }

  return {
    put: (messageId, until) => {
      parked.set(messageId, until)
      arm()
    },
    take: (messageId) => {
      if (parked.delete(messageId)) arm()
    },
    has: (messageId) => parked.has(messageId),
    look,
    rouse: () => startUntil(Infinity),
    stop: () => {
      isStopped = true
      cancel?.()
    },
  }
}
