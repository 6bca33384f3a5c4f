import { Query } from '@contract/queries'
import type { StorageFile } from '@contract/storage'
import type { Target, User } from '@contract/users'
import type { Topic } from '@contract/topics'
import { defineStore } from 'pinia'
import { reactive } from 'vue'
import { api, toApiError } from '@/api'
import { isServerAway } from '@/outbox/outbox-words'
import { useAppStore } from './app'

/** How many values one query may hold. */
const batchSize = 50
/** How many targets of a message are read. */
const mostTargets = 500
/** How many names of a kind are read again at once. */
const mostReread = 200

/** Names behind the ids that messages carry: a cached view of topics, users and targets. */
export const useNamesStore = defineStore('names', () => {
  const topics = reactive(new Map<string, Topic>())
  const users = reactive(new Map<string, User>())
  const targets = reactive(new Map<string, Target>())
  /** By `<BUCKET_ID>:<FILE_ID>`; null when there is none any more. */
  const files = reactive(new Map<string, StorageFile | null>())
  /** Asked for already: an id without an answer belongs to something deleted. */
  const asked = new Set<string>()
  /** Could not be asked for while the server was away. */
  const owed = { topic: new Set<string>(), user: new Set<string>() }
  const app = useAppStore()

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

  /** Reads what is not known yet, many at once; what the server cannot be asked for now is wanted again later. */
  const need = async (
    kind: 'topic' | 'user' | 'target',
    ids: Iterable<string>,
    { many, one }: { many: (ids: string[]) => Promise<void>; one?: (id: string) => Promise<void> },
  ): Promise<void> => {
    const missing = [...new Set(ids)].filter((id) => !asked.has(`${kind} ${id}`))
    for (const id of missing) asked.add(`${kind} ${id}`)
    const owe = (id: string): void => {
      asked.delete(`${kind} ${id}`)
      if (kind !== 'target') owed[kind].add(id)
    }
    const read = async (batch: string[]): Promise<void> => {
      try {
        await many(batch)
      } catch (error) {
        if (!isServerAway(toApiError(error))) return
        // Without the server each may still have been kept as it was once read.
        for (const id of batch) await (one?.(id) ?? Promise.reject()).catch(() => owe(id))
      }
    }
    const batches = Array.from({ length: Math.ceil(missing.length / batchSize) }, (_, index) =>
      missing.slice(index * batchSize, (index + 1) * batchSize),
    )
    await Promise.all(batches.map(read))
  }
  const among = (ids: string[]): string[] => [Query.equal('$id', ids), Query.limit(ids.length)]

  /** Reads the topics that are not known yet; what cannot be read stays without a name. */
  const needTopics = (ids: Iterable<string>): Promise<void> =>
    need('topic', ids, {
      many: async (batch) =>
        keepTopics((await api.call('listTopics', { queries: among(batch) })).topics),
      one: async (topicId) => keepTopics([await api.call('getTopic', { topicId })]),
    })

  /** Reads the users that are not known yet; what cannot be read stays without a name. */
  const needUsers = (ids: Iterable<string>): Promise<void> =>
    need('user', ids, {
      many: async (batch) =>
        keepUsers((await api.call('listUsers', { queries: among(batch) })).users),
      one: async (userId) => keepUsers([await api.call('getUser', { userId })]),
    })

  /** Reads the targets that are not known yet. A server tells only those that `messageId` names. */
  const needTargets = (ids: Iterable<string>, messageId?: string): Promise<void> => {
    const unknown = [...ids].filter((id) => !targets.has(id))
    if (app.capabilities.ledger)
      return need('target', unknown, {
        many: async (batch) =>
          keepTargets((await api.call('findTargets', { targetIds: batch })).targets),
      })
    if (messageId === undefined) return Promise.resolve()
    return need('target', unknown, {
      many: async () => {
        const queries = [Query.limit(mostTargets)]
        keepTargets((await api.call('listMessageTargets', { messageId, queries })).targets)
      },
    })
  }

  /** Reads the names behind whatever ids these fields of a message hold. */
  const needFields = (
    fields: readonly { readonly name: string; readonly values: readonly unknown[] }[],
    messageId?: string,
  ): void => {
    const idsIn = (...wanted: readonly string[]): string[] =>
      fields
        .filter(({ name }) => wanted.includes(name))
        .flatMap(({ values }) => values.flat())
        .filter((id) => typeof id === 'string' && id !== '')
        .map(String)
    void needTopics(idsIn('topics'))
    void needUsers(idsIn('users'))
    void needTargets(idsIn('targets', 'cc', 'bcc'), messageId)
    void needFiles(idsIn('attachments', 'image'))
  }

  const owedOf = (kind: keyof typeof owed): string[] => {
    const ids = [...owed[kind]]
    owed[kind].clear()
    return ids
  }
  const refreshTopics = (): void => {
    const known = [...topics.keys()]
    for (const id of known) asked.delete(`topic ${id}`)
    void needTopics([...known, ...owedOf('topic')])
  }

  /** Forgets everything, and reads it again where it is still the same profile, now with other settings. */
  const startOver = async (): Promise<void> => {
    const profileId = app.state?.activeProfileId
    const known = [topics, users, targets, files].map((map) => [...map.keys()].slice(0, mostReread))
    asked.clear()
    for (const ids of Object.values(owed)) ids.clear()
    for (const map of [topics, users, targets, files]) map.clear()
    await app.load()
    if (app.state?.activeProfileId !== profileId) return
    const [topicIds = [], userIds = [], targetIds = [], fileIds = []] = known
    void needTopics(topicIds)
    void needUsers(userIds)
    void needTargets(targetIds)
    void needFiles(fileIds)
  }

  api.on('resource.changed', ({ resource }) => {
    if (resource === 'topics' || resource === 'subscribers') refreshTopics()
    if (resource === 'users') void needUsers(owedOf('user'))
    if (resource === 'profiles') void startOver()
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
    needFields,
  }
})
