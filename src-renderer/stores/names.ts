import { Query } from '@contract/queries'
import type { StorageFile } from '@contract/storage'
import type { Target, User } from '@contract/users'
import type { Topic } from '@contract/topics'
import { defineStore } from 'pinia'
import { reactive } from 'vue'
import { api, toApiError } from '@/api'

/** How many values one query may hold. */
const batchSize = 50

/** Names behind the ids that messages carry: a cached view of topics, users and targets. */
export const useNamesStore = defineStore('names', () => {
  const topics = reactive(new Map<string, Topic>())
  const users = reactive(new Map<string, User>())
  const targets = reactive(new Map<string, Target>())
  /** By `<BUCKET_ID>:<FILE_ID>`; null when there is none any more. */
  const files = reactive(new Map<string, StorageFile | null>())
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

  const keepFile = (file: StorageFile): void => {
    files.set(`${file.bucketId}:${file.$id}`, file)
  }
  /** Reads the files that are not known yet. */
  const needFiles = async (ids: readonly string[]): Promise<void> => {
    const missing = ids.filter((id) => !files.has(id) && !asked.has(`file ${id}`))
    for (const id of missing) asked.add(`file ${id}`)
    await Promise.all(
      missing.map(async (id) => {
        const [bucketId = '', fileId = ''] = id.split(':')
        try {
          keepFile(await api.call('getFile', { bucketId, fileId }))
        } catch (error) {
          if (toApiError(error).code === 404) files.set(id, null)
          else asked.delete(`file ${id}`)
        }
      }),
    )
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
    files.clear()
  })

  return {
    topics,
    users,
    targets,
    files,
    keepFile,
    needFiles,
    keepTopics,
    keepUsers,
    keepTargets,
    needTopics,
    needUsers,
  }
})
