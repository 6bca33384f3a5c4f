import type { Claim } from '../store/deliveries'
import type { EngineContext } from './context'

/** What a lane asks for, without how far it may go. */
export type Wish = Omit<Claim, 'horizon'>

/** Lets one lane claim without waiting for the disk each time. */
export interface Horizon {
  /** The claim that may be made now, and whether its transaction must wait for the disk. */
  admit(wish: Wish): { readonly claim: Claim; readonly isDurable: boolean }
  /** Nothing more is claimed. */
  end(): void
}

/** A lane in haste goes further with each step, one that dawdles not; both keep few people in doubt. */
const hasteMs = 100
const maxStep = 512

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

  const advance = (wanted: number): void => {
    const isInHaste = origin.clock() - advancedAt < hasteMs
    step = Math.max(wanted, isInHaste ? Math.min(step * 2, maxStep) : Math.floor(step / 2))
    horizon = store.transaction(() => store.horizons.advance(messageId, providerId, step))
    left = step
    advancedAt = origin.clock()
  }

  return {
    admit: (wish) => {
      const wanted = wish.sizes.reduce((sum, size) => sum + size, 0)
      const isDurable = wanted > 0 && store.deliveries.isRetryDue(messageId, providerId, wish.now)
      if (wanted > left) advance(wanted)
      left -= wanted
      return { claim: { ...wish, horizon }, isDurable }
    },
    end: () => store.transaction(() => store.horizons.retreat(messageId, providerId)),
  }
}
