import { apiError } from '@contract/errors'
import { toMillis } from '@contract/fields'
import type { MessageStatus, ProviderType } from '@contract/messages'
import type { StoredMessage } from '../store/messages'
import type { Store } from '../store/store'
import { toTime } from '../store/identity'

/** What of a request decides a message's status. */
export interface StatusWish {
  readonly draft?: boolean | undefined
  readonly scheduledAt?: string | null | undefined
}

/** The status of a new message (behaviour 2.8). */
export const statusOnCreate = ({ draft, scheduledAt }: StatusWish): MessageStatus =>
  draft ? 'draft' : scheduledAt ? 'scheduled' : 'processing'

/** The status after an update; without a wish it stays (behaviour 5.3). */
export const statusOnUpdate = (current: MessageStatus, wish: StatusWish): MessageStatus =>
  wish.draft === undefined && !wish.scheduledAt ? current : statusOnCreate(wish)

/** A time to send at in the stored form; throws when it is over (behaviour 5.4). */
export const toSchedule = (scheduledAt: string | undefined, now: number): string | undefined => {
  if (scheduledAt === undefined) return undefined
  const millis = toMillis(scheduledAt)
  if (millis === undefined || millis < now)
    throw apiError(
      'general_argument_invalid',
      'Invalid `scheduledAt` param: must be a date and time that is not over.',
      { param: 'scheduledAt' },
    )
  return toTime(millis)
}

/** Whether a scheduled message's time has come. */
export const isOverdue = ({ status, scheduledAt }: StoredMessage, now: number): boolean =>
  status === 'scheduled' && scheduledAt !== null && (toMillis(scheduledAt) ?? 0) <= now

/** Throws when a message that leaves drafts is for nobody. */
export const checkRecipients = (
  status: MessageStatus,
  { topics, users, targets }: Pick<StoredMessage, 'topics' | 'users' | 'targets'>,
): void => {
  if (status !== 'draft' && topics.length + users.length + targets.length === 0)
    throw apiError('message_missing_target')
}

/** Throws when a listed target is missing, of another type, or listed twice (behaviour 2.8, step 3). */
export const checkTargets = (store: Store, type: ProviderType, ids: readonly string[]): void => {
  if (ids.length > 0 && store.targets.countOfType(ids, type) !== ids.length)
    throw apiError(`message_target_not_${type}`)
}

/** Throws when a message can no longer be changed (behaviour 2.9, steps 4 and 6). */
export const checkEditable = (message: StoredMessage, now: number): void => {
  switch (message.status) {
    case 'processing':
      throw apiError('message_already_processing')
    case 'sent':
      throw apiError('message_already_sent')
    case 'failed':
      throw apiError('message_already_failed')
    case 'scheduled':
      if (isOverdue(message, now)) throw apiError('message_already_scheduled')
      return
    case 'draft':
  }
}
