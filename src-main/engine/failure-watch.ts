import type { FailurePause } from '@contract/delivery'
import type { DeliveryReceipt } from '../store/claims'

/** Counts the outcomes of one run. */
export interface FailureWatch {
  /** Answers, once, why the message is to pause. */
  see(receipts: readonly DeliveryReceipt[]): string | undefined
}

/** Watches for more failures than the setting of its first outcome allows; it starts anew with every run. */
export const createFailureWatch = (readSetting: () => FailurePause): FailureWatch => {
  let setting: FailurePause | undefined
  let failed = 0
  let total = 0
  let hasTold = false
  return {
    see: (receipts) => {
      setting ??= readSetting()
      const { share, outcomes } = setting
      for (const { state } of receipts) {
        if (state !== 'pending') total++
        if (state === 'failed') failed++
      }
      if (hasTold || share === null || total < outcomes || failed / total < share) return undefined
      hasTold = true
      return `${failed} of the last ${total} outcomes are failures (${percent(failed / total)}), and the limit is ${percent(share)}. Look at the causes, then resume or stop.`
    },
  }
}

const percent = (share: number): string => `${Math.round(share * 100)} %`
