import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue } from '@contract/errors'
import { api, type CallName } from '@contract/index'
import { describe, expect, it } from 'vitest'
import { apiFailure } from '../support/api-failure'
import { eventually } from '../support/eventually'
import { openWay, ways } from '../support/two-ways'

const failureOf = async (call: Promise<unknown>) => {
  const { code, type } = await apiFailure(call)
  return { code, type }
}

const smtp = { kind: 'smtp', providerId: 'mail', name: 'Mail', host: 'smtp.example.org' }
const email = { subject: 'Hello', content: '<p>Hello</p>', html: true }

type Step = readonly [name: CallName, input: object]
type Failure = readonly [name: string, input: object, code: number, type: string]

const text = (value: string) => ({
  ...{ name: 'notes.txt', mimeType: 'text/plain' },
  base64: Buffer.from(value).toString('base64'),
})
const soon = { scheduledAt: '2096-01-01T07:00:00.000+00:00' }
const limit = '{"method":"limit","values":[1]}'
const nothing = 'nothing'

/** Every row of the API once at least, in an order in which each finds what it needs. */
const journey: readonly (readonly [...Step, expected: object | typeof nothing])[] = [
  ['getHealthVersion', {}, { version: '1.6.2' }],
  ['createTopic', { topicId: 'news', name: 'News' }, { $id: 'news', subscribe: ['users'] }],
  ['updateTopic', { topicId: 'news', name: 'New', subscribe: ['any'] }, { subscribe: ['any'] }],
  ['getTopic', { topicId: 'news' }, { name: 'New', emailTotal: 0 }],
  ['listTopics', { queries: [limit] }, { total: 1, topics: [{ name: 'New' }] }],
  ['listTopicLogs', { topicId: 'news' }, { total: 2 }],
  ['createUser', { userId: 'ada', email: 'ada@example.org', name: 'Ada' }, { $id: 'ada' }],
  ['updateUserName', { userId: 'ada', name: 'Ada L.' }, { name: 'Ada L.' }],
  ['updateUserEmail', { userId: 'ada', email: 'a@example.org' }, { email: 'a@example.org' }],
  ['updateUserPhone', { userId: 'ada', number: '+16175551212' }, { phone: '+16175551212' }],
  ['getUser', { userId: 'ada' }, { targets: [{ expired: false }, { providerType: 'sms' }] }],
  ['listUsers', { search: 'Ada' }, { total: 1 }],
  [
    'createTarget',
    { userId: 'ada', targetId: 'phone', providerType: 'push', identifier: 'token' },
    { $id: 'phone', providerId: null },
  ],
  ['updateTarget', { userId: 'ada', targetId: 'phone', name: 'Pixel' }, { name: 'Pixel' }],
  ['getTarget', { userId: 'ada', targetId: 'phone' }, { identifier: 'token' }],
  ['listTargets', { userId: 'ada' }, { total: 3 }],
  [
    'createSubscriber',
    { topicId: 'news', subscriberId: 's1', targetId: 'phone' },
    { target: { $id: 'phone' }, userName: 'Ada L.' },
  ],
  ['getSubscriber', { topicId: 'news', subscriberId: 's1' }, { providerType: 'push' }],
  ['listSubscribers', { topicId: 'news' }, { total: 1 }],
  ['listSubscriberLogs', { subscriberId: 's1' }, { total: 1 }],
  ['createProvider', { ...smtp, password: 'p' }, { $id: 'mail', credentials: { password: 'p' } }],
  ['updateProvider', { kind: 'smtp', providerId: 'mail', name: 'Post' }, { name: 'Post' }],
  ['getProvider', { providerId: 'mail' }, { enabled: false, options: {} }],
  ['listProviders', {}, { total: 1 }],
  ['listProviderLogs', { providerId: 'mail' }, { total: 2 }],
  ['createBucket', { bucketId: 'papers', name: 'Papers' }, { enabled: true }],
  ['updateBucket', { bucketId: 'papers', name: 'Sheets' }, { name: 'Sheets' }],
  ['getBucket', { bucketId: 'papers' }, { name: 'Sheets' }],
  ['listBuckets', {}, { total: 1 }],
  [
    'createFile',
    { bucketId: 'papers', fileId: 'notes', file: text('Zürich, 8 o’clock') },
    { name: 'notes.txt', chunksTotal: 1 },
  ],
  [
    'createFile',
    { bucketId: 'papers', fileId: 'f', file: text('ab'), range: { start: 0, total: 3 } },
    { $id: 'f', chunksTotal: 2, chunksUploaded: 1 },
  ],
  [
    'createFile',
    { bucketId: 'papers', fileId: 'f', file: text('c'), range: { start: 2, total: 3 } },
    { $id: 'f', chunksUploaded: 2, sizeOriginal: 3 },
  ],
  ['getFile', { bucketId: 'papers', fileId: 'f' }, { mimeType: 'text/plain' }],
  ['listFiles', { bucketId: 'papers' }, { total: 2 }],
  ['getFileDownload', { bucketId: 'papers', fileId: 'f' }, text('abc')],
  ['getFileView', { bucketId: 'papers', fileId: 'notes' }, text('Zürich, 8 o’clock')],
  [
    'createEmail',
    { messageId: 'e', ...email, topics: ['news'], draft: true, attachments: ['papers:f'] },
    { status: 'draft', data: { attachments: [{ bucketId: 'papers', fileId: 'f' }] } },
  ],
  ['updateEmail', { messageId: 'e', subject: 'Hi' }, { data: { subject: 'Hi', html: true } }],
  [
    'createSms',
    { messageId: 's', content: 'Hi', users: ['ada'], ...soon },
    { status: 'scheduled' },
  ],
  ['updateSms', { messageId: 's', draft: true }, { status: 'draft' }],
  [
    'createPush',
    { messageId: 'p', title: 'Hi', body: 'There', badge: 3, targets: ['phone'], draft: true },
    { data: { title: 'Hi', badge: 3 } },
  ],
  ['updatePush', { messageId: 'p', data: { a: 'b' }, badge: 4 }, { data: { badge: 4 } }],
  ['getMessage', { messageId: 'p' }, { providerType: 'push', targets: ['phone'] }],
  ['listMessages', { queries: ['{"method":"orderDesc","attribute":"$id"}'] }, { total: 3 }],
  ['listMessageTargets', { messageId: 'p' }, { targets: [{ $id: 'phone', name: 'Pixel' }] }],
  ['listMessageLogs', { messageId: 'p' }, { total: 2, logs: [{ event: 'message.update' }, {}] }],
  ['deleteMessage', { messageId: 'p' }, nothing],
  ['deleteFile', { bucketId: 'papers', fileId: 'f' }, nothing],
  ['deleteBucket', { bucketId: 'papers' }, nothing],
  ['deleteProvider', { providerId: 'mail' }, nothing],
  ['deleteSubscriber', { topicId: 'news', subscriberId: 's1' }, nothing],
  ['deleteTarget', { userId: 'ada', targetId: 'phone' }, nothing],
  ['deleteUser', { userId: 'ada' }, nothing],
  ['deleteTopic', { topicId: 'news' }, nothing],
]

