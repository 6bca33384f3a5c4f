import type { DeliveryCounts } from '@contract/delivery'
import type { DeliveryReceipt } from '../store/claims'

/** How far the counts of the ledger are behind one lane: who is claimed but waits, whose call has ended. */
export interface Drift {
  /** What was noted beside the ledger. */
  noted(ended: readonly DeliveryReceipt[], begun: readonly number[]): void
  /** The ledger has everything that was noted; so many more are claimed. */
  exchanged(claimed: number): void
  /** The counts for people: in flight is whoever is being called. */
  correct(counts: DeliveryCounts): DeliveryCounts
}

/** No drift yet. */
export const createDrift = (): Drift => {
  let waiting = 0
  let ended: DeliveryReceipt[] = []
  return {
    noted: (receipts, begun) => {
      ended.push(...receipts)
      waiting -= begun.length
    },
    exchanged: (claimed) => {
      ended = []
      waiting += claimed
    },
    correct: (counts) => {
      const { pending, in_flight } = counts
      const right = {
        ...counts,
        pending: pending + waiting,
        in_flight: in_flight - waiting - ended.length,
      }
      for (const { state } of ended) right[state]++
      return right
    },
  }
}
