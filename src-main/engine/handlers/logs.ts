import type { health } from '@contract/health'
import type { messages } from '@contract/messages'
import type { providers } from '@contract/providers'
import type { subscribers } from '@contract/subscribers'
import type { topics } from '@contract/topics'
import { apiError, type ErrorType } from '@contract/errors'
import { pagingOnly } from '../../store/paging'
import { serverVersion } from '../../wire'
import type { EngineHandlers } from '../caller'
import type { EngineContext } from '../context'
import { toLog } from '../models'

type Rows = typeof health & typeof messages & typeof providers & typeof subscribers & typeof topics

interface LogQuery {
  readonly queries?: string[] | undefined
  readonly total?: boolean | undefined
}

/** The four logs (behaviour 2.11), and the version. */
export const logHandlers = ({ store }: EngineContext): EngineHandlers<Rows> => {
  const list = (resource: string, { queries, total }: LogQuery) => {
    const page = store.logs.list(resource, pagingOnly(queries), total !== false)
    return { total: page.total, logs: page.rows.map(toLog) }
  }
  // Logs of what is gone are out of reach.
  const need = (isThere: boolean, otherwise: ErrorType): void => {
    if (!isThere) throw apiError(otherwise)
  }

  return {
    listProviderLogs: ({ providerId, ...query }) => {
      need(store.providers.get(providerId) !== undefined, 'provider_not_found')
      return list(`provider/${providerId}`, query)
    },
    listTopicLogs: ({ topicId, ...query }) => {
      need(store.topics.get(topicId) !== undefined, 'topic_not_found')
      return list(`topic/${topicId}`, query)
    },
    listSubscriberLogs: ({ subscriberId, ...query }) => {
      need(store.subscribers.exists(subscriberId), 'subscriber_not_found')
      return list(`subscriber/${subscriberId}`, query)
    },
    listMessageLogs: ({ messageId, ...query }) => {
      need(store.messages.get(messageId) !== undefined, 'message_not_found')
      return list(`message/${messageId}`, query)
    },
    getHealthVersion: () => ({ version: serverVersion }),
  }
}
