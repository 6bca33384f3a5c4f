import { parseQuery, Query, toQuery } from '@contract/queries'
import { describe, expect, it } from 'vitest'

describe('query strings', () => {
  it.each([
    [Query.equal('status', 'sent'), '{"method":"equal","attribute":"status","values":["sent"]}'],
    [
      Query.equal('status', ['a', 'b']),
      '{"method":"equal","attribute":"status","values":["a","b"]}',
    ],
    [Query.between('n', 1, 9), '{"method":"between","attribute":"n","values":[1,9]}'],
    [Query.isNull('deliveredAt'), '{"method":"isNull","attribute":"deliveredAt"}'],
    [Query.orderDesc('$createdAt'), '{"method":"orderDesc","attribute":"$createdAt"}'],
    [Query.limit(25), '{"method":"limit","values":[25]}'],
    [Query.cursorAfter('x'), '{"method":"cursorAfter","values":["x"]}'],
    [
      Query.or([Query.isNull('a'), Query.isNull('b')]),
      '{"method":"or","values":[{"method":"isNull","attribute":"a"},{"method":"isNull","attribute":"b"}]}',
    ],
  ])('are built as Appwrite’s own client builds %s', (built, expected) => {
    expect(built).toBe(expected)
  })

  it('read back what was built', () => {
    expect(parseQuery(Query.contains('name', ['x', 'y']))).toEqual({
      method: 'contains',
      attribute: 'name',
      values: ['x', 'y'],
    })
  })

  it('wrap a scalar value and leave null keys out', () => {
    expect(toQuery({ method: 'limit', attribute: null, values: 5 })).toEqual({
      method: 'limit',
      values: [5],
    })
  })

  it.each([
    '',
    'limit(5)',
    '[]',
    'null',
    '"limit"',
    '{"attribute":"a"}',
    '{"method":1}',
    '{"method":"equal","attribute":7}',
  ])('that are not one are refused: %s', (text) => {
    expect(parseQuery(text)).toBeUndefined()
  })
})
