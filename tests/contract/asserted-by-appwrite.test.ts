import { ID, Messaging, MessagingProviderType, Query, Storage, Users } from 'node-appwrite'
import { InputFile } from 'node-appwrite/file'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually'
import { startLocalServer, type LocalServer } from '../support/local-server'
import { failure } from '../support/sdk-failure'

/* What Appwrite's own test suite asserts of Messaging, as far as no vendor's account is needed. */

let server: LocalServer
let messaging: Messaging
let users: Users
beforeAll(async () => {
  server = await startLocalServer()
  messaging = new Messaging(server.client)
  users = new Users(server.client)
})
afterAll(() => server.close())

/** A raw request, for what the SDK would not send. */
const request = async (method: string, path: string, body?: unknown, key = server.key) => {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      'x-appwrite-project': server.project,
      'x-appwrite-key': key,
      'content-type': 'application/json',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json().catch(() => ({}))) as Body }
}
type Body = Readonly<Record<string, unknown>>

const seconds = (count: number): string => new Date(Date.now() + count * 1000).toISOString()

const newUser = async (name: string) => {
  const user = await users.create({ userId: ID.unique(), email: `${name}@example.org` })
  return { userId: user.$id, targets: user.targets, targetId: user.targets[0]?.$id ?? '' }
}

describe('providers', () => {
  const usual: Readonly<Record<string, Body>> = {
    sendgrid: { apiKey: 'my-apikey', from: 'sender-email@my-domain.com' },
    resend: { apiKey: 'my-apikey', fromName: 'Sender', fromEmail: 'sender@my-domain.com' },
    mailgun: { apiKey: 'my-apikey', domain: 'my-domain', isEuRegion: false, fromName: 'Sender' },
    smtp: { host: 'smtp.example.org', port: 587, security: 'tls', fromEmail: 'a@example.org' },
    twilio: { accountSid: 'my-sid', authToken: 'my-token', from: '+123456789' },
    telesign: { customerId: 'my-username', apiKey: 'my-password', from: '+123456789' },
    textmagic: { username: 'my-username', apiKey: 'my-apikey', from: '+123456789' },
    msg91: { senderId: 'my-sender', authKey: 'my-authkey', templateId: 'my-template' },
    vonage: { apiKey: 'my-apikey', apiSecret: 'my-apisecret', from: '+123456789' },
    fcm: { serviceAccountJSON: { 'nonsense key': 'nonsense value' } },
    apns: { authKey: 'my-authkey', authKeyId: 'my-id', teamId: 'my-team', bundleId: 'my-bundle' },
  }
  const changes: Readonly<Record<string, Body>> = {
    sendgrid: { apiKey: 'my-apikey' },
    resend: { apiKey: 'my-apikey' },
    mailgun: { apiKey: 'my-apikey', domain: 'my-domain' },
    smtp: { encryption: 'ssl', autoTLS: true, mailer: 'my-mailer' },
    twilio: { accountSid: 'my-sid', authToken: 'my-token' },
    telesign: { customerId: 'my-username', apiKey: 'my-password' },
    textmagic: { username: 'my-username', apiKey: 'my-apikey' },
    msg91: { senderId: 'my-sender', authKey: 'my-authkey' },
    vonage: { apiKey: 'my-apikey', apiSecret: 'my-apisecret' },
    fcm: { serviceAccountJSON: { project_id: 'another' } },
    apns: { authKey: 'my-authkey', authKeyId: 'my-id', teamId: 'my-team' },
  }

  it.each(Object.keys(usual))(
    '%s is created, unknown fields ignored, and renamed',
    async (kind) => {
      const path = `/messaging/providers/${kind}`
      const created = await request('POST', path, { providerId: kind, name: kind, ...usual[kind] })
      const updated = await request('PATCH', `${path}/${kind}`, { name: 'new', ...changes[kind] })

      expect(created).toMatchObject({ status: 201, body: { name: kind, provider: kind } })
      expect(updated).toMatchObject({ status: 200, body: { name: 'new' } })
    },
  )

  it('store the settings of an SMTP server as options', async () => {
    const { options, credentials } = await messaging.getProvider({ providerId: 'smtp' })

    expect(options).toMatchObject({ encryption: 'ssl', autoTLS: true, mailer: 'my-mailer' })
    expect(Object.keys(credentials)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(encryption|autoTLS|mailer)$/)]),
    )
  })

  it('reach Apple’s production servers unless told otherwise', async () => {
    const { options } = await messaging.getProvider({ providerId: 'apns' })

    expect(options).toMatchObject({ sandbox: false })
  })

  it('take the region and the switch of Mailgun', async () => {
    const updated = await messaging.updateMailgunProvider({
      providerId: 'mailgun',
      name: 'renamed',
      isEuRegion: true,
      enabled: false,
    })

    expect(updated).toMatchObject({ name: 'renamed', enabled: false })
  })

  it('are refused when enabled without credentials', async () => {
    await messaging.createFcmProvider({ providerId: 'bare', name: 'bare' })

    await expect(
      failure(messaging.updateFcmProvider({ providerId: 'bare', enabled: true })),
    ).resolves.toMatchObject({ code: 400 })
  })

  it('are listed with a trailing slash, read and deleted', async () => {
    const list = await request('GET', '/messaging/providers/')
    const deleted = await request('DELETE', '/messaging/providers/bare')

    expect(list.status).toBe(200)
    expect(list.body['total']).toBeGreaterThanOrEqual(11)
    await expect(messaging.getProvider({ providerId: 'twilio' })).resolves.toMatchObject({
      name: 'new',
    })
    expect(deleted.status).toBe(204)
  })

  it('of SES become enabled once the sender is known, on their own route only', async () => {
    const keys = { accessKey: 'a', secretKey: 's', region: 'eu-central-1' }
    const half = await messaging.createSesProvider({ providerId: 'ses', name: 'SES', ...keys })
    const whole = await messaging.createSesProvider({
      ...{ providerId: 'ses-2', name: 'SES', ...keys },
      ...{ fromEmail: 'a@example.org', enabled: true },
    })
    const moved = await messaging.updateSesProvider({
      ...{ providerId: 'ses', name: 'renamed', region: 'us-east-1' },
    })
    const early = failure(messaging.updateSesProvider({ providerId: 'ses', enabled: true }))

    expect(half).toMatchObject({ provider: 'ses', type: 'email', enabled: false })
    expect(half.credentials).toEqual(keys)
    expect(half.options).toHaveProperty('fromEmail')
    expect(half.options).not.toHaveProperty('accessKey')
    expect(whole).toMatchObject({ enabled: true, options: { fromEmail: 'a@example.org' } })
    expect(moved.credentials).toEqual({ ...keys, region: 'us-east-1' })
    await expect(early).resolves.toEqual({ code: 400, type: 'provider_missing_credentials' })
    await expect(
      messaging.updateSesProvider({ providerId: 'ses', fromEmail: 'a@b.org', enabled: true }),
    ).resolves.toMatchObject({ enabled: true })
    await expect(
      failure(messaging.updateSendgridProvider({ providerId: 'ses', name: 'x' })),
    ).resolves.toMatchObject({ code: 400 })
    await messaging.deleteProvider({ providerId: 'ses' })
    await messaging.deleteProvider({ providerId: 'ses-2' })
  })
})

