import type { audienceCommands } from '@contract/audience'
import { apiError } from '@contract/errors'
import type { subscribers } from '@contract/subscribers'
import { isConflict } from '../../store/database'
import { toId } from '../../store/identity'
import type { StoredSubscriber } from '../../store/subscribers'
import type { EngineHandlers } from '../caller'
import type { EngineContext } from '../context'
import { now } from '../now'
import { toSubscriber } from '../models'

type SubscriberRows = typeof subscribers & Pick<typeof audienceCommands, 'findSubscribers'>

/** Subscribers (behaviour 2.7). Callers hold a key, so a topic's roles are not asked. */
export const subscriberHandlers = (context: EngineContext): EngineHandlers<SubscriberRows> => {
  const { store, origin, changes, leaving } = context

  const checkTopic = (topicId: string): void => {
    if (!store.topics.get(topicId)) throw apiError('topic_not_found')
  }
  const find = (topicId: string, subscriberId: string): StoredSubscriber => {
    checkTopic(topicId)
    const subscriber = store.subscribers.get(topicId, subscriberId)
    if (!subscriber) throw apiError('subscriber_not_found')
    return subscriber
  }
  const tell = (topicId: string, subscriberId: string): void => {
    changes.changed('subscribers', subscriberId)
    changes.changed('topics', topicId)
  }

  return {
    listSubscribers: ({ topicId, ...input }) => {
      checkTopic(topicId)
      const { total, rows } = store.subscribers.list(topicId, input)
      return { total, subscribers: rows.map(toSubscriber) }
    },
    findSubscribers: ({ topicId, queries, ...filter }) => {
      checkTopic(topicId)
      const { total, rows } = store.subscribers.list(topicId, { queries }, filter)
      return { total, subscribers: rows.map(toSubscriber) }
    },
    createSubscriber: ({ subscriberId, topicId, targetId }) => {
      checkTopic(topicId)
      const target = store.targets.get(targetId)
      if (!target) throw apiError('user_target_not_found')
      const id = toId(subscriberId, origin)
      const at = now(context)
      const { userId, providerType } = target
      try {
        store.subscribers.insert({
          ...{ id, createdAt: at, updatedAt: at },
          ...{ topicId, targetId, userId, providerType },
        })
      } catch (error) {
        if (isConflict(error)) throw apiError('subscriber_already_exists')
        throw error
      }
      tell(topicId, id)
      return toSubscriber(find(topicId, id))
    },
    getSubscriber: ({ topicId, subscriberId }) => toSubscriber(find(topicId, subscriberId)),
    deleteSubscriber: ({ topicId, subscriberId }) => {
      const { targetId } = find(topicId, subscriberId)
      store.subscribers.remove(topicId, subscriberId)
      leaving.left([targetId])
      tell(topicId, subscriberId)
    },
  }
}
