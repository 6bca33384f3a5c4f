import { ApiError } from '@contract/errors'
import { api } from '@contract/index'
import { parseVersion } from '@contract/server-version'
import { adaptInput, completeModels, nameError } from '@main/backends/remote/server-differences'
import { describe, expect, it } from 'vitest'

describe('the badge of a push message', () => {
  it.each([
    ['1.6.0', 'createPush', '3'],
    ['1.6.1', 'createPush', '3'],
    ['1.6.2', 'createPush', 3],
    ['1.9.6', 'createPush', 3],
    ['2.0.0', 'createPush', 3],
    ['1.5.11', 'createPush', '3'],
    ['nonsense', 'createPush', 3],
    ['1.6.0', 'updatePush', 3],
  ] as const)('on %s goes to %s as %j', (version, name, sent) => {
    const parsed = parseVersion(version)
    const text = { title: 'a', body: 'b' }

    for (const badge of [3, '3'])
      expect(adaptInput(api[name], { ...text, badge }, parsed)).toEqual({ ...text, badge: sent })
  })
})

const completed = (value: unknown): unknown => {
  completeModels(value)
  return value
}

describe('what PHP and older servers leave out', () => {
  it('is completed in providers, messages and nested targets', () => {
    const target = { $id: 't', identifier: 'ada@example.org', providerType: 'email' }
    const whole = { ...target, expired: false }

    expect(completed({ credentials: [], options: [], name: 'x' })).toEqual({
      ...{ credentials: {}, options: {}, name: 'x' },
    })
    expect(completed({ messages: [{ data: { title: 'a', data: [] } }, { data: [] }] })).toEqual({
      messages: [{ data: { title: 'a', data: {} } }, { data: {} }],
    })
    expect(completed({ ...target })).toEqual(whole)
    expect(completed({ subscribers: [{ target: { ...target } }] })).toEqual({
      subscribers: [{ target: whole }],
    })
    expect(completed({ users: [{ targets: [{ ...target }] }] })).toEqual({
      users: [{ targets: [whole] }],
    })
    expect(completed({ ...target, expired: true })).toMatchObject({ expired: true })
  })

  it('leaves everything else as it came', () => {
    const message = { topics: ['a'], targets: ['b'], data: { subject: 'x', cc: [] }, total: 0 }

    expect(completed(structuredClone(message))).toEqual(message)
    expect(completed(null)).toBeNull()
  })
})

describe('errors that changed their name', () => {
  const error = (type: string, code: number) => new ApiError({ message: 'x', code, type })

  it.each([
    ['createEmail', 'message_already_exists'],
    ['createTopic', 'topic_already_exists'],
    ['createSubscriber', 'subscriber_already_exists'],
    ['createProvider', 'provider_already_exists'],
    ['createBucket', 'document_already_exists'],
  ] as const)('a taken id is told by %s as %s', (name, type) => {
    expect(nameError(api[name], error('document_already_exists', 409))).toMatchObject({ type })
  })

  it('a route that the version lacks is said in words', () => {
    const logs = nameError(api.listTopicLogs, error('general_route_not_found', 404))
    const provider = nameError(api.createProvider, error('general_route_not_found', 404))

    expect([logs.type, provider.type]).toEqual([
      'general_route_not_found',
      'general_route_not_found',
    ])
    expect(logs.message).toMatch(/keeps no logs/)
    expect(provider.message).toMatch(/version of Appwrite/)
  })
})
