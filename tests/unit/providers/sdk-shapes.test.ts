import type { HttpRequest } from '@main/providers/http/request'
import mailgun from '@main/providers/email/mailgun'
import resend from '@main/providers/email/resend'
import sendgrid from '@main/providers/email/sendgrid'
import ses from '@main/providers/email/ses'
import apns from '@main/providers/push/apns'
import fcm from '@main/providers/push/fcm'
import type { StoredSettings } from '@main/providers/provider'
import type { Content, Outgoing } from '@main/providers/outgoing'
import { describe, expect, it } from 'vitest'
import { newPem } from '../../support/pem'
import { openRecorded } from '../../support/recorded-mail'
import { callFor } from '../../support/vendor-conformance'

/*
 * What the vendors' own libraries hand over for the same message, read from a local server in November
 * 2026: @sendgrid/mail 8.1, mailgun.js 14.0, resend 6.38, @aws-sdk/client-sesv2 3.1176, @parse/node-apn 8.1,
 * firebase-admin 13.10. Facts of the protocols; names and orders that mean the same are evened out.
 */

const to = ['ann@example.com', 'bob@example.com']
const file = {
  ...{ name: 'n.txt', mimeType: 'text/plain', content: Buffer.from('Notes ✓') },
  base64: 'Tm90ZXMg4pyT',
}
const html: Content = {
  ...{ type: 'email', subject: 'Grüße ✓', content: '<p>Hello</p>', html: true },
  ...{ cc: [], bcc: [], attachments: [] },
}
const copied: Content = { ...html, cc: ['boss@example.com'], bcc: ['a@example.com'] }
const withFile: Content = { ...copied, attachments: [file] }
const sender = {
  ...{ fromName: 'Acme', fromEmail: 'news@acme.example' },
  ...{ replyToName: 'R', replyToEmail: 'r@acme.example' },
}

const ask = async (
  provider: Parameters<typeof openRecorded>[0],
  settings: StoredSettings,
  content: Content,
  identifiers: readonly string[],
  more: Partial<Outgoing> = {},
): Promise<HttpRequest> => {
  const { channel, requests } = openRecorded(provider, settings)
  await channel.send(callFor(content, identifiers, more))
  const request = requests.find(({ call }) => call)
  if (!request) throw new Error('nothing was asked')
  return request
}
const jsonOf = ({ body }: HttpRequest): unknown => JSON.parse(String(body))
const once = { withCopies: true }

