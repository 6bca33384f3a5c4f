import { Messaging, Query, Users } from 'node-appwrite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalServer, type LocalServer } from '../support/local-server'
import { failure } from '../support/sdk-failure'

let server: LocalServer
let messaging: Messaging

beforeAll(async () => {
  server = await startLocalServer()
  messaging = new Messaging(server.client)
})
afterAll(() => server.close())

interface Logs {
  readonly total: number
  readonly logs: readonly Record<string, unknown>[]
}

/** The SDK's own way to a route; it has dropped the methods for logs together with newer servers. */
const logsOf = (resource: string, parameters: { queries?: string[]; total?: boolean } = {}) =>
  server.client.call(
    'get',
    new URL(`${server.url}/messaging/${resource}/logs`),
    { 'x-appwrite-project': server.project },
    parameters,
  ) as Promise<Logs>

const events = ({ logs }: Logs) => logs.map(({ event }) => event)

describe('logs through the official SDK', () => {
  it('hold exactly one row for a creation and one for an update, newest first', async () => {
    await messaging.createTopic({ topicId: 'news', name: 'News' })
    await messaging.updateTopic({ topicId: 'news', name: 'All news' })
    await messaging.createSmtpProvider({ providerId: 'mail', name: 'Mail', host: 'localhost' })
    await messaging.updateSmtpProvider({ providerId: 'mail', name: 'Post' })
    await messaging.createSMS({ messageId: 'hi', content: 'Hi', draft: true })
    await messaging.updateSMS({ messageId: 'hi', content: 'Ho' })

    const lists = [
      await logsOf('topics/news'),
      await logsOf('providers/mail'),
      await logsOf('messages/hi'),
    ]

    expect(lists.map(({ total }) => total)).toEqual([2, 2, 2])
    expect(lists.map(events)).toEqual([
      ['topic.update', 'topic.create'],
      ['provider.update', 'provider.create'],
      ['message.update', 'message.create'],
    ])
  })

  it('find a resource by the id that the server chose', async () => {
    const { $id } = await messaging.createPush({ messageId: 'unique()', title: 'Hi', draft: true })

    const { logs } = await logsOf(`messages/${$id}`)

    expect(logs.map(({ event }) => event)).toEqual(['message.create'])
  })

  it('follow a subscriber without its topic', async () => {
    const { targets } = await new Users(server.client).create({
      userId: 'ada',
      email: 'ada@example.org',
    })
    const targetId = targets[0]?.$id ?? ''
    await messaging.createTopic({ topicId: 'club', name: 'Club' })
    await messaging.createSubscriber({ topicId: 'club', subscriberId: 'ada', targetId })

    await expect(logsOf('subscribers/ada')).resolves.toMatchObject({
      total: 1,
      logs: [{ event: 'subscriber.create' }],
    })
  })

  it('say who called, from where and with what', async () => {
    const { logs } = await logsOf('topics/news')

    expect(logs[0]).toEqual({
      event: 'topic.update',
      userId: '',
      userEmail: 'app.demo@service.127.0.0.1',
      userName: 'API key',
      userType: 'keyProject',
      mode: 'default',
      ip: '127.0.0.1',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/),
      osCode: '',
      osName: 'Linux',
      osVersion: '',
      clientType: 'library',
      clientCode: '',
      clientName: 'AppwriteNodeJSSDK',
      clientVersion: expect.stringMatching(/^\d+\./),
      clientEngine: '',
      clientEngineVersion: '',
      deviceName: 'desktop',
      deviceBrand: '',
      deviceModel: '',
      countryCode: '--',
      countryName: 'Unknown',
    })
  })

  it('name the app itself where nobody else called', async () => {
    await server.engine.call('createTopic', { topicId: 'own', name: 'Own' })

    await expect(logsOf('topics/own')).resolves.toMatchObject({
      total: 1,
      logs: [{ userName: 'Sendwright', userType: 'admin', mode: 'admin', ip: '' }],
    })
  })

  it('hold nothing of a change that was refused', async () => {
    await failure(messaging.createTopic({ topicId: 'news', name: 'Twice' }))
    await failure(messaging.updateSMS({ messageId: 'hi', draft: false }))

    expect((await logsOf('topics/news')).total).toBe(2)
    expect((await logsOf('messages/hi')).total).toBe(2)
  })

  it('come in pages whose total counts all of them', async () => {
    const page = (queries: string[], total?: boolean) =>
      logsOf('topics/news', { queries, ...(total !== undefined && { total }) })

    const [first, second, both] = [
      await page([Query.limit(1)]),
      await page([Query.offset(1)]),
      await page([Query.limit(1), Query.offset(2)]),
    ]

    expect([first.total, second.total, both.total]).toEqual([2, 2, 2])
    expect([first, second, both].map(events)).toEqual([['topic.update'], ['topic.create'], []])
    expect(await page([], false)).toMatchObject({ total: 0, logs: [{}, {}] })
  })

  it.each([
    Query.limit(-1),
    Query.offset(-1),
    Query.equal('$id', 'news'),
    Query.orderAsc('$id'),
    Query.cursorAfter('news'),
    '{"method":"cursorAsc"}',
    'no query',
  ])('refuse the query %s', async (query) => {
    const expected = { code: 400, type: 'general_argument_invalid' }
    const queries = [query]

    await expect(
      Promise.all([
        failure(logsOf('topics/news', { queries })),
        failure(logsOf('providers/mail', { queries })),
        failure(logsOf('messages/hi', { queries })),
        failure(logsOf('subscribers/ada', { queries })),
      ]),
    ).resolves.toEqual([expected, expected, expected, expected])
  })

  it('are out of reach once their resource is gone, or was never there', async () => {
    await messaging.createTopic({ topicId: 'gone', name: 'Gone' })
    await messaging.deleteTopic({ topicId: 'gone' })

    await expect(
      Promise.all([
        failure(logsOf('topics/gone')),
        failure(logsOf('providers/gone')),
        failure(logsOf('messages/gone')),
        failure(logsOf('subscribers/gone')),
      ]),
    ).resolves.toEqual([
      { code: 404, type: 'topic_not_found' },
      { code: 404, type: 'provider_not_found' },
      { code: 404, type: 'message_not_found' },
      { code: 404, type: 'subscriber_not_found' },
    ])
  })
})

describe('the version', () => {
  it('is told without a key', async () => {
    const response = await fetch(`${server.url}/health/version`)

    expect(response.status).toBe(200)
    await expect(response.json()).resolves.toEqual({ version: '1.6.2' })
  })
})
