import { Messaging, SmtpEncryption } from 'node-appwrite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalServer, type LocalServer } from '../support/local-server'
import { failure } from '../support/sdk-failure'

let server: LocalServer
let messaging: Messaging
beforeAll(async () => {
  server = await startLocalServer()
  messaging = new Messaging(server.client)
})
afterAll(() => server.close())

const sender = { fromName: 'Fernweh', fromEmail: 'hallo@example.org' }

/** Each vendor through the SDK's own method: complete settings and what may be stored where. */
const vendors = [
  ['smtp', 'email', () => messaging.createSmtpProvider({ providerId: 'p-smtp', name: 'smtp', host: 'mail.example.org', port: 2525, username: 'ada', password: 'pw', encryption: SmtpEncryption.None, mailer: 'M', ...sender, enabled: true }), { host: 'mail.example.org', port: 2525, username: 'ada', password: 'pw' }],
  ['mailgun', 'email', () => messaging.createMailgunProvider({ providerId: 'p-mailgun', name: 'mailgun', apiKey: 'k', domain: 'mg.example.org', isEuRegion: true, ...sender, enabled: true }), { isEuRegion: true, apiKey: 'k', domain: 'mg.example.org' }],
  ['sendgrid', 'email', () => messaging.createSendgridProvider({ providerId: 'p-sendgrid', name: 'sendgrid', apiKey: 'k', ...sender, enabled: true }), { apiKey: 'k' }],
  ['resend', 'email', () => messaging.createResendProvider({ providerId: 'p-resend', name: 'resend', apiKey: 'k', ...sender, enabled: true }), { apiKey: 'k' }],
  ['ses', 'email', () => messaging.createSesProvider({ providerId: 'p-ses', name: 'ses', accessKey: 'a', secretKey: 's', region: 'eu-central-1', ...sender, enabled: true }), { accessKey: 'a', secretKey: 's', region: 'eu-central-1' }],
  ['twilio', 'sms', () => messaging.createTwilioProvider({ providerId: 'p-twilio', name: 'twilio', from: '+4915112345678', accountSid: 'sid', authToken: 't', enabled: true }), { accountSid: 'sid', authToken: 't' }],
  ['vonage', 'sms', () => messaging.createVonageProvider({ providerId: 'p-vonage', name: 'vonage', from: '+4915112345678', apiKey: 'k', apiSecret: 's', enabled: true }), { apiKey: 'k', apiSecret: 's' }],
  ['telesign', 'sms', () => messaging.createTelesignProvider({ providerId: 'p-telesign', name: 'telesign', from: '+4915112345678', customerId: 'c', apiKey: 'k', enabled: true }), { customerId: 'c', apiKey: 'k' }],
  ['textmagic', 'sms', () => messaging.createTextmagicProvider({ providerId: 'p-textmagic', name: 'textmagic', from: '+4915112345678', username: 'u', apiKey: 'k', enabled: true }), { username: 'u', apiKey: 'k' }],
  ['msg91', 'sms', () => messaging.createMsg91Provider({ providerId: 'p-msg91', name: 'msg91', templateId: 't', senderId: 's', authKey: 'k', enabled: true }), { templateId: 't', senderId: 's', authKey: 'k' }],
  ['fcm', 'push', () => messaging.createFcmProvider({ providerId: 'p-fcm', name: 'fcm', serviceAccountJSON: { project_id: 'p' }, enabled: true }), { serviceAccountJSON: { project_id: 'p' } }],
  ['apns', 'push', () => messaging.createApnsProvider({ providerId: 'p-apns', name: 'apns', authKey: 'k', authKeyId: 'i', teamId: 't', bundleId: 'b', enabled: true }), { authKey: 'k', authKeyId: 'i', teamId: 't', bundleId: 'b' }],
] as const // prettier-ignore

