import type { api } from '@contract/index'
import { catalogue, type ErrorType } from '@contract/errors'
import { Messaging, MessagingProviderType, Query, Storage, Users } from 'node-appwrite'
import { InputFile } from 'node-appwrite/file'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually'
import { startLocalServer, type LocalServer } from '../support/local-server'
import { failure } from '../support/sdk-failure'

/* Every endpoint's documented errors (behaviour 2 and appendix A), each through the official SDK. */

let server: LocalServer
let messaging: Messaging
let users: Users
let storage: Storage
const targets = { email: '', sms: 'phone', push: 'device' }
const later = new Date(Date.now() + 3_600_000).toISOString()

beforeAll(async () => {
  server = await startLocalServer()
  messaging = new Messaging(server.client)
  users = new Users(server.client)
  storage = new Storage(server.client)
  const ada = await users.create({ userId: 'ada', email: 'ada@example.org' })
  targets.email = ada.targets[0]?.$id ?? ''
  await users.createTarget({ userId: 'ada', targetId: 'phone', providerType: MessagingProviderType.Sms, identifier: '+4915112345678' }) // prettier-ignore
  await users.createTarget({ userId: 'ada', targetId: 'device', providerType: MessagingProviderType.Push, identifier: 'token' }) // prettier-ignore
  await users.create({ userId: 'grace', email: 'grace@example.org', phone: '+4915112345679' })
  await messaging.createTopic({ topicId: 'news', name: 'News' })
  await messaging.createTopic({ topicId: 'other', name: 'Other' })
  await messaging.createSubscriber({ topicId: 'news', subscriberId: 'ada', targetId: targets.email }) // prettier-ignore
  for (const kind of kinds) await call('POST', `/messaging/providers/${kind}`, { providerId: kind, name: kind, ...(kind === 'smtp' && { host: 'h' }) }) // prettier-ignore
  await storage.createBucket({ bucketId: 'papers', name: 'Papers' })
  await storage.createFile({ bucketId: 'papers', fileId: 'note', file: file('note.txt') })
  await messaging.createEmail({ messageId: 'draft', subject: 's', content: 'c', draft: true })
  await messaging.createSms({ messageId: 'draft-sms', content: 'c', draft: true })
  await messaging.createPush({ messageId: 'draft-push', title: 't', body: 'b', draft: true })
  await messaging.createEmail({ messageId: 'failed', subject: 's', content: 'c', users: ['ada'] })
  await eventually(async () =>
    expect((await messaging.getMessage({ messageId: 'failed' })).status).toBe('failed'),
  )
})
afterAll(() => server.close())

const file = (name: string) => InputFile.fromBuffer(Buffer.from('text'), name)
const kinds = ['smtp', 'mailgun', 'sendgrid', 'resend', 'ses', 'twilio', 'vonage', 'telesign', 'textmagic', 'msg91', 'fcm', 'apns'] // prettier-ignore
const long = 'x'.repeat(64_231)

/** A route that the SDK has no method for any more, or one of twelve that are alike. */
const call = (method: string, path: string, parameters: Record<string, unknown> = {}) =>
  server.client.call(
    method,
    new URL(server.url + path),
    { 'content-type': 'application/json', 'X-Appwrite-Project': server.project },
    parameters,
  )
const logs = (path: string, ...queries: string[]) => call('GET', `${path}/logs`, { queries })
const email = { subject: 's', content: 'c' }
const push = { title: 't', body: 'b' }

type Case = readonly [type: ErrorType, call: () => Promise<unknown>]

const invalid = 'general_argument_invalid'
/** What every list refuses. */
const badQueries = (list: (queries: string[]) => Promise<unknown>): Case[] => [
  [invalid, () => list(['no query'])],
  [invalid, () => list([Query.select(['$id'])])],
  [invalid, () => list([Query.equal('unheard', 'x')])],
  [invalid, () => list([Query.orderAsc('unheard')])],
  [invalid, () => list(['{"method":"unheard"}'])],
  [invalid, () => list(['x'.repeat(4097)])],
  [invalid, () => list(Array<string>(101).fill(Query.limit(1)))],
  [invalid, () => list([Query.limit(0)])],
  [invalid, () => list([Query.offset(-1)])],
  [invalid, () => list([Query.cursorAfter('not an id!')])],
  ['general_cursor_not_found', () => list([Query.cursorAfter('missing')])],
  ['general_query_invalid', () => list([Query.search('$id', 'x')])],
]
const badLogQueries = (path: string): Case[] => [
  [invalid, () => logs(path, Query.equal('$id', 'x'))],
  [invalid, () => logs(path, Query.limit(-1))],
]