/** What the errors below need to happen. */
const before: readonly Step[] = [
  ['createTopic', { topicId: 'news', name: 'News' }],
  ['createUser', { userId: 'ada', email: 'ada@example.org' }],
  ['createTarget', { userId: 'ada', targetId: 't', providerType: 'push', identifier: 'token' }],
  ['createSubscriber', { topicId: 'news', subscriberId: 's1', targetId: 't' }],
  ['createProvider', smtp],
  ['createEmail', { messageId: 'draft', ...email, draft: true }],
  ['createEmail', { messageId: 'failed', ...email, topics: ['news'] }],
  [
    'createBucket',
    { bucketId: 'b', name: 'B', maximumFileSize: 5, allowedFileExtensions: ['txt'] },
  ],
  ['createFile', { bucketId: 'b', fileId: 'f', file: text('abc') }],
  ['createProvider', { ...smtp, providerId: 'on', fromEmail: 'a@example.org', enabled: true }],
  ['createEmail', { messageId: 'sent', ...email, users: ['ada'] }],
]

const invalid = [400, 'general_argument_invalid'] as const
const file = { bucketId: 'b', fileId: 'new' }
const target = { userId: 'ada', targetId: 'new' }

const orderBySchedule = '{"method":"orderAsc","attribute":"scheduledAt"}'