describe('a request means what the vendor’s own library says:', () => {
  const addressed = { from: { email: 'news@acme.example', name: 'Acme' } }
  const answers = { reply_to: { email: 'r@acme.example', name: 'R' } }
  const bodies = [
    { value: 'Hello', type: 'text/plain' },
    { value: '<p>Hello</p>', type: 'text/html' },
  ]

  it('SendGrid, several with a file', async () => {
    const settings = { apiKey: 'SG.1', ...sender }
    const request = await ask(sendgrid, settings, { ...html, attachments: [file] }, to)
    expect(request).toMatchObject({ method: 'POST', url: 'https://api.sendgrid.com/v3/mail/send' })
    expect(request.headers).toEqual({
      ...{ 'content-type': 'application/json', authorization: 'Bearer SG.1' },
    })
    expect(jsonOf(request)).toEqual({
      ...{ ...addressed, ...answers, subject: 'Grüße ✓', content: bodies },
      personalizations: to.map((email) => ({ to: [{ email }] })),
      attachments: [
        {
          ...{ content: file.base64, filename: 'n.txt', type: 'text/plain' },
          disposition: 'attachment',
        },
      ],
    })
  })

  it('SendGrid, one with people in copy', async () => {
    const settings = { apiKey: 'SG.1', ...sender }
    expect(jsonOf(await ask(sendgrid, settings, copied, ['ann@example.com'], once))).toEqual({
      ...{ ...addressed, ...answers, subject: 'Grüße ✓', content: bodies },
      personalizations: [
        {
          to: [{ email: 'ann@example.com' }],
          cc: [{ email: 'boss@example.com' }],
          bcc: [{ email: 'a@example.com' }],
        },
      ],
    })
  })

  const mailgunSettings = {
    ...{ apiKey: 'key-1', domain: 'mg.acme.example', isEuRegion: false, ...sender },
  }
  const mailgunShared = [
    ['from', 'Acme <news@acme.example>'],
    ['subject', 'Grüße ✓'],
    ['text', 'Hello'],
    ['html', '<p>Hello</p>'],
    ['h:Reply-To', 'R <r@acme.example>'],
  ]

  it('Mailgun, several', async () => {
    const request = await ask(mailgun, mailgunSettings, html, to)
    expect(request.url).toBe('https://api.mailgun.net/v3/mg.acme.example/messages')
    expect(request.headers.authorization).toBe('Basic YXBpOmtleS0x')
    expect([...new URLSearchParams(String(request.body))].sort()).toEqual(
      [
        ...mailgunShared,
        ...to.map((address) => ['to', address]),
        ['recipient-variables', '{"ann@example.com":{},"bob@example.com":{}}'],
      ].sort(),
    )
  })

  it('Mailgun, one with people in copy and a file', async () => {
    const { headers, body } = await ask(mailgun, mailgunSettings, withFile, [to[0] ?? ''], once)
    const { value } = await readForm(headers['content-type'] ?? '', body)
    expect(value).toEqual(
      [
        ...mailgunShared,
        ['to', 'ann@example.com'],
        ['cc', 'boss@example.com'],
        ['bcc', 'a@example.com'],
        ['attachment', 'n.txt text/plain Notes ✓'],
      ].sort(),
    )
  })

  const resendMail = {
    ...{ from: 'Acme <news@acme.example>', reply_to: ['R <r@acme.example>'] },
    ...{ subject: 'Grüße ✓', text: 'Hello', html: '<p>Hello</p>' },
  }

  it('Resend, one with people in copy and a file', async () => {
    const request = await ask(resend, { apiKey: 're_1', ...sender }, withFile, [to[0] ?? ''], once)
    expect(request.url).toBe('https://api.resend.com/emails')
    expect(request.headers).toEqual({
      ...{ authorization: 'Bearer re_1', 'content-type': 'application/json' },
      'idempotency-key': 'key-of-1',
    })
    expect(jsonOf(request)).toEqual({
      ...{ ...resendMail, to: ['ann@example.com'], cc: ['boss@example.com'] },
      bcc: ['a@example.com'],
      attachments: [{ content: file.base64, filename: 'n.txt', content_type: 'text/plain' }],
    })
  })

  it('Resend, a batch', async () => {
    const request = await ask(resend, { apiKey: 're_1', ...sender }, html, to)
    expect(request.url).toBe('https://api.resend.com/emails/batch')
    expect(request.headers).toMatchObject({
      ...{ 'x-batch-validation': 'permissive', 'idempotency-key': 'key-of-2' },
    })
    expect(jsonOf(request)).toEqual(to.map((address) => ({ ...resendMail, to: [address] })))
  })

  it('Amazon SES, one with people in copy and a file', async () => {
    const keys = { accessKey: 'AKIA1', secretKey: 's', region: 'eu-central-1' }
    const request = await ask(ses, { ...keys, ...sender }, withFile, [to[0] ?? ''], once)
    expect(request.url).toBe('https://email.eu-central-1.amazonaws.com/v2/email/outbound-emails')
    expect(request.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIA1\/\d{8}\/eu-central-1\/ses\/aws4_request, ?SignedHeaders=\S*host\S*x-amz-date\S*, ?Signature=[\da-f]{64}$/,
    )
    const text = (Data: string) => ({ Data, Charset: 'UTF-8' })
    expect(jsonOf(request)).toEqual({
      FromEmailAddress: 'Acme <news@acme.example>',
      ReplyToAddresses: ['R <r@acme.example>'],
      Destination: {
        ToAddresses: ['ann@example.com'],
        CcAddresses: ['boss@example.com'],
        BccAddresses: ['a@example.com'],
      },
      Content: {
        Simple: {
          Subject: text('Grüße ✓'),
          Body: { Text: text('Hello'), Html: text('<p>Hello</p>') },
          Attachments: [
            {
              ...{ FileName: 'n.txt', ContentType: 'text/plain', RawContent: file.base64 },
              ...{ ContentDisposition: 'ATTACHMENT', ContentTransferEncoding: 'BASE64' },
            },
          ],
        },
      },
    })
  })

  const apple = {
    ...{ authKey: newPem('ec'), authKeyId: 'ABC123DEFG', teamId: 'DEF123GHIJ' },
    bundleId: 'com.example.app',
  }
  const link = 'https://acme.example/n'
  const image = { bucketId: 'b', fileId: 'f', url: 'https://i.example/i.png' }
  const everything = {
    ...{ title: 'Hello', body: 'News', sound: 'ping', badge: 3, action: link, image },
    ...{ contentAvailable: true, priority: 'normal', data: { id: 12 } },
    ...{ icon: 'ic_app', color: '#7C3AED', tag: 'news' },
  }
  const appleAps = { category: link, sound: 'ping', badge: 3 }
  const awake = { 'content-available': 1, 'mutable-content': 1 }

  it.each([
    [
      everything,
      { 'apns-priority': '5', 'apns-push-type': 'alert' },
      {
        aps: { alert: { title: 'Hello', body: 'News' }, ...appleAps, ...awake },
        ...{ id: 12, image: image.url },
      },
    ],
    [
      { body: 'Now', critical: true, sound: 'siren', priority: 'high' },
      { 'apns-priority': '10', 'apns-push-type': 'alert' },
      { aps: { alert: { body: 'Now' }, sound: { critical: 1, name: 'siren', volume: 1 } } },
    ],
    [
      { contentAvailable: true, data: { sync: 'all' }, priority: 'high' },
      { 'apns-priority': '5', 'apns-push-type': 'background' },
      { sync: 'all', aps: { 'content-available': 1 } },
    ],
  ])('APNs, %j', async (data, headers, payload) => {
    const request = await ask(apns, apple, { type: 'push', data }, ['abc123'])
    expect(request).toMatchObject({
      ...{ method: 'POST', http2: true, url: 'https://api.push.apple.com/3/device/abc123' },
      headers: { ...headers, 'apns-topic': 'com.example.app' },
    })
    expect(jsonOf(request)).toEqual(payload)
  })

  const google = {
    serviceAccountJSON: {
      ...{ project_id: 'acme', client_email: 'a@acme.iam.gserviceaccount.com' },
      private_key: newPem('rsa'),
    },
  }

  it.each([
    [
      everything,
      {
        ...{
          token: 'device-a',
          notification: { title: 'Hello', body: 'News' },
          data: { id: '12' },
        },
        android: {
          priority: 'normal',
          notification: {
            ...{ icon: 'ic_app', color: '#7C3AED', tag: 'news', sound: 'ping' },
            ...{ click_action: link, image: image.url },
          },
        },
        apns: {
          ...{ headers: { 'apns-priority': '5' }, payload: { aps: { ...appleAps, ...awake } } },
          fcmOptions: { image: image.url },
        },
        webpush: {
          headers: { Urgency: 'normal' },
          notification: { icon: 'ic_app', image: image.url, tag: 'news' },
          fcmOptions: { link },
        },
      },
    ],
    [
      { body: 'Now', critical: true, priority: 'high' },
      {
        ...{ token: 'device-a', notification: { body: 'Now' }, android: { priority: 'high' } },
        apns: {
          headers: { 'apns-priority': '10' },
          payload: { aps: { sound: { critical: 1, name: 'default', volume: 1 } } },
        },
        // Ours alone: the library says nothing of browsers unless it is told.
        webpush: { headers: { Urgency: 'high' } },
      },
    ],
  ])('FCM, %j', async (data, message) => {
    const request = await ask(fcm, google, { type: 'push', data }, ['device-a'])
    expect(request.url).toBe('https://fcm.googleapis.com/v1/projects/acme/messages:send')
    expect(request.headers.authorization).toMatch(/^Bearer /)
    // Google's JSON takes both spellings of a name; the priority is an enum, whose documented form is in capitals.
    const spelled = String(request.body)
      .replaceAll('"fcm_options"', '"fcmOptions"')
      .replace(/"priority":"(NORMAL|HIGH)"/, (text) => text.toLowerCase())
    expect(JSON.parse(spelled)).toEqual({ message })
  })
})

/** The fields and files of a form, in one order. */
const readForm = async (contentType: string, body: HttpRequest['body']) => {
  const bytes = new Uint8Array(Buffer.from(body ?? ''))
  const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData()
  const value: string[][] = []
  for (const [name, part] of form)
    value.push([
      name,
      typeof part === 'string' ? part : `${part.name} ${part.type} ${await part.text()}`,
    ])
  return { value: value.sort() }
}
