import { Query } from '@contract/queries'
import type { Target, User } from '@contract/users'
import type { Topic } from '@contract/topics'
import { defineStore } from 'pinia'
import { reactive } from 'vue'
import { api } from '@/api'

/** How many values one query may hold. */
const batchSize = 50

/** Names behind the ids that messages carry: a cached view of topics, users and targets. */
export const useNamesStore = defineStore('names', () => {
  const topics = reactive(new Map<string, Topic>())
  const users = reactive(new Map<string, User>())
  const targets = reactive(new Map<string, Target>())
  /** Asked for already: an id without an answer belongs to something deleted. */
  const asked = new Set<string>()

  const keepTopics = (found: readonly Topic[]): void => {
    for (const topic of found) topics.set(topic.$id, topic)
  }
  const keepUsers = (found: readonly User[]): void => {
    for (const user of found) {
      users.set(user.$id, user)
      for (const target of user.targets) targets.set(target.$id, target)
    }
  }
  const keepTargets = (found: readonly Target[]): void => {
    for (const target of found) targets.set(target.$id, target)
  }

  const batches = (kind: string, ids: Iterable<string>): string[][] => {
    const missing = [...new Set(ids)].filter((id) => !asked.has(`${kind} ${id}`))
    for (const id of missing) asked.add(`${kind} ${id}`)
    return Array.from({ length: Math.ceil(missing.length / batchSize) }, (_, index) =>
      missing.slice(index * batchSize, (index + 1) * batchSize),
    )
  }

  /** Reads the topics that are not known yet; what cannot be read stays without a name. */
  const needTopics = async (ids: Iterable<string>): Promise<void> => {
    const wanted = batches('topic', ids).map(async (batch) => {
      const queries = [Query.equal('$id', batch), Query.limit(batch.length)]
      keepTopics((await api.call('listTopics', { queries })).topics)
    })
    await Promise.allSettled(wanted)
  }

  /** Reads the users that are not known yet; what cannot be read stays without a name. */
  const needUsers = async (ids: Iterable<string>): Promise<void> => {
    const wanted = batches('user', ids).map(async (batch) => {
      const queries = [Query.equal('$id', batch), Query.limit(batch.length)]
      keepUsers((await api.call('listUsers', { queries })).users)
    })
    await Promise.allSettled(wanted)
  }

  const refreshTopics = (): void => {
    const known = [...topics.keys()]
    for (const id of known) asked.delete(`topic ${id}`)
    void needTopics(known)
  }

  api.on('resource.changed', ({ resource }) => {
    if (resource === 'topics' || resource === 'subscribers') refreshTopics()
    if (resource !== 'profiles') return
    asked.clear()
    topics.clear()
    users.clear()
    targets.clear()
  })

  return {
    topics,
    users,
    targets,
    keepTopics,
    keepUsers,
    keepTargets,
    needTopics,
    needUsers,
  }
})
