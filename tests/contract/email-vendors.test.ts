import { Messaging, MessagingProviderType, Storage, Users, type Models } from 'node-appwrite'
import { InputFile } from 'node-appwrite/file'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually'
import {
  startHttp,
  type HttpSink,
  type ReceivedRequest,
  type SinkAnswer,
} from '../support/http-sink'
import { startLocalServer, type LocalServer } from '../support/local-server'
import { startSmtp, type SmtpSink } from '../support/smtp-sink'
import { vendorKinds } from '../support/vendor-kinds'

type Create = (messaging: Messaging) => Promise<Models.Provider>

const sender = {
  ...{ fromName: 'Acme News', fromEmail: 'news@acme.example' },
  ...{ replyToName: 'Answers', replyToEmail: 'answers@acme.example', enabled: true },
}
const kinds = ['mailgun', 'sendgrid', 'resend', 'ses'] as const
type Kind = (typeof kinds)[number]

const create: Readonly<Record<Kind, Create>> = {
  mailgun: (messaging) =>
    messaging.createMailgunProvider({
      ...{ providerId: 'mailgun', name: 'Mailgun', apiKey: 'key-1', isEuRegion: false, ...sender },
      domain: 'mg.acme.example',
    }),
  sendgrid: (messaging) =>
    messaging.createSendgridProvider({
      ...{ providerId: 'sendgrid', name: 'SendGrid', apiKey: 'SG.1', ...sender },
    }),
  resend: (messaging) =>
    messaging.createResendProvider({
      ...{ providerId: 'resend', name: 'Resend', apiKey: 're_1', ...sender },
    }),
  ses: (messaging) =>
    messaging.createSesProvider({
      ...{ providerId: 'ses', name: 'SES', accessKey: 'AKIA1', secretKey: 'secret', ...sender },
      region: 'eu-central-1',
    }),
}

/** Everybody whom a request is for, as its vendor writes it. */
const recipientsOf: Readonly<Record<Kind, (request: ReceivedRequest) => string[]>> = {
  mailgun: ({ body }) =>
    [...body.matchAll(/name="(?:to|cc|bcc)"\r\n\r\n(\S+)/g)].map(([, to = '']) => to),
  sendgrid: ({ body }) =>
    (
      JSON.parse(body) as { personalizations: Record<string, { email: string }[]>[] }
    ).personalizations.flatMap((one) =>
      Object.values(one).flatMap((group) => group.map(({ email }) => email)),
    ),
  resend: ({ body }) => {
    const { to, cc = [], bcc = [] } = JSON.parse(body) as Record<'to' | 'cc' | 'bcc', string[]>
    return [...to, ...cc, ...bcc]
  },
  ses: ({ body }) =>
    Object.values(
      (JSON.parse(body) as { Destination: Record<string, string[]> }).Destination,
    ).flat(),
}

const json = (status: number, body: unknown, headers = {}): SinkAnswer => ({
  ...{ status, headers, body: JSON.stringify(body) },
})

/** A refusal as the vendor documents it, and what people read of it. */
const refusals: Readonly<Record<Kind | 'smtp', { answer?: SinkAnswer; says: RegExp }>> = {
  smtp: { says: /no such mailbox here/ },
  mailgun: {
    answer: json(400, { message: 'to parameter is not a valid address' }),
    says: /Mailgun refused: to parameter is not a valid address \(400\)/,
  },
  sendgrid: {
    answer: json(400, { errors: [{ message: 'Does not contain a valid address.', field: 'x' }] }),
    says: /SendGrid refused: Does not contain a valid address\. \(400\)/,
  },
  resend: {
    answer: json(422, {
      statusCode: 422,
      name: 'validation_error',
      message: 'Invalid `to` field.',
    }),
    says: /Resend refused: Invalid `to` field\. \(422\)/,
  },
  ses: {
    answer: json(
      400,
      { message: 'Email address is not verified.' },
      { 'x-amzn-errortype': 'MessageRejected' },
    ),
    says: /Amazon SES refused: Email address is not verified\. \(400\)/,
  },
}

const notes = Buffer.from('Line one\nno end ✓')

let server: LocalServer
let smtp: SmtpSink
let messaging: Messaging
const sinks = new Map<string, HttpSink>()
const sinkOf = (kind: string): HttpSink => {
  const sink = sinks.get(kind)
  if (!sink) throw new Error(`no sink for ${kind}`)
  return sink
}

