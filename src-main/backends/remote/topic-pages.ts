import type { InputOf, ReplyOf } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import { api } from '@contract/index'
import { parseQuery, Query } from '@contract/queries'
import type { RemoteProject } from './remote-project'

type TopicQuery = InputOf<typeof api, 'listTopics'>
type TopicPage = ReplyOf<typeof api, 'listTopics'>

/** The queries of a list, with those that page it taken apart from the others. */
interface Paging {
  readonly cursor: { readonly isAfter: boolean; readonly id: string } | undefined
  readonly limit: number
  readonly offset: number
  readonly others: readonly string[]
  readonly all: readonly string[]
}

const usualLimit = 25
const mostScanned = 100
/** What is remembered: so many orders, and so many topics of each. */
const mostOrders = 16
const mostPlaces = 1000

/**
 * Lists topics. No Appwrite server known answers a cursor here (behaviour 4.3), so a page after or before a
 * topic is asked for by its position, which is remembered from the page that it came with. The topic itself
 * is asked for again: when it is no longer where it was, it is looked for from the beginning.
 */
export const createTopicPages = (project: RemoteProject) => {
  /** By order, then by id. */
  const positions = new Map<string, Map<string, number>>()

  return async (input: TopicQuery): Promise<TopicPage> => {
    const paging = readPaging(input.queries ?? [])
    const { cursor, limit, offset, others } = paging
    const order = JSON.stringify([others, input.search])
    const places = positions.get(order) ?? new Map<string, number>()
    remember(positions, [order, places], mostOrders)

    const read = async (queries: readonly string[], start: number): Promise<TopicPage> => {
      const sent = { ...input, ...(queries.length > 0 && { queries }) }
      // The reply of the row that was called.
      const page = (await project.call(api.listTopics, sent)) as TopicPage
      for (const [at, { $id }] of page.topics.entries())
        remember(places, [$id, start + at], mostPlaces)
      return page
    }
    const readAt = (start: number, count: number): Promise<TopicPage> =>
      read([...others, Query.limit(count), Query.offset(start)], start)

    /** Where a topic is now; `general_cursor_not_found` when it is gone. */
    const locate = async (id: string): Promise<number> => {
      for (let start = 0; ; start += mostScanned) {
        const { topics } = await readAt(start, mostScanned)
        const at = topics.findIndex(({ $id }) => $id === id)
        if (at >= 0) return start + at
        if (topics.length < mostScanned) throw apiError('general_cursor_not_found')
      }
    }

    if (!cursor) return await read(paging.all, offset)
    if (!cursor.isAfter) {
      const end = Math.max(0, (await locate(cursor.id)) - offset)
      const start = Math.max(0, end - limit)
      const page = await readAt(start, Math.max(1, end - start))
      return end === 0 ? { ...page, topics: [] } : page
    }
    const remembered = places.get(cursor.id)
    if (remembered !== undefined && offset === 0) {
      const page = await readAt(remembered, limit + 1)
      if (page.topics[0]?.$id === cursor.id) return { ...page, topics: page.topics.slice(1) }
    }
    return await readAt((await locate(cursor.id)) + 1 + offset, limit)
  }
}

/** Keeps an entry as the newest and forgets the oldest beyond `most`; one that is forgotten is looked for again. */
const remember = <Value>(
  known: Map<string, Value>,
  [key, value]: readonly [string, Value],
  most: number,
): void => {
  known.delete(key)
  known.set(key, value)
  const [oldest] = known.keys()
  if (known.size > most && oldest !== undefined) known.delete(oldest)
}

const readPaging = (all: readonly string[]): Paging => {
  const parsed = all.map((text) => ({ text, query: parseQuery(text) }))
  const valueOf = (...methods: string[]) =>
    parsed.find(({ query }) => query !== undefined && methods.includes(query.method))?.query
  const cursor = valueOf('cursorAfter', 'cursorBefore')
  const id = cursor?.values?.[0]
  const paging = ['cursorAfter', 'cursorBefore', 'limit', 'offset']
  return {
    all,
    cursor:
      cursor && typeof id === 'string'
        ? { isAfter: cursor.method === 'cursorAfter', id }
        : undefined,
    limit: Number(valueOf('limit')?.values?.[0] ?? usualLimit),
    offset: Number(valueOf('offset')?.values?.[0] ?? 0),
    others: parsed
      .filter(({ query }) => query === undefined || !paging.includes(query.method))
      .map(({ text }) => text),
  }
}