describe('topics', () => {
  it('are created with a name, or with a role as well, and changed', async () => {
    const plain = await messaging.createTopic({ topicId: 'plain', name: 'Plain' })
    const roles = await messaging.createTopic({
      topicId: 'roles',
      name: 'Roles',
      subscribe: ['users'],
    })
    const renamed = await messaging.updateTopic({ topicId: 'plain', name: 'Renamed' })
    const both = await messaging.updateTopic({
      topicId: 'plain',
      name: 'Again',
      subscribe: ['any'],
    })

    expect(plain.name).toBe('Plain')
    expect(roles.subscribe).toHaveLength(1)
    expect(renamed.name).toBe('Renamed')
    expect(both).toMatchObject({ name: 'Again', subscribe: ['any'] })
  })

  it('are listed by their counters, without targets', async () => {
    const totals = ['emailTotal', 'smsTotal', 'pushTotal']
    const empty = await messaging.listTopics({
      queries: totals.map((total) => Query.equal(total, 0)),
    })
    const full = await messaging.listTopics({
      queries: totals.map((total) => Query.greaterThan(total, 0)),
    })

    expect(empty.total).toBeGreaterThanOrEqual(2)
    for (const topic of empty.topics) expect(topic).not.toHaveProperty('targets')
    expect(full.total).toBe(0)
    const one = await messaging.getTopic({ topicId: 'plain' })
    expect(one).toMatchObject({ emailTotal: 0, smsTotal: 0, pushTotal: 0 })
    expect(one).not.toHaveProperty('targets')
  })

  it('are deleted', async () => {
    expect((await request('DELETE', '/messaging/topics/roles')).status).toBe(204)
  })

  it('count 101 people', async () => {
    await messaging.createTopic({ topicId: 'many', name: 'Many' })
    for (let index = 0; index < 101; index++) {
      const { targetId } = await newUser(`many-${index}`)
      await messaging.createSubscriber({ topicId: 'many', subscriberId: ID.unique(), targetId })
    }
    const listed = await messaging.listTopics({ queries: [Query.equal('$id', ['many'])] })

    expect(listed).toMatchObject({ total: 1, topics: [{ $id: 'many', emailTotal: 101 }] })
    expect(listed.topics[0]).not.toHaveProperty('targets')
  })
})

