import type { DeliveryCounts } from '@contract/delivery'
import type { Draft } from '@contract/drafts'
import type { Message } from '@contract/messages'
import { isBeyondChange } from '@contract/schedule-traps'
import type { CampaignStatus } from '@/components/campaign-status'
import { draftTitle } from '@/drafts/draft-title'
import { campaignStatus, everyoneOf, type Signs } from './derive-status'

/** Whom a campaign names. */
export interface Audience {
  readonly topics: readonly string[]
  readonly users: readonly string[]
  readonly targets: readonly string[]
}

interface Base {
  /** Unique among drafts and messages. */
  readonly key: string
  readonly id: string
  /** Milliseconds; newest come first. */
  readonly at: number
}

/** A campaign that can be shown. */
export interface ReadableRow extends Base {
  readonly kind: 'draft' | 'message'
  readonly channel: Message['providerType']
  /** Empty when nothing is written yet. */
  readonly title: string
  readonly status: CampaignStatus
  readonly audience: Audience
  /** People whose provider took the message; undefined before anything was sent. */
  readonly accepted: number | undefined
  readonly counts: DeliveryCounts | undefined
  readonly failed: number
  /** Everyone of the send, where the ledger knows. */
  readonly total: number | undefined
  /** A message of the backend that can still be changed; a draft of this computer opens by itself. */
  readonly isEditable: boolean
}

/** A record that is not what it should be: shown with its id, so that it never hides the others. */
export interface UnreadableRow extends Base {
  readonly kind: 'unreadable'
  readonly record: unknown
}

/** One line of the list of campaigns. */
export type CampaignRow = ReadableRow | UnreadableRow

/** A draft of this computer as a row. */
export const draftRow = (draft: Draft): CampaignRow => ({
  key: `draft:${draft.id}`,
  id: draft.id,
  kind: 'draft',
  channel: draft.content.kind,
  title: draftTitle(draft.content),
  status: 'draft',
  audience: draft.content,
  at: Date.parse(draft.updatedAt),
  accepted: undefined,
  counts: undefined,
  failed: 0,
  total: undefined,
  isEditable: false,
})

/** What names a message to a person: its subject or title, else the start of its text. */
export const messageTitle = (message: Message): string => {
  const { subject, title, content, body } = message.data
  const words = [subject, title, content, body].find(
    (part): part is string => typeof part === 'string' && part.trim() !== '',
  )
  return (words ?? '').trim().replace(/\s+/g, ' ').slice(0, 200)
}

const sentStates: readonly CampaignStatus[] = ['sent', 'partial', 'failed']

/** A message of the backend as a row; anything odd about it makes it unreadable instead of throwing. */
export const messageRow = (message: Message, signs: Signs): CampaignRow => {
  try {
    const status = campaignStatus(message, signs)
    const { counts } = signs
    const wasSent = sentStates.includes(status) || counts !== undefined
    return {
      key: `message:${message.$id}`,
      id: message.$id,
      kind: 'message',
      channel: message.providerType,
      title: messageTitle(message),
      status,
      audience: {
        topics: [...message.topics],
        users: [...message.users],
        targets: [...message.targets],
      },
      at: Date.parse(momentOf(message)) || 0,
      accepted: wasSent ? (counts?.accepted ?? message.deliveredTotal) : undefined,
      counts,
      failed: counts?.failed ?? message.deliveryErrors.length,
      total: counts && everyoneOf(counts),
      isEditable: status === 'draft' || (status === 'scheduled' && !isBeyondChange(message)),
    }
  } catch {
    return unreadable(message)
  }
}

const momentOf = (message: Message): string => {
  if (message.status === 'scheduled') return message.scheduledAt ?? message.$updatedAt
  return message.deliveredAt ?? message.$updatedAt
}

/** The id of something that may not be a message; empty when it has none. */
export const recordId = (record: unknown): string => textField(record, '$id')

const textField = (record: unknown, name: string): string => {
  if (typeof record !== 'object' || record === null) return ''
  const value: unknown = Object.getOwnPropertyDescriptor(record, name)?.value
  return typeof value === 'string' ? value : ''
}

const unreadable = (record: unknown): UnreadableRow => {
  const id = recordId(record)
  const at = Date.parse(textField(record, '$createdAt')) || 0
  return { key: `unreadable:${id}`, id, kind: 'unreadable', at, record }
}