const states = 'contract/backend-states.test.ts'
const storage = 'contract/storage.test.ts'

/** What no call of this table can meet both ways: the test that meets it, and why it is met there. */
const met: Readonly<Record<string, readonly [file: string, reason: string]>> = {
  general_unknown: [states, 'both ways, with a store that is broken'],
  message_already_processing: [states, 'both ways, with a mail server that holds on'],
  message_already_scheduled: [states, 'both ways, with a clock that is put on'],
  message_missing_schedule: [states, 'both ways, with a store that has lost a time'],
  general_unauthorized_scope: [states, 'remote: the engine has no keys'],
  project_not_found: [states, 'remote: the engine is one project'],
  general_access_forbidden: [states, 'remote: the engine has no address'],
  general_body_too_large: [states, 'remote: the engine is handed values, not bytes'],
  general_rate_limit_exceeded: [states, 'remote, another server: ours has no limits'],
  general_service_disabled: [states, 'remote, another server: ours has nothing to switch off'],
  project_key_expired: [states, 'remote, another server: the key of ours does not expire'],
  general_not_implemented: [states, 'remote, another server: every row of ours has a handler'],
  schedule_not_found: [states, 'remote, another server: the time of ours is in the message'],
  target_provider_invalid_type: [
    states,
    'remote, another server: ours stores no target of a fourth kind, and a subscriber goes with its target',
  ],
  general_body_invalid: [storage, 'by hand: the remote backend sends JSON and whole forms alone'],
  storage_invalid_appwrite_id: [storage, 'by hand: the remote backend sends checked ids alone'],
  storage_invalid_range: [storage, 'by hand: the remote backend asks for whole files alone'],
}

it('every error of the catalogue is met both ways, or named with the test that meets it', () => {
  const own = Object.keys(catalogue).filter((type) => !type.startsWith('desktop_'))
  const run = new Set(wrong.map(([, , , type]) => type))
  const isNamed = ([type, [file]]: readonly [string, readonly [string, string]]): boolean =>
    readFileSync(join(import.meta.dirname, '..', file), 'utf8').includes(`'${type}'`)

  expect(own.filter((type) => !run.has(type)).toSorted()).toEqual(Object.keys(met).toSorted())
  expect(Object.entries(met).filter((entry) => !isNamed(entry))).toEqual([])
})

it('every row is carried out both ways, or fails both ways', () => {
  const run = new Set<string>([...journey, ...wrong].map(([name]) => name))

  expect(Object.keys(api).filter((name) => !run.has(name))).toEqual([])
})