describe('subscribers', () => {
  const subscriber = { topicId: 'readers', subscriberId: 'reader' }
  let userId = ''

  it('hold their target', async () => {
    userId = (await newUser('reader')).userId
    await messaging.createTopic({ topicId: 'readers', name: 'Readers' })
    await users.createTarget({
      ...{ userId, targetId: 'reader-mail', providerType: MessagingProviderType.Email },
      ...{ identifier: 'reader-2@example.org', providerId: 'sendgrid' },
    })
    const created = await messaging.createSubscriber({ ...subscriber, targetId: 'reader-mail' })

    expect(created).toMatchObject({ target: { userId, providerType: 'email' } })
    await expect(messaging.getSubscriber(subscriber)).resolves.toMatchObject({
      ...{ topicId: 'readers', targetId: 'reader-mail' },
      target: { userId, providerType: 'email', identifier: 'reader-2@example.org' },
    })
  })

  it('are not there twice', async () => {
    const again = messaging.createSubscriber({
      ...{ topicId: 'readers', subscriberId: ID.unique(), targetId: 'reader-mail' },
    })

    await expect(failure(again)).resolves.toMatchObject({ code: 409 })
    await expect(messaging.getTopic({ topicId: 'readers' })).resolves.toMatchObject({
      ...{ emailTotal: 1, smsTotal: 0, pushTotal: 0 },
    })
  })

  it('of a topic for one user are added by whoever holds a key, and by nobody else', async () => {
    await messaging.createTopic({ topicId: 'own', name: 'Own', subscribe: ['user:somebody'] })
    const body = { subscriberId: 'own', targetId: 'reader-mail' }
    const path = '/messaging/topics/own/subscribers'

    expect((await request('POST', path, body, '')).status).toBe(401)
    expect((await request('POST', path, body)).status).toBe(201)
  })

  it('may bear the id of their user', async () => {
    const { targetId, userId: id } = await newUser('same-id')
    await expect(
      messaging.createSubscriber({ topicId: 'readers', subscriberId: id, targetId }),
    ).resolves.toMatchObject({ $id: id })
  })

  it('are listed and found by their ids and their channel', async () => {
    const all = await messaging.listSubscribers({ topicId: 'readers' })

    expect(all.total).toBe(all.subscribers.length)
    expect(all.subscribers).toContainEqual(
      expect.objectContaining({
        $id: 'reader',
        target: expect.objectContaining({ identifier: 'reader-2@example.org' }),
      }),
    )
    for (const search of ['reader', 'reader-mail', userId, 'email'])
      expect(
        (await messaging.listSubscribers({ topicId: 'readers', search })).total,
      ).toBeGreaterThanOrEqual(1)
    await expect(
      messaging.listSubscribers({ topicId: 'readers', search: 'DOES_NOT_EXIST' }),
    ).resolves.toMatchObject({ total: 0 })
  })

  it('are listed without counting them', async () => {
    const list = await messaging.listSubscribers({ topicId: 'readers', total: false })

    expect(list.total).toBe(0)
    expect(list.subscribers.length).toBeGreaterThanOrEqual(2)
  })

  it('are deleted, and their topic stays', async () => {
    await messaging.deleteSubscriber(subscriber)

    await expect(messaging.getTopic({ topicId: 'readers' })).resolves.toMatchObject({
      emailTotal: 1,
    })
  })
})

