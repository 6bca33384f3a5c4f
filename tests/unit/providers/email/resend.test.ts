import { describe, expect, it } from 'vitest'
import resend from '@main/providers/email/resend'
import { jsonReply } from '@main/providers/http/answer'
import { campaign, openRecorded } from '../../../support/recorded-mail'
import { callFor, describeVendor } from '../../../support/vendor-conformance'

const settings = {
  ...{ apiKey: 're_a+b/c=', fromName: 'Acme, Inc.', fromEmail: 'news@acme.example' },
}
const mailbox = '"Acme, Inc." <news@acme.example>'
const refusal = (statusCode: number, name: string, message: string) => ({
  status: statusCode,
  body: JSON.stringify({ statusCode, name, message }),
})
const file = { name: 'Plan.txt', mimeType: 'text/plain', content: Buffer.from('Grüße') }

describeVendor({
  provider: resend,
  settings,
  secrets: ['re_a+b/c='],
  content: campaign,
  identifiers: ['ann@example.com', 'bob@example.com', 'cy@example.com'],
  batchSize: 100,
  checkRequest: ({ method, path, headers, body }, identifiers) => {
    expect(`${method} ${path}`).toBe('POST /emails/batch')
    expect(headers).toMatchObject({
      ...{ authorization: 'Bearer re_a+b/c=', 'content-type': 'application/json' },
      ...{ 'x-batch-validation': 'permissive', 'idempotency-key': 'key-of-3' },
    })
    expect(JSON.parse(body)).toEqual(
      identifiers.map((to) => ({
        ...{ from: mailbox, to: [to], reply_to: [mailbox], subject: 'Grüße ✓' },
        text: 'Hello\r\n\r\nGood & new',
        html: '<h1>Hello</h1><p>Good &amp; new</p>',
      })),
    )
  },
  accepted: (identifiers) => ({
    status: 200,
    body: JSON.stringify({ data: identifiers.map((_, at) => ({ id: `${at}` })) }),
  }),
  partial: {
    reply: () => ({
      status: 200,
      body: JSON.stringify({
        data: [{ id: '0' }, { id: '2' }],
        errors: [{ index: 1, message: 'Invalid `to` field.' }],
      }),
    }),
    says: /^Resend refused: Invalid `to` field\.$/,
  },
  unauthorized: refusal(403, 'invalid_api_key', 'API key is invalid'),
  invalid: {
    reply: refusal(422, 'missing_required_field', 'Missing `subject` field.'),
    says: /^Resend refused: Missing `subject` field\. \(422\)$/,
  },
  isIdempotent: true,
  verify: {
    reply: { status: 200, body: '{"data":[]}' },
    says: /^Resend accepts the key\. Nothing was sent\.$/,
  },
})

describe('resend', () => {
  const failing = (status: number, name: string) => {
    const reply = () => jsonReply(status, { statusCode: status, name, message: 'why' })
    return openRecorded(resend, settings, reply).channel
  }
  const to = (content = campaign) => callFor(content, ['ann@example.com'])

  it('sends a mail with files alone', async () => {
    const { channel, requests } = openRecorded(resend, settings)
    const copies = { cc: ['boss@example.com'], bcc: ['auditor@example.com'] }
    const content = { ...campaign, ...copies, attachments: [file] }
    expect(channel.batchSize(content)).toBe(1)
    await channel.send({ ...to(content), withCopies: true })
    expect(requests[0]?.url).toBe('https://api.resend.com/emails')
    expect(requests[0]?.headers).not.toHaveProperty('x-batch-validation')
    expect(JSON.parse(String(requests[0]?.body))).toMatchObject({
      ...{ to: ['ann@example.com'], ...copies },
      attachments: [
        {
          ...{ filename: 'Plan.txt', content_type: 'text/plain' },
          content: Buffer.from('Grüße').toString('base64'),
        },
      ],
    })
  })

  it('takes a key that may only send for a good one', async () => {
    expect(await failing(401, 'restricted_api_key').verify()).toBe(
      'Resend accepts the key; it is for sending only. Nothing was sent.',
    )
    await expect(failing(401, 'missing_api_key').verify()).rejects.toThrow(
      'refused the credentials',
    )
  })

  it('knows a wrong key by what is said of it, whatever the status', async () => {
    const wrong = (status: number) => {
      const error = { statusCode: status, name: 'validation_error', message: 'API key is invalid' }
      return openRecorded(resend, settings, () => jsonReply(status, error)).channel
    }
    await expect(wrong(400).verify()).rejects.toMatchObject({ category: 'auth' })
    for (const status of [400, 401])
      await expect(wrong(status).send(to())).rejects.toMatchObject({
        ...{ category: 'auth', scope: 'provider' },
      })
  })

  it.each([
    [{ 'ratelimit-reset': '1' }, 1000],
    [{ 'ratelimit-reset': '1', 'retry-after': '2' }, 2000],
  ])('waits until its limit is lifted: %j', async (headers, retryAfterMs) => {
    const body = '{"statusCode":429,"name":"rate_limit_exceeded","message":"Too many requests."}'
    const { channel } = openRecorded(resend, settings, () => ({ status: 429, headers, body }))
    await expect(channel.send(to())).rejects.toMatchObject({ retryAfterMs })
  })

  it.each([
    [403, 'validation_error', 'rejected', 'provider'],
    [429, 'daily_quota_exceeded', 'rejected', 'provider'],
    [429, 'rate_limit_exceeded', 'rate_limit', 'provider'],
    [409, 'concurrent_idempotent_requests', 'rate_limit', 'recipient'],
    [409, 'invalid_idempotent_request', 'unknown', 'outcome'],
    [400, 'validation_error', 'validation', 'recipient'],
  ])('knows what %i %s means', async (status, name, category, scope) => {
    await expect(failing(status, name).send(to())).rejects.toMatchObject({ category, scope })
  })
})