/** Every error of the API that a call can meet. */
const wrong: readonly Failure[] = [
  ['noSuchCall', {}, 404, 'general_route_not_found'],
  ['createTopic', { topicId: '_', name: 'x' }, ...invalid],
  ['createTopic', { topicId: 'x' }, ...invalid],
  ['createTopic', { topicId: 'x', name: 'x', subscribe: ['nobody'] }, ...invalid],
  ['createProvider', { ...smtp, port: 70_000 }, ...invalid],
  ['createEmail', { messageId: 'x', ...email, topics: ['_'] }, ...invalid],
  ['createSms', { messageId: 'x', content: 'x', scheduledAt: '1999-01-01' }, ...invalid],
  ['listUsers', { queries: ['{"method":"select","values":["a"]}'] }, ...invalid],
  ['listMessages', { queries: ['not JSON'] }, ...invalid],
  ['listTopicLogs', { topicId: 'news', queries: ['{"method":"orderAsc"}'] }, ...invalid],
  [
    'listUsers',
    { queries: ['{"method":"cursorAfter","values":["gone"]}'] },
    ...([400, 'general_cursor_not_found'] as const),
  ],
  [
    'listTopics',
    { queries: ['{"method":"cursorAfter","values":["gone"]}'] },
    ...([400, 'general_cursor_not_found'] as const),
  ],
  ['createProvider', { kind: 'none', providerId: 'x', name: 'x' }, 404, 'general_route_not_found'],
  ['getTopic', { topicId: 'x' }, 404, 'topic_not_found'],
  ['createTopic', { topicId: 'news', name: 'x' }, 409, 'topic_already_exists'],
  ['getSubscriber', { topicId: 'news', subscriberId: 'x' }, 404, 'subscriber_not_found'],
  [
    'createSubscriber',
    { topicId: 'news', subscriberId: 's2', targetId: 't' },
    ...([409, 'subscriber_already_exists'] as const),
  ],
  ['getProvider', { providerId: 'x' }, 404, 'provider_not_found'],
  ['createProvider', smtp, 409, 'provider_already_exists'],
  [
    'updateProvider',
    { kind: 'twilio', providerId: 'mail', name: 'x' },
    ...([400, 'provider_incorrect_type'] as const),
  ],
  [
    'updateProvider',
    { kind: 'smtp', providerId: 'mail', enabled: true },
    ...([400, 'provider_missing_credentials'] as const),
  ],
  ['getUser', { userId: 'x' }, 404, 'user_not_found'],
  ['createUser', { userId: 'x', email: 'ada@example.org' }, 409, 'user_already_exists'],
  ['getTarget', { userId: 'ada', targetId: 'x' }, 404, 'user_target_not_found'],
  [
    'createTarget',
    { ...target, targetId: 't', providerType: 'push', identifier: 'other' },
    ...([409, 'user_target_already_exists'] as const),
  ],
  [
    'createTarget',
    { ...target, providerType: 'email', identifier: 'x' },
    ...([400, 'general_invalid_email'] as const),
  ],
  [
    'createTarget',
    { ...target, providerType: 'sms', identifier: 'x' },
    ...([400, 'general_invalid_phone'] as const),
  ],
  ['getMessage', { messageId: 'x' }, 404, 'message_not_found'],
  ['createEmail', { messageId: 'x', ...email }, 400, 'message_missing_target'],
  [
    'createEmail',
    { messageId: 'draft', ...email, draft: true },
    ...([409, 'message_already_exists'] as const),
  ],
  [
    'createEmail',
    { messageId: 'x', ...email, targets: ['t'] },
    ...([400, 'message_target_not_email'] as const),
  ],
  [
    'createSms',
    { messageId: 'x', content: 'x', targets: ['t'] },
    ...([400, 'message_target_not_sms'] as const),
  ],
  [
    'createPush',
    { messageId: 'x', title: 'x', body: 'x', targets: ['gone'] },
    ...([400, 'message_target_not_push'] as const),
  ],
  ['updateEmail', { messageId: 'failed', subject: 'x' }, 400, 'message_already_failed'],
  ['updateEmail', { messageId: 'sent', subject: 'x' }, 400, 'message_already_sent'],
  ['updateEmail', { messageId: 'draft', draft: false }, 400, 'message_missing_target'],
  [
    'listMessages',
    { queries: [orderBySchedule, '{"method":"cursorAfter","values":["draft"]}'] },
    ...([400, 'database_query_order_null'] as const),
  ],
  [
    'listTopics',
    { queries: ['{"method":"search","attribute":"$id","values":["x"]}'] },
    ...([400, 'general_query_invalid'] as const),
  ],
  ['getBucket', { bucketId: 'x' }, 404, 'storage_bucket_not_found'],
  ['createBucket', { bucketId: 'b', name: 'x' }, 409, 'storage_bucket_already_exists'],
  ['getFile', { bucketId: 'b', fileId: 'x' }, 404, 'storage_file_not_found'],
  ['getFileDownload', { bucketId: 'b', fileId: 'x' }, 404, 'storage_file_not_found'],
  ['getFilePush', { bucketId: 'b', fileId: 'f', jwt: 'x' }, 401, 'user_unauthorized'],
  ['createFile', { ...file, fileId: 'f', file: text('x') }, 409, 'storage_file_already_exists'],
  ['createFile', { ...file, file: text('') }, 400, 'storage_file_empty'],
  ['createFile', { ...file, file: text('abcdef') }, 400, 'storage_invalid_file_size'],
  [
    'createFile',
    { ...file, file: { ...text('x'), name: 'x.exe' } },
    ...([400, 'storage_file_type_unsupported'] as const),
  ],
  [
    'createFile',
    { ...file, file: text('abc'), range: { start: 2, total: 4 } },
    ...([400, 'storage_invalid_content_range'] as const),
  ],
]