describe('messages', () => {
  const email = { subject: 'New blog post', content: 'Check out the new blog post' }
  let first = ''
  let second = ''

  it('reach the one target that a new user has', async () => {
    const one = await newUser('one')
    const two = await newUser('two')
    first = one.targetId
    second = two.targetId

    expect(one.targets).toHaveLength(1)
  })

  it('name their direct targets in order, whatever the cursor', async () => {
    const draft = await messaging.createEmail({
      ...{ messageId: 'targets', ...email, targets: [first, second], draft: true },
    })
    const all = await messaging.listTargets({ messageId: 'targets' })
    const rest = await messaging.listTargets({
      messageId: 'targets',
      queries: [Query.cursorAfter(first)],
    })

    expect(draft.status).toBe('draft')
    expect(all).toMatchObject({ total: 2, targets: [{ $id: first }, { $id: second }] })
    expect(rest).toMatchObject({ total: 2, targets: [{ $id: second }] })
    expect(rest.targets).toHaveLength(1)
  })

  it('may be for nobody as drafts', async () => {
    await messaging.createEmail({ messageId: 'nobody', ...email, draft: true })
    const { status } = await messaging.createPush({
      ...{ messageId: 'push-nobody', title: 'Title', body: 'Body', draft: true },
    })

    expect(status).toBe('draft')
    await expect(messaging.listTargets({ messageId: 'nobody' })).resolves.toEqual({
      ...{ total: 0, targets: [] },
    })
    await expect(failure(messaging.listTargets({ messageId: 'missing' }))).resolves.toMatchObject({
      code: 404,
    })
  })

  it('carry a picture that anybody may fetch', async () => {
    const storage = new Storage(server.client)
    await storage.createBucket({ bucketId: 'pictures', name: 'Pictures' })
    await storage.createFile({
      ...{ bucketId: 'pictures', fileId: 'logo' },
      file: InputFile.fromBuffer(pixel, 'logo.png'),
    })
    const { data } = await messaging.createPush({
      ...{
        messageId: 'picture',
        title: 'Title',
        body: 'Body',
        image: 'pictures:logo',
        draft: true,
      },
    })
    const { url } = (data as { image: { url: string } }).image
    const response = await fetch(url)

    expect(response.status).toBe(200)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(pixel)
  })

  it('keep nested data as it is', async () => {
    const data = { key: 'value', nested: { deep: [1, { two: null }] }, list: ['a', 'b'] }
    const created = await messaging.createPush({
      ...{ messageId: 'nested', title: 'Title', body: 'Body', data, draft: true },
    })

    expect(created.data).toMatchObject({ data })
    expect((await messaging.getMessage({ messageId: 'nested' })).data).toMatchObject({ data })
  })

  it('fail without an enabled provider', async () => {
    await messaging.createEmail({ messageId: 'lost', ...email, targets: [first] })

    await eventually(async () =>
      expect(await messaging.getMessage({ messageId: 'lost' })).toMatchObject({
        ...{ status: 'failed', deliveredTotal: 0 },
      }),
    )
  })

  it('go from scheduled to draft, from draft to scheduled, and to another time', async () => {
    const scheduled = await messaging.createEmail({
      ...{ messageId: 'later', ...email, targets: [first], scheduledAt: seconds(120) },
    })
    const draft = await messaging.updateEmail({ messageId: 'later', draft: true })
    const at = seconds(300)
    const again = await messaging.updateEmail({
      ...{ messageId: 'later', draft: false, scheduledAt: at },
    })
    const moved = await messaging.updateEmail({ messageId: 'later', scheduledAt: seconds(600) })

    expect(scheduled.status).toBe('scheduled')
    expect(draft.status).toBe('draft')
    expect(again.status).toBe('scheduled')
    expect(Date.parse(again.scheduledAt ?? '')).toBe(Date.parse(at))
    expect(moved.status).toBe('scheduled')
    expect(Date.parse(moved.scheduledAt ?? '')).toBeGreaterThan(Date.parse(at))
  })

  it('are not found when they never were', async () => {
    await expect(failure(messaging.delete({ messageId: 'missing' }))).resolves.toMatchObject({
      code: 404,
    })
  })
})

describe('logs', () => {
  const pathOf = {
    providers: '/messaging/providers/logged/logs',
    topics: '/messaging/topics/logged/logs',
    messages: '/messaging/messages/logged/logs',
  }
  beforeAll(async () => {
    await messaging.createSendgridProvider({ providerId: 'logged', name: 'Logged' })
    await messaging.updateSendgridProvider({ providerId: 'logged', name: 'Changed' })
    await messaging.createTopic({ topicId: 'logged', name: 'Logged' })
    await messaging.updateTopic({ topicId: 'logged', name: 'Changed' })
    await messaging.createSms({ messageId: 'logged', content: 'Logged', draft: true })
    await messaging.updateSms({ messageId: 'logged', content: 'Changed' })
  })
  const queries = (...texts: readonly string[]): string =>
    `?${texts.map((text, index) => `queries[${index}]=${encodeURIComponent(text)}`).join('&')}`

  it.each(Object.entries(pathOf))('of %s hold a creation and an update', async (_, path) => {
    const { status, body } = await request('GET', path)

    expect(status).toBe(200)
    expect(body).toMatchObject({ total: 2, logs: [expect.anything(), expect.anything()] })
  })

  it.each(Object.entries(pathOf))('of %s come in pages', async (_, path) => {
    const limited = await request('GET', path + queries(Query.limit(1)))
    const rest = await request('GET', path + queries(Query.offset(1)))
    const both = await request('GET', path + queries(Query.limit(1), Query.offset(1)))

    for (const { status, body } of [limited, rest, both]) {
      expect(status).toBe(200)
      expect(body['logs']).toHaveLength(1)
    }
  })

  it.each(Object.entries(pathOf))('of %s refuse other queries', async (_, path) => {
    const refused = [
      Query.limit(-1),
      Query.offset(-1),
      Query.equal('$id', 'x'),
      Query.orderAsc('$id'),
      '{"method":"cursorAsc","attribute":"$id"}',
    ]
    for (const query of refused)
      expect((await request('GET', path + queries(query))).status).toBe(400)
  })
})

/** A PNG of one pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
