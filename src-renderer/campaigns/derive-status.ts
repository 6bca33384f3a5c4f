import type { DeliveryCounts } from '@contract/delivery'
import type { Message } from '@contract/messages'
import type { CampaignStatus } from '@/components/campaign-status'

/** Without a sign of life for this long, a message that is being sent is called stuck. */
export const stuckAfterMs = 10 * 60 * 1000

/** What is known beside the message itself. */
export interface Signs {
  /** From the ledger, where there is one. */
  readonly counts?: DeliveryCounts
  /** It was paused, by a person or by itself. */
  readonly isPaused?: boolean
  /** Everybody who is left was put off for a while: nothing moves, and nothing has to. */
  readonly isResting?: boolean
  /** When anything about the sending was last seen to move, in milliseconds. */
  readonly lastSignAt?: number
  /** Scheduled, and its time passed unattended: a person is asked what becomes of it. */
  readonly isMissed?: boolean
  readonly now: number
}

/** The part of a message that its status depends on. */
export type StatusSource = Pick<
  Message,
  'status' | 'deliveredTotal' | 'deliveryErrors' | '$updatedAt'
>

/** The word for a message's state. Appwrite's `failed` includes partial success, which has its own word here. */
export const campaignStatus = (message: StatusSource, signs: Signs): CampaignStatus => {
  const { counts, now } = signs
  if (message.status === 'scheduled' && signs.isMissed) return 'decision'
  if (message.status === 'draft' || message.status === 'scheduled') return message.status

  const isMoving = message.status === 'processing' || (counts && waitingOf(counts) > 0)
  if (isMoving) {
    if (signs.isPaused) return 'paused'
    const lastSignAt = Math.max(Date.parse(message.$updatedAt) || 0, signs.lastSignAt ?? 0)
    return !signs.isResting && now - lastSignAt > stuckAfterMs ? 'stuck' : 'sending'
  }
  if (counts && counts.unknown > 0) return 'decision'

  const accepted = counts?.accepted ?? message.deliveredTotal
  const failed = counts?.failed ?? message.deliveryErrors.length
  if (message.status === 'failed') return accepted > 0 ? 'partial' : 'failed'
  return failed > 0 ? 'partial' : 'sent'
}

/** People of a send whose turn has not come or whose outcome is being waited for. */
export const waitingOf = (counts: DeliveryCounts): number => counts.pending + counts.in_flight

/** Everyone of a send. */
export const everyoneOf = (counts: DeliveryCounts): number =>
  waitingOf(counts) + counts.accepted + counts.failed + counts.unknown