const cases: Readonly<Record<keyof typeof api, readonly Case[]>> = {
  listMessages: [
    ...badQueries((queries) => messaging.listMessages({ queries })),
    [invalid, () => messaging.listMessages({ search: 'x'.repeat(257) })],
    ['database_query_order_null', () => messaging.listMessages({ queries: [Query.orderAsc('scheduledAt'), Query.cursorAfter('draft')] })],
  ],
  createEmail: [
    [invalid, () => messaging.createEmail({ messageId: '_', ...email })],
    [invalid, () => messaging.createEmail({ messageId: 'x', ...email, subject: 'x'.repeat(999) })],
    [invalid, () => messaging.createEmail({ messageId: 'x', ...email, content: long })],
    [invalid, () => messaging.createEmail({ messageId: 'x', ...email, users: ['ada'], scheduledAt: '2020-01-01' })],
    ['message_missing_target', () => messaging.createEmail({ messageId: 'x', ...email, cc: [targets.email] })],
    ['message_target_not_email', () => messaging.createEmail({ messageId: 'x', ...email, targets: ['phone'], draft: true })],
    ['message_target_not_email', () => messaging.createEmail({ messageId: 'x', ...email, targets: [targets.email], bcc: [targets.email] })],
    ['storage_bucket_not_found', () => messaging.createEmail({ messageId: 'x', ...email, draft: true, attachments: ['missing:note'] })],
    ['storage_file_not_found', () => messaging.createEmail({ messageId: 'x', ...email, draft: true, attachments: ['papers:missing'] })],
    ['message_already_exists', () => messaging.createEmail({ messageId: 'draft', ...email, draft: true })],
  ],
  updateEmail: [
    [invalid, () => messaging.updateEmail({ messageId: 'draft', subject: 'x'.repeat(999) })],
    ['message_not_found', () => messaging.updateEmail({ messageId: 'missing' })],
    ['message_not_found', () => messaging.updateEmail({ messageId: 'draft-sms', subject: 'x' })],
    ['message_missing_target', () => messaging.updateEmail({ messageId: 'draft', draft: false })],
    ['message_already_failed', () => messaging.updateEmail({ messageId: 'failed', subject: 'x' })],
    ['message_target_not_email', () => messaging.updateEmail({ messageId: 'draft', targets: ['device'] })],
    ['storage_file_not_found', () => messaging.updateEmail({ messageId: 'draft', attachments: ['papers:missing'] })],
  ],
  createSms: [
    [invalid, () => messaging.createSms({ messageId: 'x', content: '' })],
    ['message_missing_target', () => messaging.createSms({ messageId: 'x', content: 'c', scheduledAt: later })],
    ['message_target_not_sms', () => messaging.createSms({ messageId: 'x', content: 'c', targets: [targets.email] })],
    ['message_already_exists', () => messaging.createSms({ messageId: 'draft', content: 'c', draft: true })],
  ],
  updateSms: [
    [invalid, () => messaging.updateSms({ messageId: 'draft-sms', content: long })],
    ['message_not_found', () => messaging.updateSms({ messageId: 'missing' })],
    ['message_missing_target', () => messaging.updateSms({ messageId: 'draft-sms', scheduledAt: later })],
    ['message_target_not_sms', () => messaging.updateSms({ messageId: 'draft-sms', targets: ['missing'] })],
  ],
  createPush: [
    [invalid, () => messaging.createPush({ messageId: 'x', title: 'x'.repeat(257) })],
    [invalid, () => messaging.createPush({ messageId: 'x', ...push, image: 'no-colon' })],
    ['message_missing_target', () => messaging.createPush({ messageId: 'x', ...push })],
    ['message_target_not_push', () => messaging.createPush({ messageId: 'x', ...push, targets: ['phone'] })],
    ['storage_bucket_not_found', () => messaging.createPush({ messageId: 'x', ...push, draft: true, image: 'missing:note' })],
    ['storage_file_type_unsupported', () => messaging.createPush({ messageId: 'x', ...push, draft: true, image: 'papers:note' })],
    ['message_already_exists', () => messaging.createPush({ messageId: 'draft', ...push, draft: true })],
  ],
  updatePush: [
    [invalid, () => messaging.updatePush({ messageId: 'draft-push', action: 'x'.repeat(257) })],
    ['message_not_found', () => messaging.updatePush({ messageId: 'missing' })],
    ['message_missing_target', () => messaging.updatePush({ messageId: 'draft-push', draft: false })],
    ['storage_file_type_unsupported', () => messaging.updatePush({ messageId: 'draft-push', image: 'papers:note' })],
  ],
  getMessage: [['message_not_found', () => messaging.getMessage({ messageId: 'missing' })]],
  deleteMessage: [['message_not_found', () => messaging.delete({ messageId: 'missing' })]],
  listMessageLogs: [
    ['message_not_found', () => logs('/messaging/messages/missing')],
    ...badLogQueries('/messaging/messages/draft'),
  ],
  listMessageTargets: [
    ['message_not_found', () => messaging.listTargets({ messageId: 'missing' })],
  ],
  listProviders: [
    ...badQueries((queries) => messaging.listProviders({ queries })),
    [invalid, () => messaging.listProviders({ queries: [Query.equal('enabled', 'yes')] })],
  ],
  createProvider: kinds.flatMap((kind): Case[] => [
    ['provider_already_exists', () => call('POST', `/messaging/providers/${kind}`, { providerId: kind, name: 'x', host: 'h' })],
    [invalid, () => call('POST', `/messaging/providers/${kind}`, { providerId: 'x', host: 'h' })],
    [invalid, () => call('POST', `/messaging/providers/${kind}`, { providerId: 'x', name: 'x'.repeat(129), host: 'h' })],
    [invalid, () => call('POST', `/messaging/providers/${kind}`, { providerId: 'x', name: 'x', host: 'h', enabled: 'yes' })],
  ]),
  updateProvider: kinds.flatMap((kind): Case[] => [
    ['provider_not_found', () => call('PATCH', `/messaging/providers/${kind}/missing`, { name: 'x' })],
    ['provider_incorrect_type', () => call('PATCH', `/messaging/providers/${kind}/${kind === 'smtp' ? 'ses' : 'smtp'}`, { name: 'x' })],
    ['provider_missing_credentials', () => call('PATCH', `/messaging/providers/${kind}/${kind}`, { enabled: true })],
    [invalid, () => call('PATCH', `/messaging/providers/${kind}/${kind}`, { name: '' })],
  ]),
  getProvider: [['provider_not_found', () => messaging.getProvider({ providerId: 'missing' })]],
  deleteProvider: [['provider_not_found', () => messaging.deleteProvider({ providerId: 'missing' })]],
  listProviderLogs: [
    ['provider_not_found', () => logs('/messaging/providers/missing')],
    ...badLogQueries('/messaging/providers/smtp'),
  ],
  listTopics: [
    ...badQueries((queries) => messaging.listTopics({ queries })),
    [invalid, () => messaging.listTopics({ queries: [Query.equal('emailTotal', 'many')] })],
  ],
  createTopic: [
    ['topic_already_exists', () => messaging.createTopic({ topicId: 'news', name: 'x' })],
    [invalid, () => messaging.createTopic({ topicId: 'x', name: '' })],
    [invalid, () => messaging.createTopic({ topicId: 'x', name: 'x', subscribe: ['*'] })],
    [invalid, () => messaging.createTopic({ topicId: 'x', name: 'x', subscribe: Array<string>(101).fill('any') })],
  ],
  getTopic: [['topic_not_found', () => messaging.getTopic({ topicId: 'missing' })]],
  updateTopic: [
    ['topic_not_found', () => messaging.updateTopic({ topicId: 'missing', name: 'x' })],
    [invalid, () => messaging.updateTopic({ topicId: 'news', name: 'x'.repeat(129) })],
  ],
  deleteTopic: [['topic_not_found', () => messaging.deleteTopic({ topicId: 'missing' })]],
  listTopicLogs: [
    ['topic_not_found', () => logs('/messaging/topics/missing')],
    ...badLogQueries('/messaging/topics/news'),
  ],
  listSubscribers: [
    ...badQueries((queries) => messaging.listSubscribers({ topicId: 'news', queries })),
    ['topic_not_found', () => messaging.listSubscribers({ topicId: 'missing' })],
  ],
  createSubscriber: [
    ['topic_not_found', () => messaging.createSubscriber({ topicId: 'missing', subscriberId: 'x', targetId: targets.email })],
    ['user_target_not_found', () => messaging.createSubscriber({ topicId: 'news', subscriberId: 'x', targetId: 'missing' })],
    ['subscriber_already_exists', () => messaging.createSubscriber({ topicId: 'news', subscriberId: 'x', targetId: targets.email })],
    ['subscriber_already_exists', () => messaging.createSubscriber({ topicId: 'other', subscriberId: 'ada', targetId: 'phone' })],
    [invalid, () => messaging.createSubscriber({ topicId: 'news', subscriberId: '.x', targetId: targets.email })],
  ],
  getSubscriber: [
    ['topic_not_found', () => messaging.getSubscriber({ topicId: 'missing', subscriberId: 'ada' })],
    ['subscriber_not_found', () => messaging.getSubscriber({ topicId: 'other', subscriberId: 'ada' })],
  ],
  deleteSubscriber: [
    ['topic_not_found', () => messaging.deleteSubscriber({ topicId: 'missing', subscriberId: 'ada' })],
    ['subscriber_not_found', () => messaging.deleteSubscriber({ topicId: 'other', subscriberId: 'ada' })],
  ],
  listSubscriberLogs: [
    ['subscriber_not_found', () => logs('/messaging/subscribers/missing')],
    ...badLogQueries('/messaging/subscribers/ada'),
  ],
  listUsers: [...badQueries((queries) => users.list({ queries }))],
  createUser: [
    ['user_already_exists', () => users.create({ userId: 'ada' })],
    ['user_already_exists', () => users.create({ userId: 'x', email: 'ada@example.org' })],
    ['user_already_exists', () => users.create({ userId: 'x', phone: '+4915112345679' })],
    [invalid, () => users.create({ userId: 'x', email: 'nobody' })],
    [invalid, () => users.create({ userId: 'x', phone: '0151' })],
  ],
  getUser: [['user_not_found', () => users.get({ userId: 'missing' })]],
  updateUserName: [
    ['user_not_found', () => users.updateName({ userId: 'missing', name: 'x' })],
    [invalid, () => users.updateName({ userId: 'ada', name: 'x'.repeat(129) })],
  ],
  updateUserEmail: [
    ['user_not_found', () => users.updateEmail({ userId: 'missing', email: 'x@example.org' })],
    [invalid, () => users.updateEmail({ userId: 'ada', email: 'nobody' })],
    ['user_target_already_exists', () => users.updateEmail({ userId: 'ada', email: 'grace@example.org' })],
  ],
  updateUserPhone: [
    ['user_not_found', () => users.updatePhone({ userId: 'missing', number: '+4915112345677' })],
    [invalid, () => users.updatePhone({ userId: 'ada', number: '1' })],
    ['user_target_already_exists', () => users.updatePhone({ userId: 'ada', number: '+4915112345679' })],
  ],
  deleteUser: [['user_not_found', () => users.delete({ userId: 'missing' })]],
  listTargets: [
    ['user_not_found', () => users.listTargets({ userId: 'missing' })],
    [invalid, () => users.listTargets({ userId: 'ada', queries: [Query.equal('name', 'x')] })],
  ],
  createTarget: [
    ['user_not_found', () => users.createTarget({ userId: 'missing', targetId: 'x', providerType: MessagingProviderType.Email, identifier: 'x@example.org' })],
    ['general_invalid_email', () => users.createTarget({ userId: 'ada', targetId: 'x', providerType: MessagingProviderType.Email, identifier: 'x' })],
    ['general_invalid_phone', () => users.createTarget({ userId: 'ada', targetId: 'x', providerType: MessagingProviderType.Sms, identifier: 'x' })],
    ['user_target_already_exists', () => users.createTarget({ userId: 'ada', targetId: 'phone', providerType: MessagingProviderType.Push, identifier: 'new' })],
    ['user_target_already_exists', () => users.createTarget({ userId: 'grace', targetId: 'x', providerType: MessagingProviderType.Push, identifier: 'token' })],
  ],
  getTarget: [
    ['user_target_not_found', () => users.getTarget({ userId: 'grace', targetId: 'phone' })],
    ['user_not_found', () => users.getTarget({ userId: 'missing', targetId: 'phone' })],
  ],
  updateTarget: [
    ['user_target_not_found', () => users.updateTarget({ userId: 'ada', targetId: 'missing' })],
    ['provider_not_found', () => users.updateTarget({ userId: 'ada', targetId: 'phone', providerId: 'missing' })],
    ['provider_incorrect_type', () => users.updateTarget({ userId: 'ada', targetId: 'phone', providerId: 'smtp' })],
    ['general_invalid_phone', () => users.updateTarget({ userId: 'ada', targetId: 'phone', identifier: 'x' })],
    ['user_target_already_exists', () => users.updateTarget({ userId: 'ada', targetId: 'phone', identifier: '+4915112345679' })],
  ],
  deleteTarget: [
    ['user_target_not_found', () => users.deleteTarget({ userId: 'ada', targetId: 'missing' })],
  ],
  listBuckets: [...badQueries((queries) => storage.listBuckets({ queries }))],
  createBucket: [
    ['storage_bucket_already_exists', () => storage.createBucket({ bucketId: 'papers', name: 'x' })],
    [invalid, () => storage.createBucket({ bucketId: 'x', name: '' })],
  ],
  getBucket: [['storage_bucket_not_found', () => storage.getBucket({ bucketId: 'missing' })]],
  updateBucket: [
    ['storage_bucket_not_found', () => storage.updateBucket({ bucketId: 'missing', name: 'x' })],
  ],
  deleteBucket: [['storage_bucket_not_found', () => storage.deleteBucket({ bucketId: 'missing' })]],
  listFiles: [
    ...badQueries((queries) => storage.listFiles({ bucketId: 'papers', queries })),
    ['storage_bucket_not_found', () => storage.listFiles({ bucketId: 'missing' })],
  ],
  createFile: [
    ['storage_bucket_not_found', () => storage.createFile({ bucketId: 'missing', fileId: 'x', file: file('x.txt') })],
    ['storage_file_already_exists', () => storage.createFile({ bucketId: 'papers', fileId: 'note', file: file('x.txt') })],
  ],
  getFile: [['storage_file_not_found', () => storage.getFile({ bucketId: 'papers', fileId: 'missing' })]],
  deleteFile: [['storage_file_not_found', () => storage.deleteFile({ bucketId: 'papers', fileId: 'missing' })]],
  getFileDownload: [['storage_file_not_found', () => storage.getFileDownload({ bucketId: 'papers', fileId: 'missing' })]],
  getFileView: [['storage_file_not_found', () => storage.getFileView({ bucketId: 'papers', fileId: 'missing' })]],
  getFilePush: [['user_unauthorized', () => call('GET', '/storage/buckets/papers/files/note/push', { project: server.project, jwt: 'forged' })]],
  getHealthVersion: [],
} // prettier-ignore

describe('documented errors through the official SDK', () => {
  it.each(Object.entries(cases))('%s', async (_, rows) => {
    for (const [type, attempt] of rows) {
      const [code] = catalogue[type]
      await expect(failure(attempt())).resolves.toEqual({ code, type })
    }
  })

  it('changed nothing', async () => {
    await expect(messaging.listMessages()).resolves.toMatchObject({ total: 4 })
    await expect(messaging.listProviders()).resolves.toMatchObject({ total: kinds.length })
    await expect(messaging.listTopics()).resolves.toMatchObject({ total: 2 })
    await expect(users.list()).resolves.toMatchObject({ total: 2 })
    await expect(messaging.getTopic({ topicId: 'news' })).resolves.toMatchObject({
      ...{ name: 'News', emailTotal: 1, smsTotal: 0, pushTotal: 0 },
    })
  })
})