beforeAll(async () => {
  smtp = await startSmtp({ refuse: ['refused-smtp@example.org'] })
  for (const kind of kinds) {
    const sink = await startHttp()
    const vendor = vendorKinds.find((one) => one.kind === kind)
    if (vendor) sink.answer(vendor.accept)
    sinks.set(kind, sink)
  }
  const vendorUrls = Object.fromEntries([...sinks].map(([kind, { origin }]) => [kind, origin]))
  server = await startLocalServer({ vendorUrls })
  messaging = new Messaging(server.client)
  await messaging.createSmtpProvider({
    ...{ providerId: 'smtp', name: 'Office', host: '127.0.0.1', port: smtp.port, autoTLS: false },
    ...sender,
  })
  for (const kind of kinds) await create[kind](messaging)
  const users = new Users(server.client)
  const addTarget = async (name: string, providerId?: string) => {
    await users.create({ userId: name, name })
    await users.createTarget({
      ...{ userId: name, targetId: name, identifier: `${name}@example.org` },
      providerType: MessagingProviderType.Email,
      ...(providerId !== undefined && { providerId }),
    })
  }
  for (const kind of ['smtp', ...kinds]) {
    await addTarget(`to-${kind}`, kind)
    await addTarget(`refused-${kind}`, kind)
  }
  await addTarget('boss')
  await addTarget('auditor')
  const storage = new Storage(server.client)
  await storage.createBucket({ bucketId: 'papers', name: 'Papers' })
  const file = InputFile.fromBuffer(notes, 'Notizen.txt')
  await storage.createFile({ bucketId: 'papers', fileId: 'notes', file })
})
afterAll(async () => {
  await server.close()
  await smtp.close()
  for (const sink of sinks.values()) await sink.close()
})

const send = async (messageId: string, targets: string[], more: object = {}) => {
  await messaging.createEmail({
    ...{
      messageId,
      subject: 'Grüße ✓',
      content: '<p>Hello &amp; good day</p>',
      html: true,
      targets,
    },
    ...more,
  })
  return await eventually(async () => {
    const message = await messaging.getMessage({ messageId })
    expect(message.status).toMatch(/^(sent|failed)$/)
    return message
  })
}
const everything = { cc: ['boss'], bcc: ['auditor'], attachments: ['papers:notes'] }
const everybody = (kind: string) => [
  `to-${kind}@example.org`,
  'boss@example.org',
  'auditor@example.org',
]

describe('e-mail through the official SDK', () => {
  it('reaches an SMTP server with copies and a file', async () => {
    const message = await send('through-smtp', ['to-smtp'], everything)
    expect(message).toMatchObject({ status: 'sent', deliveredTotal: 1, deliveryErrors: [] })
    expect(smtp.mails.flatMap(({ recipients }) => recipients)).toEqual(everybody('smtp'))
    const { parsed } = smtp.mails[0] ?? {}
    expect(parsed?.subject).toBe('Grüße ✓')
    expect(parsed?.html).toContain('<p>Hello &amp; good day</p>')
    expect(parsed?.attachments.map(({ filename }) => filename)).toEqual(['Notizen.txt'])
  })

  it.each(kinds)('reaches %s with copies and a file', async (kind) => {
    const message = await send(`through-${kind}`, [`to-${kind}`], everything)
    expect(message).toMatchObject({ status: 'sent', deliveredTotal: 1, deliveryErrors: [] })
    const [request, ...others] = sinkOf(kind).requests
    if (!request) throw new Error('nothing was asked')
    expect(others).toEqual([])
    expect(recipientsOf[kind](request)).toEqual(everybody(kind))
    expect(request.body).toContain('Grüße ✓')
    expect(request.body).toContain('Hello &amp; good day')
    expect(request.body).toContain('Notizen.txt')
    expect(
      [notes.toString(), notes.toString('base64')].some((text) => request.body.includes(text)),
    ).toBe(true)
  })

  it.each(['smtp', ...kinds] as const)('tells why %s refused, and who', async (kind) => {
    const { answer, says } = refusals[kind]
    if (answer !== undefined) sinkOf(kind).answer(answer)
    const message = await send(`refused-${kind}`, [`refused-${kind}`])
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 0 })
    expect(message.deliveryErrors).toHaveLength(1)
    expect(message.deliveryErrors?.[0]).toMatch(says)
    expect(message.deliveryErrors?.[0]).toContain(`refused-${kind}@example.org`)
  })
})
