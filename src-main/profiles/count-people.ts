import type { PeopleCount } from '@contract/ceiling'
import { deliveryCommands } from '@contract/delivery'
import { ApiError } from '@contract/errors'
import type { ProviderType } from '@contract/messages'
import { Query } from '@contract/queries'
import { topicList, type Topic } from '@contract/topics'
import { userList } from '@contract/users'
import type { Backend } from '../backends/backend'

/** Whom a message is for. */
export interface Audience {
  readonly providerType: ProviderType
  readonly topics: readonly string[]
  readonly users: readonly string[]
  readonly targets: readonly string[]
  /** Targets in copy; each of them gets one too. */
  readonly copies: readonly string[]
}

/** A backend that is asked itself, not what it once said. */
export type Asked = Pick<Backend, 'capabilities' | 'call'>

/** How many values one query may hold. */
const batchSize = 50

/**
 * How many people an audience is: counted by an engine of our own; of a server, which counts nobody before
 * it sends, the most that its topics, users and targets can be. Throws where an engine cannot answer.
 */
export const countPeople = async (backend: Asked, audience: Audience): Promise<PeopleCount> => {
  if (backend.capabilities.ledger) {
    const reply = await backend.call('countRecipients', audience)
    const { total, copies } = deliveryCommands.countRecipients.reply.parse(reply)
    return { total: total + copies, copies, isExact: true, problem: null }
  }
  try {
    return { ...(await most(backend, audience)), isExact: false, problem: null }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { total: null, copies: 0, isExact: false, problem: error.message }
  }
}

const most = async (
  backend: Asked,
  { providerType, topics, users, targets, copies }: Audience,
): Promise<{ readonly total: number; readonly copies: number }> => {
  const read = (name: string) => (ids: readonly string[]) =>
    backend.call(name, { queries: [Query.equal('$id', [...ids]), Query.limit(ids.length)] })
  const pages = await Promise.all([
    Promise.all(batches(topics).map(read('listTopics'))),
    Promise.all(batches(users).map(read('listUsers'))),
  ])
  const subscribers = pages[0]
    .flatMap((page) => topicList.parse(page).topics)
    .reduce((sum, topic) => sum + reachOf(topic, providerType), 0)
  const addresses = pages[1]
    .flatMap((page) => userList.parse(page).users)
    .flatMap((user) => user.targets.filter((target) => target.providerType === providerType))
    .map(({ $id }) => $id)
  const named = new Set([...targets, ...addresses])
  const others = [...new Set(copies)].filter((id) => !named.has(id)).length
  return { total: subscribers + named.size + others, copies: others }
}

const reachOf = (topic: Topic, channel: ProviderType): number =>
  ({ email: topic.emailTotal, sms: topic.smsTotal, push: topic.pushTotal })[channel]

const batches = (all: readonly string[]): string[][] => {
  const ids = [...new Set(all)]
  return Array.from({ length: Math.ceil(ids.length / batchSize) }, (_, at) =>
    ids.slice(at * batchSize, (at + 1) * batchSize),
  )
}
