import { Query } from '@contract/queries'

/** The orders that topics can be in. */
export type TopicSort = 'name' | 'newest' | 'email' | 'sms' | 'push'

const orders: Readonly<Record<TopicSort, string>> = {
  name: Query.orderAsc('name'),
  newest: Query.orderDesc('$createdAt'),
  email: Query.orderDesc('emailTotal'),
  sms: Query.orderDesc('smsTotal'),
  push: Query.orderDesc('pushTotal'),
}

/** Asks the API for topics in an order. */
export const topicOrder = (sort: TopicSort): string => orders[sort]
