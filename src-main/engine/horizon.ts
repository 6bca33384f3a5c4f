import type { Claim } from '../store/claims'
import type { EngineContext } from './context'

/** What a lane asks for, without how far it may go. */
export type Wish = Pick<Claim, 'sizes' | 'groupSize' | 'now'>

/** Lets one lane claim without waiting for the disk each time. */
export interface Horizon {
  /** Whether the transaction of this claim must wait for the disk; within it, `reach` answers the last row that may be claimed. */
  look(wish: Wish): { readonly reach: () => number; readonly isDurable: boolean }
  /** That transaction is on the disk. */
  kept(): void
  /** Nothing more is claimed. */
  end(): void
}

/** A lane in haste goes further with each step, one that dawdles not; both keep few people in doubt. */
const hasteMs = 100
const maxStep = 2048

/** The horizon of a message's lane. */
export const createHorizon = (
  { store, origin }: Pick<EngineContext, 'store' | 'origin'>,
  messageId: string,
  providerId: string,
): Horizon => {
  let horizon = 0
  let left = 0
  let step = 0
  let advancedAt = 0
  /** What a transaction wrote that failed is not on the disk. */
  let isKept = true

  const advance = (wanted: number): void => {
    const isInHaste = origin.clock() - advancedAt < hasteMs
    step = Math.max(wanted, isInHaste ? Math.min(step * 2, maxStep) : Math.floor(step / 2))
    horizon = store.horizons.advance(messageId, providerId, step)
    left = step
    isKept = false
    advancedAt = origin.clock()
  }

  return {
    look: (wish) => {
      const wanted = wish.sizes.reduce((sum, size) => sum + size, 0)
      const isBehind = wanted > 0 && (wanted > left || !isKept)
      const isFurther = isBehind && store.claims.countFresh(messageId, providerId, 1) > 0
      const isRetry = wanted > 0 && store.claims.isRetryDue(messageId, providerId, wish.now)
      return {
        isDurable: isFurther || isRetry,
        reach: () => {
          const isKnown = isFurther || isKept
          if (isFurther) advance(wanted)
          left = Math.max(0, left - wanted)
          return isKnown ? horizon : 0
        },
      }
    },
    kept: () => {
      isKept = true
    },
    end: () => store.transaction(() => store.horizons.retreat(messageId, providerId)),
  }
}
