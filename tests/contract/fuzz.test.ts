import { api } from '@contract/index'
import { pathParameters, type Endpoint } from '@contract/endpoint'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalServer, type LocalServer } from '../support/local-server'

let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer()
})
afterAll(() => server.close())

/** Values that are valid nowhere: wrong types, wrong characters, wrong sizes. */
const junk = fc.oneof(
  fc.integer({ min: 1 }),
  fc.double({ noNaN: true }),
  fc.constantFrom(
    true,
    null,
    '',
    '_',
    '-x',
    '$id',
    'ä',
    'a b',
    '\u0000',
    '\ud800',
    'x'.repeat(70_000),
  ),
  fc.string({ unit: 'binary' }).map((text) => `\u0001${text}`),
  fc.array(fc.constantFrom('_', 1, null, {}, []), { minLength: 1, maxLength: 3 }),
  fc.dictionary(fc.string({ maxLength: 5 }), fc.anything({ maxDepth: 2 }), {
    minKeys: 1,
    maxKeys: 3,
  }),
)

const bodyOf = (row: Endpoint) => {
  const keys = Object.keys(row.input.shape).filter((key) => !pathParameters(row.path).includes(key))
  const object = fc.dictionary(fc.oneof(fc.constantFrom(...keys, 'unknown'), fc.string()), junk)
  return fc.oneof(
    { weight: 6, arbitrary: object.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.constantFrom('{', '[1]', '"text"', '7', 'null', '\u0000') },
    { weight: 1, arbitrary: fc.constant(`{"data":${'['.repeat(50_000)}${']'.repeat(50_000)}}`) },
  )
}

const segment = fc.constantFrom(
  'missing',
  '%00',
  '%F0%9F%98%80',
  '_',
  "'--",
  'x'.repeat(300),
  '%zz',
)

const send = (row: Endpoint, path: string, body: string | undefined) =>
  fetch(`${server.url}${path}`, {
    method: row.method,
    headers: {
      'x-appwrite-project': server.project,
      'x-appwrite-key': server.key,
      'content-type': 'application/json',
    },
    ...(body !== undefined && { body }),
  })

const totals = async () => {
  const lists = ['listMessages', 'listProviders', 'listTopics', 'listUsers'] as const
  const pages = await Promise.all(lists.map((name) => server.engine.call(name, {})))
  return pages.map((page) => (page as { total: number }).total)
}

describe('random input', () => {
  it.each(Object.entries(api as Record<string, Endpoint>))(
    'never breaks %s and never changes anything',
    async (_, row) => {
      const before = await totals()
      const parameters = pathParameters(row.path)
      const segments = fc.tuple(...parameters.map(() => segment))
      const query = fc.dictionary(
        fc.constantFrom('queries[0]', 'queries', 'search', 'total', 'x'),
        fc.string(),
      )
      await fc.assert(
        fc.asyncProperty(segments, bodyOf(row), query, async (values, body, search) => {
          const path = parameters.reduce(
            (text, name, at) => text.replace(`{${name}}`, values[at] ?? ''),
            row.path,
          )
          const suffix = `?${new URLSearchParams(search)}`
          const response = await send(
            row,
            `${path}${suffix}`,
            row.method === 'GET' ? undefined : body,
          )

          const answer = response.status === 204 ? {} : await response.json()
          expect([response.status, answer]).not.toEqual([500, expect.anything()])
          if (response.status >= 400) {
            expect(answer).toMatchObject({
              code: response.status,
              type: expect.any(String) as string,
            })
          } else {
            expect(row.method).toBe('GET')
          }
        }),
        { numRuns: 20 },
      )
      expect(await totals()).toEqual(before)
    },
  )
})
