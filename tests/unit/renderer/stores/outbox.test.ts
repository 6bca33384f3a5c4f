import type { BridgeReply } from '@contract/index'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { api } from '@/api'
import { useOutboxStore } from '@/stores/outbox'
import { installBridge } from '../fake-bridge'

beforeEach(() => setActivePinia(createPinia()))

const listOf = (count: number): BridgeReply => ({
  ok: true,
  value: { entries: [], elsewhere: [{ profileId: 'other', count }] },
})

/** A store whose calls the test answers, by name and in the order in which they were made. */
const open = () => {
  const waiting: { name: string; answer: (reply: BridgeReply) => void }[] = []
  const bridge = installBridge(
    (name) => new Promise((resolve) => waiting.push({ name, answer: resolve })),
  )
  const answer = async (name: string, reply: BridgeReply): Promise<void> => {
    const at = waiting.findIndex((call) => call.name === name)
    waiting.splice(at, 1)[0]?.answer(reply)
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { bridge, answer, outbox: useOutboxStore() }
}

const changed = { name: 'resource.changed', payload: { resource: 'outbox' } } as const

test('a command’s answer that arrives after newer news does not bring the old list back', async () => {
  const { bridge, answer, outbox } = open()
  const releasing = outbox.adopt(api.call('releaseOutbox', { atOnce: false }))
  bridge.emit(changed)

  await answer('releaseOutbox', listOf(2))
  await answer('listOutbox', listOf(1))
  expect(outbox.countOf('other')).not.toBe(2)
  await answer('listOutbox', listOf(0))
  await releasing

  expect(outbox.countOf('other')).toBe(0)
})

test('a command’s answer is shown at once when nothing else happened', async () => {
  const { bridge, answer, outbox } = open()
  const releasing = outbox.adopt(api.call('releaseOutbox', { atOnce: false }))
  await answer('releaseOutbox', listOf(2))
  await releasing

  expect(outbox.countOf('other')).toBe(2)
  expect(bridge.calls.map(({ name }) => name)).toEqual(['releaseOutbox'])
})

test('what a failed command has interrupted is read again', async () => {
  const { bridge, answer, outbox } = open()
  bridge.emit(changed)
  const releasing = outbox.adopt(api.call('releaseOutbox', { atOnce: false }))
  const error = { code: 404, type: 'desktop_draft_not_found', message: 'Gone.', version: '1.6.2' }
  const failing = expect(releasing).rejects.toThrow('Gone.')
  await answer('releaseOutbox', { ok: false, error })
  await failing
  await answer('listOutbox', listOf(3))
  await answer('listOutbox', listOf(1))

  expect(outbox.countOf('other')).toBe(1)
})
