import { describe, expect, it } from 'vitest'
import sendgrid from '@main/providers/email/sendgrid'
import { campaign, openRecorded } from '../../../support/recorded-mail'
import { callFor, describeVendor } from '../../../support/vendor-conformance'

const settings = {
  ...{ apiKey: 'SG.a+b/c.d=e', fromName: 'Acme, Inc.', fromEmail: 'news@acme.example' },
  ...{ replyToName: 'Help', replyToEmail: 'help@acme.example' },
}
const refusal = (status: number, message: string) => ({
  status,
  body: JSON.stringify({ errors: [{ message, field: null, help: null }] }),
})

describeVendor({
  provider: sendgrid,
  settings,
  secrets: ['SG.a+b/c.d=e'],
  content: campaign,
  identifiers: ['ann@example.com', 'bob@example.com', 'cy@example.com'],
  batchSize: 1000,
  checkRequest: ({ method, path, headers, body }, identifiers) => {
    expect(`${method} ${path}`).toBe('POST /v3/mail/send')
    expect(headers['authorization']).toBe('Bearer SG.a+b/c.d=e')
    expect(headers['content-type']).toBe('application/json')
    expect(JSON.parse(body)).toEqual({
      personalizations: identifiers.map((email) => ({ to: [{ email }] })),
      from: { email: 'news@acme.example', name: 'Acme, Inc.' },
      reply_to: { email: 'help@acme.example', name: 'Help' },
      subject: 'Grüße ✓',
      content: [
        { type: 'text/plain', value: 'Hello\r\n\r\nGood & new' },
        { type: 'text/html', value: '<h1>Hello</h1><p>Good &amp; new</p>' },
      ],
    })
  },
  accepted: () => ({ status: 202, headers: { 'x-message-id': 'a' } }),
  ignoresBody: true,
  partial: {
    // SendGrid says no to the whole request; the others go in requests of their own.
    reply: ({ body }) =>
      body.includes('bob') ? refusal(400, 'Does not contain a valid address.') : { status: 202 },
    says: /^SendGrid refused: Does not contain a valid address\. \(400\)$/,
  },
  unauthorized: refusal(401, 'The provided authorization grant is invalid, expired, or revoked'),
  invalid: {
    reply: refusal(400, 'The subject is required.'),
    says: /^SendGrid refused: The subject is required\. \(400\)$/,
  },
  verify: {
    reply: { status: 200, body: '{"scopes":["mail.send","alerts.read"]}' },
    says: /^SendGrid accepts the key, and it may send mail\. Nothing was sent\.$/,
  },
})

describe('sendgrid', () => {
  it('says when a key may not send', async () => {
    const reply = () => ({ status: 200, headers: {}, body: '{"scopes":["alerts.read"]}' })
    const { channel } = openRecorded(sendgrid, settings, reply)
    await expect(channel.verify()).rejects.toThrow('lacks the permission “Mail Send”')
  })

  it.each([
    [403, [{ message: 'The from address does not match a verified Sender.' }], 'rejected'],
    [401, [{ message: 'Maximum credits exceeded', field: null }], 'rejected'],
    [413, [{ message: 'Payload too large.' }], 'validation'],
    [400, [{ message: 'Does not contain a valid address.', field: 'from.email' }], 'validation'],
  ])(
    'finds no fault with the recipients when %i is about all of them',
    async (status, errors, category) => {
      const { channel, requests } = openRecorded(sendgrid, settings, () => ({
        ...{ status, headers: {}, body: JSON.stringify({ errors }) },
      }))
      const call = callFor(campaign, ['ann@example.com', 'bob@example.com', 'cy@example.com'])
      await expect(channel.send(call)).rejects.toMatchObject({ category, scope: 'provider' })
      expect(requests).toHaveLength(1)
    },
  )

  it.each([
    [429, { 'x-ratelimit-reset': '1795435220', date: 'Mon, 23 Nov 2026 12:00:00 GMT' }, 20_000],
    [429, { 'x-ratelimit-reset': '1795435220', 'retry-after': '3' }, 3000],
    [500, { 'x-ratelimit-reset': '1795435220' }, undefined],
    [429, {}, undefined],
  ])('waits until its limit is lifted: %i %j', async (status, headers, retryAfterMs) => {
    const { channel } = openRecorded(sendgrid, settings, () => ({
      ...{ status, headers, body: '{"errors":[{"message":"too many requests"}]}' },
    }))
    const call = callFor(campaign, ['ann@example.com'])
    await expect(channel.send(call)).rejects.toMatchObject({ retryAfterMs })
  })

  it('looks for the recipient that a complaint is about', async () => {
    const field = 'personalizations.1.to.0.email'
    const { channel, requests } = openRecorded(sendgrid, settings, ({ body }) =>
      String(body).includes('bob')
        ? {
            status: 400,
            headers: {},
            body: JSON.stringify({ errors: [{ message: 'Bad', field }] }),
          }
        : { status: 202, headers: {}, body: '' },
    )
    const call = callFor(campaign, ['ann@example.com', 'bob@example.com', 'cy@example.com'])
    expect([...(await channel.send(call)).refused.keys()]).toEqual([1])
    expect(requests.length).toBeGreaterThan(1)
  })

  it('lets answers go to the sender when nothing else is said', async () => {
    const { channel, requests } = openRecorded(sendgrid, { ...settings, replyToEmail: '' })
    await channel.send(callFor(campaign, ['ann@example.com']))
    const sender = { email: 'news@acme.example', name: 'Acme, Inc.' }
    expect(JSON.parse(String(requests[0]?.body))).toMatchObject({ reply_to: sender })
  })

  it('names everybody once, also those in copy twice', async () => {
    const { channel, requests } = openRecorded(sendgrid, settings)
    const copies = { cc: ['boss@example.com', 'ann@example.com'], bcc: ['BOSS@example.com'] }
    const call = callFor({ ...campaign, ...copies }, ['ann@example.com'], { withCopies: true })
    await channel.send(call)
    expect(JSON.parse(String(requests[0]?.body)).personalizations).toEqual([
      { to: [{ email: 'ann@example.com' }], cc: [{ email: 'boss@example.com' }] },
    ])
  })

  it('sends files in base64, and none that are too large together', async () => {
    const { channel, requests } = openRecorded(sendgrid, settings)
    const file = { name: 'Plan.txt', mimeType: 'text/plain', content: Buffer.from('Grüße') }
    await channel.send(callFor({ ...campaign, attachments: [file] }, ['ann@example.com']))
    expect(JSON.parse(String(requests[0]?.body)).attachments).toEqual([
      {
        ...{ filename: 'Plan.txt', type: 'text/plain', disposition: 'attachment' },
        content: Buffer.from('Grüße').toString('base64'),
      },
    ])
    const large = { ...file, content: Buffer.alloc(24 * 1024 * 1024) }
    await expect(
      channel.send(callFor({ ...campaign, attachments: [large] }, ['ann@example.com'])),
    ).rejects.toThrow('SendGrid takes at most 30 MB. Nothing was sent.')
    expect(requests).toHaveLength(1)
  })
})
