import type { DraftComparison, DraftContent } from '@contract/drafts'
import { toMillis } from '@contract/fields'
import type { Message } from '@contract/messages'
import { isBeyondChange } from '@contract/schedule-traps'
import { contentOfMessage } from './draft-message'
import { mergeFields, type Fields } from './merge'

/** Lists of ids, whose order means nothing. */
export const setFields: readonly string[] = [
  'topics',
  'users',
  'targets',
  'cc',
  'bcc',
  'attachments',
]

/** Everything that a message says, to whom and when, as the draft that would change it. */
export const contentToChange = (stored: Message): DraftContent => ({
  ...contentOfMessage(stored),
  scheduledAt: stored.scheduledAt,
})

/** A draft beside what its message says now; `base` is what that said when the draft was begun. */
export const compareContents = (
  base: DraftContent,
  mine: DraftContent,
  stored: Message | undefined,
  readAt: string,
): DraftComparison => {
  if (!stored) return { state: 'gone', updatedAt: null, fields: [] }
  const { status, $updatedAt: updatedAt } = stored
  if (isBeyondChange(stored)) return { state: 'fixed', updatedAt, fields: [] }
  if (status === 'processing' || status === 'sent' || status === 'failed')
    return { state: status, updatedAt, fields: [] }
  const fields = mergeFields(
    toFields(base),
    toFields(mine),
    toFields(contentToChange(stored)),
    setFields,
  )
  const isSame = toMillis(updatedAt) === toMillis(readAt)
  return { state: isSame ? 'same' : 'changed', updatedAt, fields }
}

/** The channel is fixed, and a message has its id already. */
const unmerged: readonly string[] = ['kind', 'messageId']

const toFields = (content: DraftContent): Fields => {
  const { scheduledAt } = content
  const fields = Object.entries(content).filter(([name]) => !unmerged.includes(name))
  return {
    ...Object.fromEntries(fields),
    scheduledAt: scheduledAt === null ? null : new Date(toMillis(scheduledAt) ?? 0).toISOString(),
  }
}
