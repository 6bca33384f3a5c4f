import { z } from 'zod'
import { endpoint } from './endpoint'
import { id, listParameters, logParameters, newId, nothing, stored } from './fields'
import { logList } from './logs'
import { providerType } from './messages'
import { target } from './users'

/** A target's place in a topic; `target` and `userName` are looked up at every read. */
export const subscriber = z.looseObject({
  ...stored,
  targetId: z.string(),
  target,
  userId: z.string(),
  userName: z.string(),
  topicId: z.string(),
  providerType,
})

/** One page of subscribers. */
export const subscriberList = z.looseObject({ total: z.int(), subscribers: z.array(subscriber) })

/** Rows 36 and 43–46 of the API document. */
export const subscribers = {
  listSubscriberLogs: endpoint({
    method: 'GET',
    path: '/messaging/subscribers/{subscriberId}/logs',
    scope: 'subscribers.read',
    status: 200,
    input: z.object({ subscriberId: id, ...logParameters }),
    reply: logList,
  }),
  listSubscribers: endpoint({
    method: 'GET',
    path: '/messaging/topics/{topicId}/subscribers',
    scope: 'subscribers.read',
    status: 200,
    input: z.object({ topicId: id, ...listParameters }),
    reply: subscriberList,
  }),
  createSubscriber: endpoint({
    method: 'POST',
    path: '/messaging/topics/{topicId}/subscribers',
    scope: 'subscribers.write',
    status: 201,
    input: z.object({ subscriberId: newId, topicId: id, targetId: id }),
    reply: subscriber,
  }),
  getSubscriber: endpoint({
    method: 'GET',
    path: '/messaging/topics/{topicId}/subscribers/{subscriberId}',
    scope: 'subscribers.read',
    status: 200,
    input: z.object({ topicId: id, subscriberId: id }),
    reply: subscriber,
  }),
  deleteSubscriber: endpoint({
    method: 'DELETE',
    path: '/messaging/topics/{topicId}/subscribers/{subscriberId}',
    scope: 'subscribers.write',
    status: 204,
    input: z.object({ topicId: id, subscriberId: id }),
    reply: nothing,
  }),
}

/** A subscriber as the API answers it. */
export type Subscriber = z.infer<typeof subscriber>
