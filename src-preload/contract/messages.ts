import { z } from 'zod'
import { endpoint } from './endpoint'
import {
  compoundId,
  id,
  listParameters,
  logParameters,
  moment,
  newId,
  nothing,
  stored,
  text,
} from './fields'
import { logList } from './logs'
import { targetList } from './users'

/** The three channels. */
export const providerType = z.enum(['email', 'sms', 'push'])

/** What Appwrite says of a message's life; behaviour 5.1. */
export const messageStatus = z.enum(['draft', 'processing', 'scheduled', 'sent', 'failed'])

/** A stored message; `data` differs by channel (behaviour 3.1). */
export const message = z.looseObject({
  ...stored,
  providerType,
  topics: z.array(z.string()),
  users: z.array(z.string()),
  targets: z.array(z.string()),
  scheduledAt: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  deliveryErrors: z.array(z.string()),
  deliveredTotal: z.int(),
  data: z.record(z.string(), z.unknown()),
  status: messageStatus,
})

/** One page of messages. */
export const messageList = z.looseObject({ total: z.int(), messages: z.array(message) })

const ids = z.array(id)

const recipients = { topics: ids.default([]), users: ids.default([]), targets: ids.default([]) }
const changedRecipients = {
  topics: ids.optional(),
  users: ids.optional(),
  targets: ids.optional(),
}

const subject = text(1, 998)
const content = text(1, 64230)
const short = text(1, 256)
/** On create the seed documents text, newer servers an integer; behaviour 2.8. */
const badge = z.union([z.int(), z.string().regex(/^-?\d{1,9}$/, 'must be a number')])
const data = z.record(z.string(), z.unknown())
const priority = z.enum(['normal', 'high'])

const createEmail = endpoint({
  method: 'POST',
  path: '/messaging/messages/email',
  scope: 'messages.write',
  status: 201,
  input: z.object({
    messageId: newId,
    subject,
    content,
    ...recipients,
    /** Target ids. */
    cc: ids.default([]),
    /** Target ids. */
    bcc: ids.default([]),
    attachments: z.array(compoundId).default([]),
    draft: z.boolean().default(false),
    html: z.boolean().default(false),
    scheduledAt: moment.optional(),
  }),
  reply: message,
})

const updateEmail = endpoint({
  method: 'PATCH',
  path: '/messaging/messages/email/{messageId}',
  scope: 'messages.write',
  status: 200,
  input: z.object({
    messageId: id,
    ...changedRecipients,
    subject: subject.optional(),
    content: content.optional(),
    draft: z.boolean().optional(),
    html: z.boolean().optional(),
    cc: ids.optional(),
    bcc: ids.optional(),
    scheduledAt: moment.optional(),
    attachments: z.array(compoundId).optional(),
  }),
  reply: message,
})

const createSms = endpoint({
  method: 'POST',
  path: '/messaging/messages/sms',
  scope: 'messages.write',
  status: 201,
  input: z.object({
    messageId: newId,
    content,
    ...recipients,
    draft: z.boolean().default(false),
    scheduledAt: moment.optional(),
  }),
  reply: message,
})

const updateSms = endpoint({
  method: 'PATCH',
  path: '/messaging/messages/sms/{messageId}',
  scope: 'messages.write',
  status: 200,
  input: z.object({
    messageId: id,
    ...changedRecipients,
    content: content.optional(),
    draft: z.boolean().optional(),
    scheduledAt: moment.optional(),
  }),
  reply: message,
})

const createPush = endpoint({
  method: 'POST',
  path: '/messaging/messages/push',
  scope: 'messages.write',
  status: 201,
  input: z.object({
    messageId: newId,
    title: short.optional(),
    body: content.optional(),
    ...recipients,
    data: data.optional(),
    action: short.optional(),
    image: compoundId.optional(),
    icon: short.optional(),
    sound: short.optional(),
    color: short.optional(),
    tag: short.optional(),
    badge: badge.optional(),
    draft: z.boolean().default(false),
    scheduledAt: moment.optional(),
    contentAvailable: z.boolean().default(false),
    critical: z.boolean().default(false),
    priority: priority.default('high'),
  }),
  reply: message,
})

const anyShort = text(0, 256)

const updatePush = endpoint({
  method: 'PATCH',
  path: '/messaging/messages/push/{messageId}',
  scope: 'messages.write',
  status: 200,
  input: z.object({
    messageId: id,
    ...changedRecipients,
    title: anyShort.optional(),
    body: text(0, 64230).optional(),
    data: data.optional(),
    action: anyShort.optional(),
    image: compoundId.optional(),
    icon: anyShort.optional(),
    sound: anyShort.optional(),
    color: anyShort.optional(),
    tag: anyShort.optional(),
    badge: z.int().optional(),
    draft: z.boolean().optional(),
    scheduledAt: moment.optional(),
    contentAvailable: z.boolean().optional(),
    critical: z.boolean().optional(),
    priority: priority.optional(),
  }),
  reply: message,
})

/** Rows 1–11 of the API document. */
export const messages = {
  listMessages: endpoint({
    method: 'GET',
    path: '/messaging/messages',
    scope: 'messages.read',
    status: 200,
    input: z.object(listParameters),
    reply: messageList,
  }),
  createEmail,
  updateEmail,
  createPush,
  updatePush,
  createSms,
  updateSms,
  getMessage: endpoint({
    method: 'GET',
    path: '/messaging/messages/{messageId}',
    scope: 'messages.read',
    status: 200,
    input: z.object({ messageId: id }),
    reply: message,
  }),
  deleteMessage: endpoint({
    method: 'DELETE',
    path: '/messaging/messages/{messageId}',
    scope: 'messages.write',
    status: 204,
    input: z.object({ messageId: id }),
    reply: nothing,
  }),
  listMessageLogs: endpoint({
    method: 'GET',
    path: '/messaging/messages/{messageId}/logs',
    scope: 'messages.read',
    status: 200,
    input: z.object({ messageId: id, ...logParameters }),
    reply: logList,
  }),
  listMessageTargets: endpoint({
    method: 'GET',
    path: '/messaging/messages/{messageId}/targets',
    scope: 'messages.read',
    status: 200,
    input: z.object({
      messageId: id,
      queries: listParameters.queries,
      total: listParameters.total,
    }),
    reply: targetList,
  }),
}

/** A channel's name. */
export type ProviderType = z.infer<typeof providerType>
/** A message as the API answers it. */
export type Message = z.infer<typeof message>
/** A message's state as the API answers it. */
export type MessageStatus = z.infer<typeof messageStatus>
