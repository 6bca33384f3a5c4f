import { describe, expect, it } from 'vitest'
import ses from '@main/providers/email/ses'
import { campaign, openRecorded } from '../../../support/recorded-mail'
import { callFor, describeVendor } from '../../../support/vendor-conformance'

const settings = {
  ...{ accessKey: 'AKIDEXAMPLE', secretKey: 'wJalr+XUtn/FEMI=', region: 'eu-central-1' },
  ...{ fromName: 'Grün & Söhne', fromEmail: 'news@acme.example' },
}
const encoded = `=?UTF-8?B?${Buffer.from('Grün & Söhne').toString('base64')}?= <news@acme.example>`
const utf8 = (data: string) => ({ Data: data, Charset: 'UTF-8' })
const refusal = (status: number, type: string, message: string) => ({
  status,
  headers: { 'x-amzn-errortype': `${type}:http://internal.amazon.com/` },
  body: JSON.stringify({ message }),
})

describeVendor({
  provider: ses,
  settings,
  secrets: ['wJalr+XUtn/FEMI='],
  content: campaign,
  identifiers: ['ann@example.com', 'bob@example.com', 'cy@example.com'],
  batchSize: 1,
  checkRequest: ({ method, path, headers, body }, identifiers) => {
    expect(`${method} ${path}`).toBe('POST /v2/email/outbound-emails')
    expect(headers).toMatchObject({
      ...{ host: 'email.eu-central-1.amazonaws.com', 'x-amz-date': '20261123T120000Z' },
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261123\/eu-central-1\/ses\/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=[\da-f]{64}$/,
      ),
    })
    expect(JSON.parse(body)).toEqual({
      Destination: { ToAddresses: identifiers },
      FromEmailAddress: encoded,
      ReplyToAddresses: [encoded],
      Content: {
        Simple: {
          Subject: utf8('Grüße ✓'),
          Body: {
            Text: utf8('Hello\r\n\r\nGood & new'),
            Html: utf8('<h1>Hello</h1><p>Good &amp; new</p>'),
          },
        },
      },
    })
  },
  accepted: () => ({ status: 200, body: '{"MessageId":"0107019a"}' }),
  unauthorized: refusal(
    403,
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  ),
  invalid: {
    reply: refusal(400, 'MessageRejected', 'Email address is not verified.'),
    says: /^Amazon SES refused: Email address is not verified\. \(400\)$/,
  },
  verify: {
    reply: { status: 200, body: '{"ProductionAccessEnabled":true,"SendQuota":{}}' },
    says: /^Amazon SES accepts the key in eu-central-1\. Nothing was sent\.$/,
  },
})

describe('ses', () => {
  const answering = (status: number, type: string, body = '{"message":"why"}') =>
    openRecorded(ses, settings, () => ({
      ...{ status, body, headers: { 'x-amzn-errortype': type } },
    })).channel
  const to = (content = campaign) => callFor(content, ['ann@example.com'])

  it('leaves text that looks like a template as it is', async () => {
    const { channel, requests } = openRecorded(ses, settings)
    const content = { ...campaign, content: 'Dear {{name}}', html: false }
    await channel.send(to(content))
    expect(JSON.parse(String(requests[0]?.body)).Content).toEqual({
      Simple: { Subject: utf8('Grüße ✓'), Body: { Text: utf8('Dear {{name}}') } },
    })
  })

  it('sends files and copies with one mail', async () => {
    const { channel, requests } = openRecorded(ses, settings)
    const file = { name: 'Plan.txt', mimeType: 'text/plain', content: Buffer.from('Grüße') }
    const copies = { cc: ['boss@example.com'], bcc: ['auditor@example.com'] }
    await channel.send({ ...to({ ...campaign, ...copies, attachments: [file] }), withCopies: true })
    expect(JSON.parse(String(requests[0]?.body))).toMatchObject({
      Destination: {
        ToAddresses: ['ann@example.com'],
        CcAddresses: ['boss@example.com'],
        BccAddresses: ['auditor@example.com'],
      },
      Content: {
        Simple: {
          Attachments: [
            {
              ...{ FileName: 'Plan.txt', ContentType: 'text/plain' },
              ...{ ContentDisposition: 'ATTACHMENT', ContentTransferEncoding: 'BASE64' },
              RawContent: Buffer.from('Grüße').toString('base64'),
            },
          ],
        },
      },
    })
  })

  it('takes fifty with one mail, people in copy included', async () => {
    const { channel, requests } = openRecorded(ses, settings)
    const cc = Array.from({ length: 50 }, (_, at) => `c${at}@example.com`)
    await expect(channel.send({ ...to({ ...campaign, cc }), withCopies: true })).rejects.toThrow(
      'takes 50 recipients with one mail at most',
    )
    expect(requests).toEqual([])
  })

  it.each([
    [400, 'SendingPausedException', 'rejected', 'provider'],
    [400, 'MailFromDomainNotVerifiedException', 'rejected', 'provider'],
    [400, 'LimitExceededException', 'rate_limit', 'provider'],
    [429, 'TooManyRequestsException', 'rate_limit', 'provider'],
    [403, 'InvalidSignatureException', 'auth', 'provider'],
    [404, 'NotFoundException', 'validation', 'recipient'],
  ])('knows what %i %s means', async (status, type, category, scope) => {
    await expect(answering(status, type).send(to())).rejects.toMatchObject({ category, scope })
  })

  it.each([
    ['ThrottlingException', 'Maximum sending rate exceeded.', 'rate_limit'],
    ['ThrottlingException', 'Daily message quota exceeded.', 'rejected'],
    ['TooManyRequestsException', 'Maximum sending rate exceeded.', 'rate_limit'],
    ['LimitExceededException', 'Daily message quota exceeded.', 'rejected'],
  ])('waits for a rate but not for tomorrow: %s, %s', async (type, message, category) => {
    const channel = answering(400, type, JSON.stringify({ message }))
    await expect(channel.send(to())).rejects.toMatchObject({ category, scope: 'provider' })
  })

  it.each([
    ['News@acme.example', 'provider'],
    ['Grün <news@acme.example>, ann@example.com', 'provider'],
    ['ann@example.com, old-news@acme.example', 'recipient'],
  ])('knows whose address is not verified: %s', async (identities, scope) => {
    const said =
      'Email address is not verified. The following identities failed the check in region'
    const message = `${said} EU-CENTRAL-1: ${identities}`
    const channel = answering(400, 'MessageRejected', JSON.stringify({ message }))
    await expect(channel.send(to())).rejects.toMatchObject({ category: 'rejected', scope })
  })

  it('tells what a check of the account means', async () => {
    expect(await answering(200, '', '{"ProductionAccessEnabled":false}').verify()).toMatch(
      /still in Amazon’s sandbox: only verified addresses get mail/,
    )
    expect(await answering(403, 'AccessDeniedException').verify()).toMatch(/accepts the key/)
    await expect(answering(403, 'InvalidSignatureException').verify()).rejects.toMatchObject({
      category: 'auth',
    })
    await expect(answering(200, '', 'hello').verify()).rejects.toThrow(
      'Amazon SES answered something unreadable.',
    )
  })

  it('asks no host but Amazon’s, whatever the region says', () => {
    expect(() => openRecorded(ses, { ...settings, region: 'evil.example/' })).toThrow(
      'must be the name of an AWS region',
    )
  })
})
