import { connectRemote } from '@main/backends/remote'
import { ApiError } from '@contract/errors'
import { describe, expect, it, onTestFinished } from 'vitest'
import { eventually } from '../support/eventually'
import { startLocalServer } from '../support/local-server'

type Call = (name: string, input?: unknown) => Promise<unknown>

/** The two ways to the same engine: straight, and through the proxy and the REST server. */
const ways: Readonly<Record<string, () => Promise<Call>>> = {
  local: async () => {
    const server = await startLocalServer({ sandbox: true })
    onTestFinished(() => server.close())
    return (name, input) => server.engine.call(name, input ?? {})
  },
  remote: async () => {
    const server = await startLocalServer({ sandbox: true })
    const backend = connectRemote({
      endpoint: server.url,
      project: server.project,
      key: server.key,
    })
    onTestFinished(async () => {
      await backend.close()
      await server.close()
    })
    return (name, input) => backend.call(name, input ?? {})
  },
}

const failureOf = async (call: Promise<unknown>) => {
  const error = await call.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ApiError)
  // Checked one line above.
  const { code, type } = error as ApiError
  return { code, type }
}

const smtp = { kind: 'smtp', providerId: 'mail', name: 'Mail', host: 'smtp.example.org' }
const email = { subject: 'Hello', content: '<p>Hello</p>', html: true }

describe.each(Object.entries(ways))('the %s backend', (_, open) => {
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

  it.each([
    ['createTopic', { topicId: '_', name: 'x' }, 400, 'general_argument_invalid'],
    ['createTopic', { topicId: 'x' }, 400, 'general_argument_invalid'],
    ['getProvider', { providerId: 'missing' }, 404, 'provider_not_found'],
    [
      'createProvider',
      { kind: 'nothing', providerId: 'x', name: 'x' },
      404,
      'general_route_not_found',
    ],
    ['createProvider', { ...smtp, port: 70_000 }, 400, 'general_argument_invalid'],
    ['createEmail', { messageId: 'm', ...email }, 400, 'message_missing_target'],
    [
      'listUsers',
      { queries: ['{"method":"select","values":["a"]}'] },
      400,
      'general_argument_invalid',
    ],
    ['noSuchCall', {}, 404, 'general_route_not_found'],
  ])('fails %s alike', async (name, input, code, type) => {
    const call = await open()

    expect(await failureOf(call(name, input))).toEqual({ code, type })
  })
})