describe('providers through the official SDK', () => {
  it.each(vendors)('creates, reads and enables %s', async (kind, type, create, credentials) => {
    const created = await create()

    expect(created).toMatchObject({
      $id: `p-${kind}`,
      name: kind,
      provider: kind,
      type,
      enabled: true,
    })
    expect(created.credentials).toEqual(credentials)
    expect(created.$createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/)
    await expect(messaging.getProvider({ providerId: `p-${kind}` })).resolves.toEqual(created)
  })

  it('lists them, oldest first, and filters by type', async () => {
    const all = await messaging.listProviders()
    const push = await messaging.listProviders({
      queries: ['{"method":"equal","attribute":"type","values":["push"]}'],
    })

    expect(all.total).toBe(vendors.length)
    expect(all.providers.map(({ provider }) => provider)).toEqual(vendors.map(([kind]) => kind))
    expect(push.providers.map(({ provider }) => provider)).toEqual(['fcm', 'apns'])
  })

  it('keeps smtp’s options apart from its credentials', async () => {
    const { options } = await messaging.getProvider({ providerId: 'p-smtp' })

    expect(options).toEqual({
      fromName: 'Fernweh',
      fromEmail: 'hallo@example.org',
      replyToName: '',
      replyToEmail: '',
      encryption: '',
      autoTLS: true,
      mailer: 'M',
    })
  })

  it('changes what is given and leaves the rest', async () => {
    const updated = await messaging.updateSmtpProvider({
      providerId: 'p-smtp',
      name: 'Mail',
      port: 25,
    })

    expect(updated).toMatchObject({ name: 'Mail', enabled: true })
    expect(updated.credentials).toMatchObject({
      host: 'mail.example.org',
      port: 25,
      password: 'pw',
    })
  })

  it('takes enabled at creation as a wish and at update as an order', async () => {
    const created = await messaging.createFcmProvider({
      providerId: 'bare',
      name: 'bare',
      enabled: true,
    })

    expect(created.enabled).toBe(false)
    await expect(
      failure(messaging.updateFcmProvider({ providerId: 'bare', enabled: true })),
    ).resolves.toEqual({
      code: 400,
      type: 'provider_missing_credentials',
    })
  })

  it('writes a changed bundle id under its own name', async () => {
    const { credentials } = await messaging.updateApnsProvider({
      providerId: 'p-apns',
      bundleId: 'org.example',
    })

    expect(credentials).toMatchObject({ bundleId: 'org.example' })
    expect(credentials).not.toHaveProperty('bundle')
  })

  it('answers the documented errors', async () => {
    const smtp = { name: 'x', host: 'h' }
    const cases = [
      [
        () => messaging.createSmtpProvider({ providerId: 'p-smtp', ...smtp }),
        409,
        'provider_already_exists',
      ],
      [
        () => messaging.createSmtpProvider({ providerId: '_bad', ...smtp }),
        400,
        'general_argument_invalid',
      ],
      [
        () => messaging.createSmtpProvider({ providerId: 'x', name: 'x'.repeat(129), host: 'h' }),
        400,
        'general_argument_invalid',
      ],
      [
        () => messaging.createSmtpProvider({ providerId: 'x', ...smtp, port: 65536 }),
        400,
        'general_argument_invalid',
      ],
      [
        () => messaging.createSmtpProvider({ providerId: 'x', ...smtp, fromEmail: 'nobody' }),
        400,
        'general_argument_invalid',
      ],
      [() => messaging.getProvider({ providerId: 'missing' }), 404, 'provider_not_found'],
      [() => messaging.deleteProvider({ providerId: 'missing' }), 404, 'provider_not_found'],
      [() => messaging.updateSmtpProvider({ providerId: 'missing' }), 404, 'provider_not_found'],
      [() => messaging.updateSmtpProvider({ providerId: 'p-ses' }), 400, 'provider_incorrect_type'],
    ] as const
    for (const [call, code, type] of cases) {
      await expect(failure(call())).resolves.toEqual({ code, type })
    }
    expect((await messaging.listProviders({ search: 'x' })).total).toBe(0)
  })

  it('deletes', async () => {
    await messaging.deleteProvider({ providerId: 'bare' })

    await expect(failure(messaging.getProvider({ providerId: 'bare' }))).resolves.toMatchObject({
      code: 404,
    })
  })
})
