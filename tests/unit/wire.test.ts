import { api } from '@contract/index'
import type { Endpoint } from '@contract/endpoint'
import { createRouter, decode, encode } from '@main/wire'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'

const rows = Object.entries(api as Record<string, Endpoint>).filter(([, row]) => !row.transfer)
const route = createRouter(api)

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$/)
const anyText = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' })

/** Valid values by the name of the key: enough to fill every row of the table. */
const arbitraries: Record<string, fc.Arbitrary<unknown>> = {
  queries: fc.array(anyText, { minLength: 1, maxLength: 4 }),
  total: fc.boolean(),
  email: fc.constant('ada@example.org'),
  phone: fc.constant('+4915112345678'),
  number: fc.constantFrom('', '+4915112345678'),
  password: fc.constant('long enough'),
  identifier: anyText,
  scheduledAt: fc.constant('2030-01-01T07:00:00.000+00:00'),
  subscribe: fc.subarray(['any', 'users', 'label:vip', 'team:red/owner']),
  attachments: fc.array(fc.constant('bucket:file'), { maxLength: 2 }),
  image: fc.constant('bucket:file'),
  data: fc.dictionary(
    fc.stringMatching(/^[a-z]{1,8}$/),
    fc.oneof(anyText, fc.integer(), fc.boolean()),
  ),
  badge: fc.integer({ min: 0, max: 99 }),
  priority: fc.constantFrom('normal', 'high'),
  providerType: fc.constantFrom('email', 'sms', 'push'),
  kind: fc.constantFrom('smtp', 'mailgun'),
  maximumFileSize: fc.integer({ min: 1, max: 1e6 }),
  allowedFileExtensions: fc.array(fc.constant('png'), { maxLength: 2 }),
  ...Object.fromEntries(
    ['draft', 'html', 'enabled', 'contentAvailable', 'critical'].map((key) => [key, fc.boolean()]),
  ),
  ...Object.fromEntries(
    ['topics', 'users', 'targets', 'cc', 'bcc'].map((key) => [key, fc.array(id, { maxLength: 3 })]),
  ),
}

const inputOf = (row: Endpoint): fc.Arbitrary<Record<string, unknown>> => {
  const fields = Object.entries(row.input.shape).map(([key, schema]) => {
    const value = arbitraries[key] ?? (key.endsWith('Id') ? id : anyText)
    const isOptional = (schema as z.ZodType).safeParse(undefined).success
    return [key, isOptional ? fc.option(value, { nil: undefined }) : value] as const
  })
  return fc.record(Object.fromEntries(fields))
}

describe('encode and decode', () => {
  it.each(rows)('%s arrives as it was sent', (name, row) => {
    fc.assert(
      fc.property(inputOf(row), (input) => {
        const sent = encode(row, input)
        const overTheWire = new URLSearchParams(sent.query.toString())
        const match = route(sent.method, sent.path)
        expect(match?.name).toBe(name)

        const received = decode(row, match?.parameters ?? {}, overTheWire, sent.body ?? {})

        expect(row.input.parse(received)).toEqual(row.input.parse(input))
      }),
      { numRuns: 30 },
    )
  })
})

describe('the router', () => {
  it('takes a trailing slash on a collection', () => {
    expect(route('GET', '/messaging/providers/')?.name).toBe('listProviders')
  })

  it('prefers a literal segment over a parameter', () => {
    expect(route('PATCH', '/messaging/messages/email/email')?.name).toBe('updateEmail')
    expect(route('GET', '/messaging/messages/email')?.name).toBe('getMessage')
  })

  it('knows nothing of other methods and longer paths', () => {
    expect(route('PUT', '/messaging/topics')).toBeUndefined()
    expect(route('GET', '/messaging/topics/a/b/c')).toBeUndefined()
  })

  it('names the parameter whose percent-encoding is broken', () => {
    expect(() => route('GET', '/messaging/topics/%zz')).toThrow('`topicId`')
  })
})