describe.each(ways)('the %s backend', (way) => {
  const open = async () => (await openWay(way, { sandbox: true })).call
  it('carries out every row', async () => {
    const call = await open()
    const failed: string[] = []
    for (const [name, input, expected] of journey) {
      const reply: unknown = await call(name, input).catch((error: unknown) => error)
      try {
        if (expected === nothing) expect(reply).toBeUndefined()
        else expect(reply).toMatchObject(expected)
      } catch (error) {
        failed.push(`${name}: ${String(error)}`)
      }
    }

    expect(failed).toEqual([])
    const called = new Set(journey.map(([name]) => name))
    expect(Object.keys(api).filter((name) => !called.has(name as CallName))).toEqual([
      'getFilePush',
    ])
  })

  it('takes a campaign from nothing to sent', async () => {
    const call = await open()
    await call('createProvider', { ...smtp, fromEmail: 'a@example.org', enabled: true })
    await call('createTopic', { topicId: 'news', name: 'News', subscribe: null })
    const ada = await call('createUser', { userId: 'ada', email: 'ada@example.org', name: 'Ada' })
    const [target] = (ada as { targets: { $id: string }[] }).targets
    const subscriber = { topicId: 'news', subscriberId: 's1', targetId: target?.$id }
    await call('createSubscriber', subscriber)
    const draft = await call('createEmail', {
      messageId: 'm1',
      ...email,
      topics: ['news'],
      draft: true,
    })
    await call('updateEmail', { messageId: 'm1', draft: false })

    expect(draft).toMatchObject({ $id: 'm1', status: 'draft', providerType: 'email' })
    const sent = await eventually(async () => {
      const message = await call('getMessage', { messageId: 'm1' })
      expect(message).toMatchObject({ status: 'sent' })
      return message
    })
    expect(sent).toMatchObject({
      deliveredTotal: 1,
      deliveryErrors: [],
      data: { subject: 'Hello' },
    })
    expect(await call('getTopic', { topicId: 'news' })).toMatchObject({ emailTotal: 1 })
  })

  it('lists with queries, search and total switched off', async () => {
    const call = await open()
    for (const name of ['Alpha', 'Beta', 'Gamma']) {
      await call('createTopic', { topicId: name.toLowerCase(), name })
    }
    const limit = '{"method":"limit","values":[1]}'
    const order = '{"method":"orderDesc","attribute":"name"}'

    const page = await call('listTopics', { queries: [order, limit], total: false })
    const found = await call('listTopics', { search: 'bet' })

    expect(page).toMatchObject({ total: 0, topics: [{ name: 'Gamma' }] })
    expect(found).toMatchObject({ total: 1, topics: [{ name: 'Beta' }] })
  })

  it('answers nothing to a delete', async () => {
    const call = await open()
    await call('createTopic', { topicId: 'news', name: 'News' })

    expect(await call('deleteTopic', { topicId: 'news' })).toBeUndefined()
    expect(await failureOf(call('getTopic', { topicId: 'news' }))).toEqual({
      code: 404,
      type: 'topic_not_found',
    })
  })

  it('fails alike, whatever is wrong', async () => {
    const call = await open()
    for (const [name, input] of before) await call(name, input)
    for (const [messageId, status] of Object.entries({ failed: 'failed', sent: 'sent' }))
      await eventually(async () =>
        expect(await call('getMessage', { messageId })).toMatchObject({ status }),
      )
    const failures: Failure[] = []
    for (const [name, input] of wrong) {
      const { code, type } = await failureOf(call(name, input))
      failures.push([name, input, code, type])
    }

    expect(failures).toEqual(wrong)
  })
})
