import { api, desktop } from '@contract/index'
import { pathParameters, type Endpoint } from '@contract/endpoint'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const rows = Object.entries(api as Record<string, Endpoint>)

/** The ten vendors of the API document; their routes fold into `{kind}`. */
const documentedKinds = [
  'apns', 'fcm', 'mailgun', 'msg91', 'sendgrid', 'smtp', 'telesign', 'textmagic', 'twilio', 'vonage',
] // prettier-ignore

/** Every route of the API document, as `METHOD path`. */
const documentedRoutes = [
  'GET /messaging/messages',
  'POST /messaging/messages/email',
  'PATCH /messaging/messages/email/{messageId}',
  'POST /messaging/messages/push',
  'PATCH /messaging/messages/push/{messageId}',
  'POST /messaging/messages/sms',
  'PATCH /messaging/messages/sms/{messageId}',
  'GET /messaging/messages/{messageId}',
  'DELETE /messaging/messages/{messageId}',
  'GET /messaging/messages/{messageId}/logs',
  'GET /messaging/messages/{messageId}/targets',
  'GET /messaging/providers',
  ...documentedKinds.flatMap((kind) => [
    `POST /messaging/providers/${kind}`,
    `PATCH /messaging/providers/${kind}/{providerId}`,
  ]),
  'GET /messaging/providers/{providerId}',
  'DELETE /messaging/providers/{providerId}',
  'GET /messaging/providers/{providerId}/logs',
  'GET /messaging/subscribers/{subscriberId}/logs',
  'GET /messaging/topics',
  'POST /messaging/topics',
  'GET /messaging/topics/{topicId}',
  'PATCH /messaging/topics/{topicId}',
  'DELETE /messaging/topics/{topicId}',
  'GET /messaging/topics/{topicId}/logs',
  'GET /messaging/topics/{topicId}/subscribers',
  'POST /messaging/topics/{topicId}/subscribers',
  'GET /messaging/topics/{topicId}/subscribers/{subscriberId}',
  'DELETE /messaging/topics/{topicId}/subscribers/{subscriberId}',
]

describe('the API table', () => {
  it('has every one of the 46 documented routes, and no other messaging route', () => {
    const expanded = rows
      .filter(([, row]) => row.path.startsWith('/messaging/'))
      .flatMap(([, row]) =>
        row.path.includes('{kind}')
          ? documentedKinds.map((kind) => `${row.method} ${row.path.replace('{kind}', kind)}`)
          : [`${row.method} ${row.path}`],
      )

    expect(documentedRoutes).toHaveLength(46)
    expect(expanded.toSorted()).toEqual(documentedRoutes.toSorted())
  })

  it('has each route once', () => {
    const shapes = rows.map(([, row]) => `${row.method} ${row.path.replace(/\{\w+\}/g, '{}')}`)

    expect(new Set(shapes).size).toBe(rows.length)
  })

  it.each(rows)('%s requires every parameter of its path', (_, row) => {
    for (const name of pathParameters(row.path)) {
      const field = row.input.shape[name]
      expect(field, `${name} is a key of the input`).toBeDefined()
      expect((field as z.ZodType).safeParse(undefined).success, `${name} is required`).toBe(false)
    }
  })

  it.each(rows)('%s answers 201 to a create, 204 to a delete and 200 to the rest', (name, row) => {
    const expected = row.method === 'DELETE' ? 204 : row.method === 'POST' ? 201 : 200

    expect(row.status, name).toBe(expected)
    expect(row.reply.safeParse(undefined).success).toBe(expected === 204)
  })

  it.each(rows)('%s writes only with a write scope', (_, row) => {
    if (row.scope === 'public') return
    expect(row.scope).toMatch(row.method === 'GET' ? /\.read$/ : /\.write$/)
  })
})

describe('the desktop table', () => {
  it('shares no name with the API table', () => {
    expect(Object.keys(desktop).filter((name) => Object.hasOwn(api, name))).toEqual([])
  })

  it.each(Object.entries(desktop))('%s can be described as JSON Schema', (_, { input }) => {
    expect(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })).toHaveProperty(
      'type',
      'object',
    )
  })
})
