import { apiError } from '@contract/errors'
import type { topics } from '@contract/topics'
import { isConflict } from '../../store/database'
import { toId } from '../../store/identity'
import type { StoredTopic } from '../../store/topics'
import type { EngineHandlers } from '../caller'
import type { Clearing } from '../clearing'
import type { EngineContext } from '../context'
import { now } from '../now'
import { toTopic } from '../models'

/** Topics (behaviour 2.6). */
export const topicHandlers = (
  context: EngineContext,
  clearing: Clearing,
): EngineHandlers<typeof topics> => {
  const { store, origin, changes, leaving } = context

  const find = (id: string): StoredTopic => {
    const topic = store.topics.get(id)
    if (!topic) throw apiError('topic_not_found')
    return topic
  }

  return {
    listTopics: (input) => {
      const { total, rows } = store.topics.list(input)
      return { total, topics: rows.map(toTopic) }
    },
    createTopic: ({ topicId, name, subscribe }) => {
      const id = toId(topicId, origin)
      const at = now(context)
      try {
        store.topics.insert({ id, createdAt: at, updatedAt: at, name, subscribe })
      } catch (error) {
        if (isConflict(error)) throw apiError('topic_already_exists')
        throw error
      }
      changes.changed('topics', id)
      return toTopic(find(id))
    },
    getTopic: ({ topicId }) => toTopic(find(topicId)),
    updateTopic: ({ topicId, name, subscribe }) => {
      const current = find(topicId)
      store.topics.update({
        ...current,
        updatedAt: now(context),
        name: name ?? current.name,
        subscribe: subscribe ?? current.subscribe,
      })
      changes.changed('topics', topicId)
      return toTopic(find(topicId))
    },
    deleteTopic: ({ topicId }) => {
      find(topicId)
      clearing.remove('topics', topicId)
      leaving.topicGone(topicId)
      changes.changed('topics', topicId)
      changes.changed('subscribers')
    },
  }
}
