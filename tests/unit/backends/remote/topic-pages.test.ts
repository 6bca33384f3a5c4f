import { api } from '@contract/index'
import { parseQuery, Query } from '@contract/queries'
import { createTopicPages } from '@main/backends/remote/topic-pages'
import { describe, expect, it } from 'vitest'
import { apiFailure } from '../../../support/api-failure'

const topicOf = (id: string) => ({
  ...{ $id: id, $createdAt: '', $updatedAt: '', name: id, subscribe: [] },
  ...{ emailTotal: 0, smsTotal: 0, pushTotal: 0 },
})

/** A server that knows no cursors, and how often it was asked. */
const setUp = (count: number) => {
  const ids = Array.from({ length: count }, (_, at) => `t${at}`)
  const asked: string[] = []
  const list = createTopicPages({
    call: async (row, { queries = [] }) => {
      expect(row).toBe(api.listTopics)
      const parsed = (queries as string[]).map((text) => parseQuery(text))
      const number = (method: string, otherwise: number) =>
        Number(parsed.find((query) => query?.method === method)?.values?.[0] ?? otherwise)
      expect(parsed.filter((query) => query?.method.startsWith('cursor'))).toEqual([])
      const [offset, limit] = [number('offset', 0), number('limit', 25)]
      asked.push(`${offset}+${limit}`)
      return { total: ids.length, topics: ids.slice(offset, offset + limit).map(topicOf) }
    },
    fetch: () => Promise.reject(new Error('not asked for here')),
  })
  const page = async (...queries: string[]) =>
    (await list({ queries })).topics.map(({ $id }) => $id)
  return { ids, asked, page }
}

describe('topics by cursor', () => {
  it('are paged with one request a page', async () => {
    const { asked, page } = setUp(60)

    const first = await page(Query.limit(25))
    const second = await page(Query.limit(25), Query.cursorAfter('t24'))
    const third = await page(Query.limit(25), Query.cursorAfter('t49'))

    expect([first[0], second[0], second.length, third[0], third.length]).toEqual([
      't0',
      't25',
      25,
      't50',
      10,
    ])
    expect(asked).toEqual(['0+25', '24+26', '49+26'])
  })

  it('go on after the right one when others were deleted or added meanwhile', async () => {
    const { ids, page } = setUp(60)
    await page(Query.limit(25))
    ids.splice(3, 2)
    const afterDeletion = await page(Query.limit(5), Query.cursorAfter('t24'))
    ids.unshift('new')
    const afterAddition = await page(Query.limit(5), Query.cursorAfter('t29'))

    expect(afterDeletion).toEqual(['t25', 't26', 't27', 't28', 't29'])
    expect(afterAddition).toEqual(['t30', 't31', 't32', 't33', 't34'])
  })

  it('are found from a cursor that was never seen, however far', async () => {
    const { page } = setUp(250)

    expect(await page(Query.cursorAfter('t230'), Query.limit(2))).toEqual(['t231', 't232'])
    expect(await page(Query.cursorAfter('t230'), Query.limit(2), Query.offset(1))).toEqual([
      't232',
      't233',
    ])
  })

  it('are read backwards too', async () => {
    const { page } = setUp(30)

    expect(await page(Query.cursorBefore('t10'), Query.limit(3))).toEqual(['t7', 't8', 't9'])
    expect(await page(Query.cursorBefore('t2'), Query.limit(3))).toEqual(['t0', 't1'])
    expect(await page(Query.cursorBefore('t0'), Query.limit(3))).toEqual([])
  })

  it('keep their order and filter, whose positions are their own', async () => {
    const { asked, page } = setUp(60)
    await page(Query.limit(10))

    await page(Query.orderDesc('name'), Query.limit(10), Query.cursorAfter('t5'))

    expect(asked).toEqual(['0+10', '0+100', '6+10'])
  })

  it('are remembered up to a number of topics, and found all the same when forgotten', async () => {
    const { asked, page } = setUp(1200)
    await page(Query.limit(100))
    await page(Query.limit(1000), Query.offset(100))
    asked.length = 0

    expect(await page(Query.limit(1), Query.cursorAfter('t1099'))).toEqual(['t1100'])
    expect(await page(Query.limit(1), Query.cursorAfter('t9'))).toEqual(['t10'])
    expect(asked).toEqual(['1099+2', '0+100', '10+1'])
  })

  it('are remembered in a number of orders, the latest of which are kept', async () => {
    const { asked, page } = setUp(30)
    const order = (at: number) => Query.orderDesc(`a${at}`)
    for (let at = 0; at < 17; at++) await page(order(at), Query.limit(5))
    asked.length = 0

    expect(await page(order(16), Query.limit(1), Query.cursorAfter('t4'))).toEqual(['t5'])
    expect(await page(order(0), Query.limit(1), Query.cursorAfter('t4'))).toEqual(['t5'])
    expect(asked).toEqual(['4+2', '0+100', '5+1'])
  })

  it('say that a cursor is gone', async () => {
    const { page } = setUp(30)

    const error = await apiFailure(page(Query.cursorAfter('gone')))

    expect(error.type).toBe('general_cursor_not_found')
  })
})
