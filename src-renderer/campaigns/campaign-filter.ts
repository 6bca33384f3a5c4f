import { Query } from '@contract/queries'
import type { Draft } from '@contract/drafts'
import type { CampaignStatus } from '@/components/campaign-status'
import type { TimeSpan } from '@/components/filter/day-range'
import { draftTexts } from '@/drafts/draft-title'

/** The parts of the list. */
export const campaignTabs = ['all', 'drafts', 'sending', 'sent', 'failed'] as const

/** One part of the list. */
export type CampaignTab = (typeof campaignTabs)[number]

type Channel = 'email' | 'sms' | 'push'

/** The states that a server can be asked for; the others show themselves only beside a ledger or a clock. */
export type FilterStatus = Exclude<CampaignStatus, 'paused' | 'stuck' | 'decision'>

/** Which campaigns are wanted; empty lists want all. */
export interface CampaignFilter {
  readonly channels: readonly Channel[]
  readonly statuses: readonly FilterStatus[]
  readonly when: TimeSpan
}

/** The states among which each part can be narrowed. */
export const statusesOf: Readonly<Record<CampaignTab, readonly FilterStatus[]>> = {
  all: ['draft', 'scheduled', 'sending', 'sent', 'partial', 'failed'],
  drafts: ['draft'],
  sending: ['scheduled', 'sending'],
  sent: ['sent'],
  failed: ['partial', 'failed'],
}

const anyOf = (queries: readonly string[]): string[] =>
  queries.length > 1 ? [Query.or(queries)] : [...queries]

/** Appwrite calls it failed when one of ten thousand did not get it; how many did tells the two apart. */
const statusQuery = (status: FilterStatus): string => {
  switch (status) {
    case 'sending':
      return Query.equal('status', 'processing')
    case 'partial':
      return Query.and([Query.equal('status', 'failed'), Query.greaterThan('deliveredTotal', 0)])
    case 'failed':
      return Query.and([Query.equal('status', 'failed'), Query.equal('deliveredTotal', 0)])
    default:
      return Query.equal('status', status)
  }
}

const within = (attribute: string, { from, until }: TimeSpan): string[] => [
  ...(from === undefined ? [] : [Query.greaterThanEqual(attribute, new Date(from).toISOString())]),
  ...(until === undefined ? [] : [Query.lessThan(attribute, new Date(until).toISOString())]),
]

/** The moment that the list shows: when it is due, else when it was sent, else when it last changed. */
const whenQueries = (span: TimeSpan): string[] => {
  if (span.from === undefined && span.until === undefined) return []
  const scheduled = Query.equal('status', 'scheduled')
  const other = Query.notEqual('status', 'scheduled')
  return [
    Query.or([
      Query.and([scheduled, ...within('scheduledAt', span)]),
      Query.and([other, ...within('deliveredAt', span)]),
      Query.and([other, Query.isNull('deliveredAt'), ...within('$updatedAt', span)]),
    ]),
  ]
}

/** Asks the API for the messages of a part of the list. */
export const messageQueries = (tab: CampaignTab, filter: CampaignFilter): string[] => {
  const wanted = filter.statuses.length > 0 ? filter.statuses : statusesOf[tab]
  const isEvery = tab === 'all' && filter.statuses.length === 0
  return [
    ...(isEvery ? [] : anyOf(wanted.map(statusQuery))),
    ...(filter.channels.length > 0 ? [Query.equal('providerType', filter.channels)] : []),
    ...whenQueries(filter.when),
  ]
}

/** Whether a draft of this computer belongs to what is wanted. */
export const isDraftWanted = (
  draft: Draft,
  tab: CampaignTab,
  filter: CampaignFilter,
  search: string,
): boolean => {
  const { channels, statuses, when } = filter
  if (tab !== 'all' && tab !== 'drafts') return false
  if (statuses.length > 0 && !statuses.includes('draft')) return false
  if (channels.length > 0 && !channels.includes(draft.content.kind)) return false
  const at = Date.parse(draft.updatedAt)
  if (at < (when.from ?? -Infinity) || at >= (when.until ?? Infinity)) return false
  const words = search.trim().toLocaleLowerCase()
  return [...draftTexts(draft.content), draft.id].some((text) =>
    text.toLocaleLowerCase().includes(words),
  )
}
