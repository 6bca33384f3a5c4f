import { z } from 'zod'
import { endpoint } from './endpoint'
import { id, listParameters, logParameters, newId, nothing, role, stored, text } from './fields'
import { logList } from './logs'

/** A stored topic with its subscribers counted by channel. */
export const topic = z.looseObject({
  ...stored,
  name: z.string(),
  emailTotal: z.int(),
  smsTotal: z.int(),
  pushTotal: z.int(),
  subscribe: z.array(z.string()),
})

/** One page of topics. */
export const topicList = z.looseObject({ total: z.int(), topics: z.array(topic) })

const roles = z.array(role).max(100, 'must hold at most 100 roles')

/** Rows 37–42 of the API document. */
export const topics = {
  listTopics: endpoint({
    method: 'GET',
    path: '/messaging/topics',
    scope: 'topics.read',
    status: 200,
    input: z.object(listParameters),
    reply: topicList,
  }),
  createTopic: endpoint({
    method: 'POST',
    path: '/messaging/topics',
    scope: 'topics.write',
    status: 201,
    input: z.object({ topicId: newId, name: text(1, 128), subscribe: roles.default(['users']) }),
    reply: topic,
  }),
  getTopic: endpoint({
    method: 'GET',
    path: '/messaging/topics/{topicId}',
    scope: 'topics.read',
    status: 200,
    input: z.object({ topicId: id }),
    reply: topic,
  }),
  updateTopic: endpoint({
    method: 'PATCH',
    path: '/messaging/topics/{topicId}',
    scope: 'topics.write',
    status: 200,
    input: z.object({ topicId: id, name: text(1, 128).optional(), subscribe: roles.optional() }),
    reply: topic,
  }),
  deleteTopic: endpoint({
    method: 'DELETE',
    path: '/messaging/topics/{topicId}',
    scope: 'topics.write',
    status: 204,
    input: z.object({ topicId: id }),
    reply: nothing,
  }),
  listTopicLogs: endpoint({
    method: 'GET',
    path: '/messaging/topics/{topicId}/logs',
    scope: 'topics.read',
    status: 200,
    input: z.object({ topicId: id, ...logParameters }),
    reply: logList,
  }),
}

/** A topic as the API answers it. */
export type Topic = z.infer<typeof topic>
