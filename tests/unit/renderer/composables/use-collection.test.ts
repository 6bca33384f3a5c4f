import { apiError } from '@contract/errors'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import {
  pageQueries,
  useCollection,
  type Collection,
  type CollectionOptions,
  type Page,
  type PageRequest,
} from '@/composables/use-collection'
import { installBridge, type FakeBridge } from '../fake-bridge'

let bridge: FakeBridge
let scope: EffectScope

beforeEach(() => {
  vi.useFakeTimers()
  bridge = installBridge(() => ({ ok: true, value: {} }))
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

/** A list whose answers come when the test says so. */
const controlled = (options: Partial<CollectionOptions<string>> = {}) => {
  const asked: {
    readonly request: PageRequest<string>
    readonly answer: (page: Page<string>) => Promise<void>
    readonly refuse: () => Promise<void>
  }[] = []
  const load = (request: PageRequest<string>): Promise<Page<string>> => {
    const gate = Promise.withResolvers<Page<string>>()
    const settled = async () => {
      await gate.promise.catch(() => undefined)
      await nextTick()
      await Promise.resolve()
    }
    asked.push({
      request,
      answer: (page) => {
        gate.resolve(page)
        return settled()
      },
      refuse: () => {
        gate.reject(apiError('desktop_connection_failed'))
        return settled()
      },
    })
    return gate.promise
  }
  // The scope is active, so `run` answers what the function answers.
  const list = scope.run(() =>
    useCollection<string>({ load, pageSize: 2, ...options }),
  ) as Collection<string>
  return { list, asked }
}

test('a late answer to an older search never overwrites a newer one', async () => {
  const { list, asked } = controlled()
  await asked[0]?.answer({ rows: ['all'], total: 1 })

  list.search.value = 'a'
  await vi.advanceTimersByTimeAsync(200)
  list.search.value = 'ab'
  await vi.advanceTimersByTimeAsync(200)
  await asked[2]?.answer({ rows: ['ab'], total: 1 })
  await asked[1]?.answer({ rows: ['a', 'ab'], total: 2 })

  expect(asked.map(({ request }) => request.search)).toEqual(['', 'a', 'ab'])
  expect(list.rows.value).toEqual(['ab'])
  expect(list.total.value).toBe(1)
  expect(list.loading.value).toBe(false)
})

test('a late failure of an older search is not shown either', async () => {
  const { list, asked } = controlled()
  await asked[0]?.answer({ rows: [], total: 0 })

  list.search.value = 'a'
  await vi.advanceTimersByTimeAsync(200)
  list.search.value = 'ab'
  await vi.advanceTimersByTimeAsync(200)
  await asked[2]?.answer({ rows: ['ab'], total: 1 })
  await asked[1]?.refuse()

  expect(list.error.value).toBeUndefined()
})

test('typing quickly asks once', async () => {
  const { list, asked } = controlled()

  for (const text of ['n', 'ne', 'new']) {
    list.search.value = text
    await vi.advanceTimersByTimeAsync(50)
  }
  await vi.advanceTimersByTimeAsync(200)

  expect(asked.map(({ request }) => request.search)).toEqual(['', 'new'])
})

test('the next page follows the last row and is added below', async () => {
  const { list, asked } = controlled()
  await asked[0]?.answer({ rows: ['a', 'b'], total: 3 })

  void list.loadMore()
  void list.loadMore()
  await asked[1]?.answer({ rows: ['c'], total: 3 })

  expect(asked).toHaveLength(2)
  expect(asked[1]?.request.after).toBe('b')
  expect(list.rows.value).toEqual(['a', 'b', 'c'])
  expect(list.hasMore.value).toBe(false)
})

test('a page that arrives after the search has changed is dropped', async () => {
  const { list, asked } = controlled()
  await asked[0]?.answer({ rows: ['a', 'b'], total: 9 })

  void list.loadMore()
  list.search.value = 'z'
  await vi.advanceTimersByTimeAsync(200)
  await asked[2]?.answer({ rows: ['z'], total: 1 })
  await asked[1]?.answer({ rows: ['c', 'd'], total: 9 })

  expect(list.rows.value).toEqual(['z'])
})

test('old rows stay while the list is read again after a change, and many changes are one reading', async () => {
  const { list, asked } = controlled({ resources: ['topics'] })
  await asked[0]?.answer({ rows: ['a', 'b'], total: 3 })
  void list.loadMore()
  await asked[1]?.answer({ rows: ['c'], total: 3 })

  for (let count = 0; count < 20; count += 1) {
    bridge.emit({ name: 'resource.changed', payload: { resource: 'topics' } })
  }
  bridge.emit({ name: 'resource.changed', payload: { resource: 'users' } })
  await vi.advanceTimersByTimeAsync(500)

  expect(asked).toHaveLength(3)
  expect(asked[2]?.request).toEqual({ after: undefined, offset: 0, limit: 3, search: '' })
  expect(list.rows.value).toEqual(['a', 'b', 'c'])
  expect(list.loading.value).toBe(true)
})

test('a change of a filter starts again from the first page', async () => {
  const channel = ref('email')
  const { list, asked } = controlled({ watch: [channel] })
  await asked[0]?.answer({ rows: ['a', 'b'], total: 9 })

  channel.value = 'sms'
  await nextTick()
  await asked[1]?.answer({ rows: ['s'], total: 1 })

  expect(asked[1]?.request.after).toBeUndefined()
  expect(list.rows.value).toEqual(['s'])
})

test('a failure keeps the rows and is gone after the next success', async () => {
  const { list, asked } = controlled()
  await asked[0]?.answer({ rows: ['a'], total: 1 })

  void list.reload()
  await asked[1]?.refuse()
  expect(list.error.value?.type).toBe('desktop_connection_failed')
  expect(list.rows.value).toEqual(['a'])

  void list.reload()
  await asked[2]?.answer({ rows: ['b'], total: 1 })
  expect(list.error.value).toBeUndefined()
  expect(list.rows.value).toEqual(['b'])
})

test('nothing is heard after the view has gone', () => {
  controlled({ resources: ['topics'] })
  expect(bridge.listenerCount()).toBe(1)

  scope.stop()

  expect(bridge.listenerCount()).toBe(0)
})

test('a page of an Appwrite list is asked for by cursor and limit', () => {
  const filters = ['{"method":"orderDesc","attribute":"$createdAt"}']

  expect(pageQueries({ after: { $id: 'last' }, limit: 50 }, filters)).toEqual([
    ...filters,
    '{"method":"cursorAfter","values":["last"]}',
    '{"method":"limit","values":[50]}',
  ])
  expect(pageQueries({ limit: 10 })).toEqual(['{"method":"limit","values":[10]}'])
})

test('goes on past the number that the API stops counting at, and where nobody counts', async () => {
  const { list, asked } = controlled()
  await asked[0]?.answer({ rows: ['a', 'b'], total: 5000 })
  expect(list.hasMore.value).toBe(true)

  list.search.value = 'words'
  vi.advanceTimersByTime(200)
  await nextTick()
  vi.advanceTimersByTime(200)
  await asked[1]?.answer({ rows: ['a'], total: 1, hasMore: true })
  expect([list.hasMore.value, list.total.value]).toEqual([true, 1])
  void list.loadMore()
  expect(asked[2]?.request).toMatchObject({ after: 'a', offset: 1 })
  await asked[2]?.answer({ rows: ['b'], total: 1, hasMore: false })
  expect([list.hasMore.value, list.total.value]).toEqual([false, 2])
})

test('everything is read beside what is shown', async () => {
  const { list, asked } = controlled()
  await asked[0]?.answer({ rows: ['a', 'b'], total: 3 })

  const all = list.readAll()
  const page = Array.from({ length: 500 }, (_, at) => `row ${at}`)
  await asked[1]?.answer({ rows: page, total: 501 })
  expect(asked[2]?.request).toMatchObject({ after: 'row 499', offset: 500, limit: 500 })
  await asked[2]?.answer({ rows: ['last'], total: 501 })

  expect(await all).toEqual([...page, 'last'])
  expect(list.rows.value).toEqual(['a', 'b'])
})

test('what was just stored is shown in its place, or as the last, before the list is read again', async () => {
  const { list, asked } = controlled()
  await asked[0]?.answer({ rows: ['a', 'b'], total: 2 })

  list.put('A', (row) => row === 'a')
  list.put('c', (row) => row === 'c')

  expect(list.rows.value).toEqual(['A', 'b', 'c'])
  expect(list.total.value).toBe(3)
  expect(asked).toHaveLength(1)
})

test('rows that answered another question are not shown for one that cannot be answered', async () => {
  const { list, asked } = controlled()
  await asked[0]?.answer({ rows: ['all'], total: 1 })

  list.search.value = 'z'
  await vi.advanceTimersByTimeAsync(200)
  await asked[1]?.refuse()

  expect(list.rows.value).toEqual([])
  expect(list.total.value).toBe(0)
  expect(list.error.value?.type).toBe('desktop_connection_failed')
})
