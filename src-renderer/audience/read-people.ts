import { Query } from '@contract/queries'
import type { User } from '@contract/users'
import { api } from '@/api'
import type { Sort } from '@/components/data-list'
import { orderBy } from '@/components/order-by'
import { pageQueries, type Page, type PageRequest } from '@/composables/use-collection'

/** A way in which a person can be reached. */
export type Reach = 'email' | 'sms' | 'push'

/** Which people are wanted, and in which order. */
export interface PeopleView {
  /** Any of these; none means all. */
  readonly reach: readonly Reach[]
  /** Only those with an address that is gone; needs an engine of our own. */
  readonly expired: boolean
  readonly sort: Sort
  /** An engine of our own answers: it knows every address, not only those of the account. */
  readonly isOwn: boolean
}

/** What people can be told apart by: Appwrite's list knows the account's address and number alone. */
export const reachable = (isOwn: boolean): readonly Reach[] =>
  isOwn ? ['email', 'sms', 'push'] : ['email', 'sms']

const accountQueries = (reach: readonly Reach[]): string[] => {
  const parts = reach.map((way) => Query.notEqual(way === 'email' ? 'email' : 'phone', ''))
  return parts.length > 1 ? [Query.or(parts)] : parts
}

/** Reads a page of people. */
export const readPeople = async (
  { reach, expired, sort, isOwn }: PeopleView,
  request: PageRequest<User>,
): Promise<Page<User>> => {
  const { search } = request
  const page = isOwn
    ? await api.call('findUsers', {
        queries: pageQueries(request, [orderBy(sort)]),
        ...(search && { search }),
        ...(reach.length > 0 && { reach: [...reach] }),
        ...(expired && { expired }),
      })
    : await api.call('listUsers', {
        queries: pageQueries(request, [...accountQueries(reach), orderBy(sort)]),
        ...(search && { search }),
      })
  return { rows: page.users, total: page.total }
}
