import { Query } from '@contract/queries'
import type { CampaignRow } from './campaign-row'
import type { Sort } from '@/components/data-list'

/** The order of the list as it is opened: by urgency, then newest first. */
export const newestFirst: Sort = { key: 'when', direction: 'descending' }

const attributes: Readonly<Record<string, string>> = {
  when: '$updatedAt',
  accepted: 'deliveredTotal',
}

/** Asks the API for an order of the list. */
export const orderQuery = ({ key, direction }: Sort): string => {
  const attribute = attributes[key] ?? '$updatedAt'
  return direction === 'ascending' ? Query.orderAsc(attribute) : Query.orderDesc(attribute)
}

/** Drafts among messages that come in the order of `sort`, page by page. */
export const orderCampaigns = (
  drafts: readonly CampaignRow[],
  messages: readonly CampaignRow[],
  sort: Sort,
  hasMore: boolean,
): CampaignRow[] => {
  // Nobody has got a draft yet: they come after everything that has a number.
  if (sort.key !== 'when') return hasMore ? [...messages] : [...messages, ...drafts]
  const sign = sort.direction === 'ascending' ? 1 : -1
  const compare = (left: CampaignRow, right: CampaignRow): number => sign * (left.at - right.at)
  const last = messages.toSorted(compare).at(-1)
  // What lies beyond the page that was read waits, or the next page would push it down.
  const reached =
    hasMore && last ? drafts.filter((draft) => compare(draft, last) <= 0) : [...drafts]
  return [...messages, ...reached].toSorted(compare)
}
