import { createHash } from 'node:crypto'
import type { Draft } from '@contract/drafts'
import { toMillis } from '@contract/fields'
import type { OutboxEntry } from '@contract/outbox'
import type { OutboxRow } from '../store/outbox'

/** A place in the outbox and the draft that has it. */
export interface QueuedDraft {
  readonly row: OutboxRow
  readonly draft: Draft
}

/** The same for the same text, recipients, time and message to change: what a person releases. */
export const markOf = ({ content, updates }: Draft): string =>
  createHash('sha256')
    .update(JSON.stringify([content, updates]))
    .digest('base64url')

/** The entry whose turn it is; undefined when nothing may go out now. Entries are in order. */
export const nextOf = (entries: readonly QueuedDraft[], now: number): QueuedDraft | undefined => {
  const taken = new Set<string>()
  for (const entry of entries) {
    const messageId = messageOf(entry.draft)
    // What stands before it has to be settled first: both write the same message.
    const isBlocked = taken.has(messageId)
    taken.add(messageId)
    if (isBlocked || entry.row.state !== 'released') continue
    return (entry.row.retryAt ?? 0) <= now ? entry : undefined
  }
  return undefined
}

const messageOf = ({ content, messageId, updates }: Draft): string =>
  updates?.messageId ?? (content.messageId || messageId)

/** Whether its time has passed: sent now, it would be late without a word. */
export const isLate = ({ row, draft }: QueuedDraft, now: number): boolean => {
  const { scheduledAt } = draft.content
  return row.as === 'send' && scheduledAt !== null && (toMillis(scheduledAt) ?? 0) <= now
}

/** An entry as the contract tells it. */
export const toEntry = ({ row, draft }: QueuedDraft): OutboxEntry => ({
  draft,
  as: row.as,
  state: row.state,
  problem: row.problem,
  attempts: row.attempts,
  addedAt: toText(row.addedAt) ?? '',
  releasedAt: toText(row.releasedAt),
  retryAt: toText(row.retryAt),
})

const toText = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString()
