import { parseQuery, type Query } from '@contract/queries'
import type { Subscriber } from '@contract/subscribers'
import { beforeEach, expect, it, vi } from 'vitest'
import { installBridge, type FakeBridge } from '../fake-bridge'
import { readSubscribers, type SubscriberView } from '@/audience/read-subscribers'

/** Every second of them is in the topic. */
const users = Array.from({ length: 200 }, (_, at) => ({ $id: `u${at}`, name: `Person ${at}` }))
const members = users
  .filter((_, at) => at % 2 === 0)
  .map(({ $id }) => ({ $id: `s-${$id}`, userId: $id, providerType: 'email' }))

interface ListInput {
  readonly queries: readonly string[]
}
const find = ({ queries }: ListInput, method: string): Query | undefined =>
  queries.map(parseQuery).find((query) => query?.method === method)

const answer = (name: string, input: ListInput): unknown => {
  if (name === 'listUsers') {
    const after = find(input, 'cursorAfter')?.values?.[0]
    const from = users.findIndex(({ $id }) => $id === after) + 1
    const limit = Number(find(input, 'limit')?.values?.[0])
    return { total: users.length, users: users.slice(from, from + limit) }
  }
  const ids = find(input, 'equal')?.values ?? []
  const found = members.filter(({ userId }) => ids.includes(userId))
  // A server answers in its own order.
  return { total: found.length, subscribers: found.toReversed() }
}

let bridge: FakeBridge
beforeEach(() => {
  vi.stubGlobal('window', globalThis)
  bridge = installBridge((name, input) => ({ ok: true, value: answer(name, input as ListInput) }))
  return () => vi.unstubAllGlobals()
})

const view: SubscriberView = {
  topicId: 'news',
  channels: [],
  expired: false,
  sort: { key: '$createdAt', direction: 'descending' },
  isOwn: false,
}

it('covers everybody who matches, page by page, where a server searches ids alone', async () => {
  const seen: Subscriber[] = []
  for (;;) {
    const request = { after: seen.at(-1), limit: 30, offset: seen.length, search: 'person' }
    const page = await readSubscribers(view, request)
    seen.push(...page.rows)
    if (!page.hasMore) break
  }
  expect(seen.map(({ userId }) => userId)).toEqual(members.map(({ userId }) => userId))
})

it('holds what it finds to the channels that are wanted', async () => {
  await readSubscribers(
    { ...view, channels: ['sms', 'push'] },
    { limit: 30, offset: 0, search: 'person' },
  )
  const [, asked] = bridge.calls
  expect(asked?.name).toBe('listSubscribers')
  expect((asked?.input as ListInput).queries).toContain(
    JSON.stringify({ method: 'equal', attribute: 'providerType', values: ['sms', 'push'] }),
  )
})

it('leaves the search to an engine that knows names and addresses', async () => {
  await readSubscribers({ ...view, isOwn: true }, { limit: 30, offset: 0, search: 'ada' })
  expect(bridge.calls).toMatchObject([
    { name: 'findSubscribers', input: { topicId: 'news', search: 'ada' } },
  ])
})
