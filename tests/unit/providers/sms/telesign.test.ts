import { describe, expect, it } from 'vitest'
import telesign from '@main/providers/sms/telesign'
import { openRecorded } from '../../../support/recorded-mail'
import { callFor, describeVendor } from '../../../support/vendor-conformance'

const customerId = 'FFFFFFFF-EEEE-DDDD-1234-AB1234567890'
const settings = { from: '+15005550006', customerId, apiKey: 'te+secret/1&2==' }
const content = { type: 'sms', content: 'Hello & welcome ✓' } as const
const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) })
const reply = (status: number, code: number, description: string, errors: object[] = []) =>
  json(status, {
    ...{ reference_id: '0123456789ABCDEF0123456789ABCDEF', external_id: null, errors },
    status: { code, description, updated_on: '2026-11-23T12:00:00.000000Z' },
  })

describeVendor({
  provider: telesign,
  settings,
  secrets: ['te+secret/1&2=='],
  content,
  identifiers: ['+15551234567', '+15557654321', '+15550000000'],
  batchSize: 1,
  checkRequest: ({ method, path, headers, body }, [to]) => {
    expect(`${method} ${path}`).toBe('POST /v1/messaging')
    const credentials = Buffer.from(`${customerId}:te+secret/1&2==`).toString('base64')
    expect(headers['authorization']).toBe(`Basic ${credentials}`)
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      ...{ phone_number: to?.slice(1), message: 'Hello & welcome ✓' },
      ...{ message_type: 'ARN', sender_id: '15005550006' },
    })
  },
  accepted: () => reply(200, 290, 'Message in progress'),
  unauthorized: reply(401, 501, 'Not authorized', [
    { code: -30015, description: 'Invalid API Key.' },
  ]),
  invalid: {
    reply: reply(400, 11000, 'Invalid value for parameter phone_number.'),
    says: /^Telesign refused: Invalid value for parameter phone_number\. \(400\)$/,
  },
  verify: {
    reply: reply(404, 500, 'Transaction not attempted', [
      { code: -10001, description: 'CustomerID/ReferenceID not found' },
    ]),
    says: /^Telesign accepts the API key of customer FFFFFFFF-.*\. Nothing was sent\.$/,
  },
})

describe('telesign', () => {
  const send = (status: number, code: number, ...errors: object[]) =>
    openRecorded(telesign, settings, () => ({ headers: {}, ...reply(status, code, 'So.', errors) }))
      .channel.send(callFor(content, ['+15551234567']))
      .catch((error: unknown) => error)

  it('goes by the code rather than by the status', async () => {
    expect(await send(200, 203)).toMatchObject({ refused: new Map() })
    expect(await send(200, 507)).toMatchObject({ category: 'rejected', scope: 'recipient' })
    expect(await send(200, 505)).toMatchObject({ category: 'server', retryable: true })
    expect(await send(200, 501)).toMatchObject({ category: 'auth', scope: 'provider' })
    expect(await send(200, 599)).toMatchObject({ scope: 'outcome' })
    expect(await send(402, 501)).toMatchObject({ category: 'rejected', scope: 'provider' })
  })

  it.each([
    [400, 11013, { category: 'validation', scope: 'provider' }],
    [400, 11000, { category: 'validation', scope: 'recipient' }],
    [400, 10019, { category: 'rate_limit', scope: 'provider', retryable: true }],
    [400, 10020, { category: 'rejected', scope: 'provider' }],
    [401, 10033, { category: 'rejected', scope: 'recipient' }],
    [401, 10022, { category: 'auth', scope: 'provider' }],
    [429, 10019, { category: 'rate_limit', scope: 'provider' }],
    [429, 10020, { category: 'rejected', scope: 'provider' }],
    [400, 10000, { category: 'server', retryable: true }],
  ])('knows whom %i %i concerns, wherever the code stands', async (status, code, meaning) => {
    expect(await send(status, code)).toMatchObject(meaning)
    expect(await send(status, 500, { code, description: 'So.' })).toMatchObject(meaning)
  })

  it.each([10031, 10035])('finds the host that the account belongs to: %i', async (code) => {
    const { channel, requests } = openRecorded(telesign, settings, ({ url }) =>
      url.startsWith('https://rest-api.')
        ? { headers: {}, ...reply(401, code, 'The requested API host is not allowed.') }
        : undefined,
    )
    for (const to of ['+15551234567', '+15557654321']) await channel.send(callFor(content, [to]))
    expect(requests.map(({ url }) => new URL(url).host)).toEqual([
      ...['rest-api.telesign.com', 'rest-ww.telesign.com', 'rest-ww.telesign.com'],
    ])
    await channel.verify()
    expect(requests.at(-1)?.url).toMatch(/^https:\/\/rest-ww\.telesign\.com\/v1\/messaging\/0+$/)
  })

  it('looks for the host when it checks the credentials, and no longer than twice', async () => {
    const refused = { headers: {}, ...reply(401, 10035, 'The requested API host is not allowed.') }
    const { channel, requests } = openRecorded(telesign, settings, () => refused)
    await expect(channel.verify()).rejects.toMatchObject({ category: 'auth' })
    await expect(channel.send(callFor(content, ['+15551234567']))).rejects.toMatchObject({
      ...{ category: 'auth', scope: 'provider' },
    })
    expect(requests).toHaveLength(4)
  })
})
