import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'
import { useNamesStore } from '@/stores/names'
import { installBridge } from '../fake-bridge'

beforeEach(() => setActivePinia(createPinia()))

const away = {
  ok: false,
  error: { message: 'Away.', code: 503, type: 'desktop_connection_failed' },
} as const
const topic = (id: string) => ({ $id: id, name: `Topic ${id}` })
const user = (id: string) => ({
  ...{ $id: id, name: `Person ${id}` },
  targets: [{ $id: `${id}-mail`, identifier: `${id}@example.org`, providerType: 'email' }],
})
const target = (id: string) => ({ $id: id, identifier: `${id}@example.org`, providerType: 'email' })

/** A server that can be away; meanwhile only these single records are at hand. */
const installServer = (kept: readonly string[] = []) => {
  const state = { isAway: false }
  const bridge = installBridge((name, input) => {
    const { topicId, userId } = input as { topicId?: string; userId?: string }
    const id = topicId ?? userId
    if (state.isAway && !kept.includes(id ?? '')) return away
    if (name === 'getTopic') return { ok: true, value: topic(topicId ?? '') }
    if (name === 'getUser') return { ok: true, value: user(userId ?? '') }
    if (name === 'listTopics')
      return { ok: true, value: { total: 2, topics: ['a', 'b'].map(topic) } }
    if (name === 'listUsers') return { ok: true, value: { total: 1, users: [user('ada')] } }
    return { ok: true, value: { total: 1, targets: [target('grace-mail')] } }
  })
  const isBack = (resource: 'topics' | 'users'): void => {
    state.isAway = false
    bridge.emit({ name: 'resource.changed', payload: { resource } })
  }
  return { state, bridge, isBack }
}
const names = (map: ReadonlyMap<string, { readonly name: string }>) =>
  [...map.values()].map(({ name }) => name)

test('whatever ids the fields of a message hold get their names', async () => {
  const { bridge } = installServer()
  const store = useNamesStore()

  store.needFields(
    [
      { name: 'topics', values: [['a'], ['b']] },
      { name: 'users', values: [undefined, ['ada']] },
      { name: 'cc', values: [['grace-mail']] },
      { name: 'subject', values: ['Night trains'] },
    ],
    'm1',
  )

  await vi.waitFor(() => expect(store.targets.get('grace-mail')).toBeDefined())
  expect(names(store.topics)).toEqual(['Topic a', 'Topic b'])
  expect(names(store.users)).toEqual(['Person ada'])
  expect(bridge.calls.map(({ name }) => name)).toEqual([
    ...['listTopics', 'listUsers', 'listMessageTargets'],
  ])
  expect(bridge.calls.at(-1)?.input).toMatchObject({ messageId: 'm1' })
})

test('without the server a name is what was once read of the thing itself', async () => {
  const { state } = installServer(['b', 'ada'])
  state.isAway = true
  const store = useNamesStore()

  await Promise.all([store.needTopics(['a', 'b']), store.needUsers(['ada'])])

  expect(names(store.topics)).toEqual(['Topic b'])
  expect(names(store.users)).toEqual(['Person ada'])
  expect(store.targets.get('ada-mail')).toMatchObject({ identifier: 'ada@example.org' })
})

test('what could not be read while the server was away is read once it is back', async () => {
  const { state, isBack } = installServer()
  state.isAway = true
  const store = useNamesStore()
  await Promise.all([store.needTopics(['a']), store.needUsers(['ada'])])
  expect(store.topics.size + store.users.size).toBe(0)

  isBack('topics')
  isBack('users')

  await vi.waitFor(() => expect(store.topics.get('a')).toBeDefined())
  await vi.waitFor(() => expect(store.users.get('ada')).toBeDefined())
})

test('names are read again when the profile that is open has changed', async () => {
  const { bridge } = installServer()
  const store = useNamesStore()
  await Promise.all([store.needTopics(['a', 'b']), store.needUsers(['ada'])])

  bridge.emit({ name: 'resource.changed', payload: { resource: 'profiles' } })

  expect(names(store.topics)).toEqual([])
  await vi.waitFor(() => expect(names(store.topics)).toEqual(['Topic a', 'Topic b']))
  await vi.waitFor(() => expect(names(store.users)).toEqual(['Person ada']))
})
