import { Query } from '@contract/queries'
import type { Subscriber } from '@contract/subscribers'
import { api } from '@/api'
import type { Sort } from '@/components/data-list'
import { orderBy } from '@/components/order-by'
import { pageQueries, type Page, type PageRequest } from '@/composables/use-collection'

/** Which subscribers of a topic are wanted, and in which order. */
export interface SubscriberView {
  readonly topicId: string
  readonly channels: readonly ('email' | 'sms' | 'push')[]
  /** Only those whose address is gone; needs an engine of our own. */
  readonly expired: boolean
  readonly sort: Sort
  /** An engine of our own answers: it finds people by name and address. */
  readonly isOwn: boolean
}

/** Reads a page of a topic's subscribers; a search covers everybody in it. */
export const readSubscribers = async (
  view: SubscriberView,
  request: PageRequest<Subscriber>,
): Promise<Page<Subscriber>> => {
  const { topicId, channels, expired, sort, isOwn } = view
  const { search } = request
  const filters = channels.length > 0 ? [Query.equal('providerType', channels)] : []
  if (search !== '' && !isOwn) return searchByUsers(topicId, filters, request)

  const queries = pageQueries(request, [...filters, orderBy(sort)])
  const page =
    search === '' && !expired
      ? await api.call('listSubscribers', { topicId, queries })
      : await api.call('findSubscribers', {
          ...{ topicId, queries },
          ...(search && { search }),
          ...(expired && { expired }),
        })
  return { rows: page.subscribers, total: page.total }
}

/** The values that one filter may hold, on every server, and as many ids as an address of 4,096 characters takes. */
const usersAtOnce = 80
/** Nobody can be reached in more ways; more of eighty people are not looked for. */
const mostPlaces = 1000

/**
 * Appwrite searches subscribers by ids alone (behaviour 4.4), so all users that match are walked through, and
 * their places in the topic looked up. A page holds all places of its people: the last row's user is where
 * the next one begins.
 */
const searchByUsers = async (
  topicId: string,
  filters: readonly string[],
  { after, limit, search }: PageRequest<Subscriber>,
): Promise<Page<Subscriber>> => {
  const rows: Subscriber[] = []
  let last = after?.userId
  for (;;) {
    const { users } = await api.call('listUsers', {
      search,
      queries: [...(last === undefined ? [] : [Query.cursorAfter(last)]), Query.limit(usersAtOnce)],
    })
    const ids = users.map(({ $id }) => $id)
    if (ids.length > 0) {
      const queries = [Query.equal('userId', ids), ...filters, Query.limit(mostPlaces)]
      const { subscribers } = await api.call('listSubscribers', { topicId, queries })
      rows.push(...subscribers.toSorted((a, b) => ids.indexOf(a.userId) - ids.indexOf(b.userId)))
    }
    last = ids.at(-1)
    const hasMore = ids.length === usersAtOnce
    if (!hasMore || rows.length >= limit) return { rows, total: rows.length, hasMore }
  }
}
