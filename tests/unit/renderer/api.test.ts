import { ApiError } from '@contract/errors'
import { reactive } from 'vue'
import { expect, test } from 'vitest'
import { api, toApiError } from '@/api'
import { installBridge } from './fake-bridge'

test('an error that comes back as data is thrown as an ApiError with everything it said', async () => {
  const error = { code: 404, type: 'topic_not_found', message: 'No such topic.', param: 'topicId' }
  installBridge(() => ({ ok: false, error }))

  const thrown = await api.call('getTopic', { topicId: 'x' }).catch((caught: unknown) => caught)

  expect(thrown).toBeInstanceOf(ApiError)
  expect((thrown as ApiError).toBody()).toEqual(error)
})

test('a call carries plain JSON: no proxy, no undefined', async () => {
  const bridge = installBridge(() => ({ ok: true, value: {} }))
  const form = reactive({ topicId: 'news', name: 'News', subscribe: undefined })

  await api.call('updateTopic', form)

  const input = bridge.calls[0]?.input
  expect(input).toEqual({ topicId: 'news', name: 'News' })
  expect(Object.keys(input as object)).not.toContain('subscribe')
  expect(() => structuredClone(input)).not.toThrow()
})

test('a listener hears its own event alone, until it stops', () => {
  const bridge = installBridge(() => ({ ok: true, value: {} }))
  const heard: unknown[] = []

  const stop = api.on('resource.changed', (payload) => heard.push(payload))
  bridge.emit({ name: 'resource.changed', payload: { resource: 'topics' } })
  bridge.emit({
    name: 'engine.status',
    payload: { state: 'running', restarts: 0, problem: null },
  })
  stop()
  bridge.emit({ name: 'resource.changed', payload: { resource: 'users' } })

  expect(heard).toEqual([{ resource: 'topics' }])
})

test('anything else that is thrown is masked and keeps its cause', () => {
  const cause = new TypeError('x is not a function')

  const error = toApiError(cause)

  expect(error.type).toBe('general_unknown')
  expect(error.message).not.toContain('x is not a function')
  expect(error.cause).toBe(cause)
})
