import { Messaging, MessagingProviderType, MessagePriority, Storage, Users } from 'node-appwrite'
import type { Models } from 'node-appwrite'
import { InputFile } from 'node-appwrite/file'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually'
import type { HttpSink } from '../support/http-sink'
import { startHttp } from '../support/http-sink'
import type { LocalServer } from '../support/local-server'
import { startLocalServer } from '../support/local-server'
import { newPem } from '../support/pem'
import { vendorKinds, type VendorKind } from '../support/vendor-kinds'

const smsKinds = ['twilio', 'vonage', 'telesign', 'textmagic', 'msg91'] as const

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

let server: LocalServer
let messaging: Messaging
let users: Users
const sinks = new Map<string, HttpSink>()
const sinkOf = (kind: string): HttpSink => {
  const sink = sinks.get(kind)
  if (!sink) throw new Error(`no sink for ${kind}`)
  return sink
}

const answer = (kind: string): VendorKind['accept'] => {
  const vendor = vendorKinds.find((one) => one.kind === kind)
  if (!vendor) throw new Error(`no vendor ${kind}`)
  return vendor.accept
}

beforeAll(async () => {
  for (const kind of [...smsKinds, 'apns', 'fcm']) {
    const sink = await startHttp({ http2: kind === 'apns' })
    sink.answer(answer(kind))
    sinks.set(kind, sink)
  }
  const vendorUrls = Object.fromEntries([...sinks].map(([kind, { origin }]) => [kind, origin]))
  server = await startLocalServer({ vendorUrls })
  messaging = new Messaging(server.client)
  users = new Users(server.client)
})
afterAll(async () => {
  await server.close()
  for (const sink of sinks.values()) await sink.close()
})

const untilFinished = (messageId: string): Promise<Models.Message> =>
  eventually(async () => {
    const message = await messaging.getMessage({ messageId })
    expect(message.status).toMatch(/^(sent|failed)$/)
    return message
  })

describe('SMS through the official SDK', () => {
  const shared = { name: 'SMS', enabled: true }
  const from = '+15005550006'
  const create: Readonly<Record<(typeof smsKinds)[number], () => Promise<unknown>>> = {
    twilio: () =>
      messaging.createTwilioProvider({
        ...{ ...shared, providerId: 'twilio', from, accountSid: 'AC1', authToken: 'secret' },
      }),
    vonage: () =>
      messaging.createVonageProvider({
        ...{ ...shared, providerId: 'vonage', from, apiKey: 'key', apiSecret: 'secret' },
      }),
    telesign: () =>
      messaging.createTelesignProvider({
        ...{ ...shared, providerId: 'telesign', from, customerId: 'C1', apiKey: 'secret' },
      }),
    textmagic: () =>
      messaging.createTextmagicProvider({
        ...{ ...shared, providerId: 'textmagic', from, username: 'acme', apiKey: 'secret' },
      }),
    msg91: () =>
      messaging.createMsg91Provider({
        ...{ ...shared, providerId: 'msg91', templateId: 'T', senderId: 'S', authKey: 'secret' },
      }),
  }

  it.each(smsKinds)('reaches %s', async (kind) => {
    await create[kind]()
    await users.create({ userId: kind, name: kind })
    const identifier = `+1555000000${smsKinds.indexOf(kind)}`
    const target = await users.createTarget({
      ...{ userId: kind, targetId: `to-${kind}`, providerType: MessagingProviderType.Sms },
      ...{ identifier, providerId: kind },
    })
    await messaging.createSms({ messageId: kind, content: 'Grüße ✓', targets: [target.$id] })

    expect(await untilFinished(kind)).toMatchObject({ status: 'sent', deliveredTotal: 1 })
    const [request, ...others] = sinkOf(kind).requests
    expect(others).toEqual([])
    expect(decodeURIComponent(request?.body.replaceAll('+', ' ') ?? '')).toContain('Grüße ✓')
    expect(decodeURIComponent(request?.body ?? '')).toContain(identifier.slice(1))
  })
})

/** A refusal as the vendor documents it, and what people read of it. */
const smsRefusals: Readonly<Record<(typeof smsKinds)[number], readonly [number, unknown, string]>> =
  {
    twilio: [
      400,
      { code: 21211, message: "The 'To' number is not a valid phone number.", status: 400 },
      "Twilio refused: The 'To' number is not a valid phone number. (400)",
    ],
    vonage: [
      200,
      { 'message-count': '1', messages: [{ status: '7', 'error-text': 'Number barred' }] },
      'Vonage refused: Number barred',
    ],
    telesign: [
      200,
      { reference_id: 'R', status: { code: 507, description: 'Invalid destination address' } },
      'Telesign refused: Invalid destination address',
    ],
    textmagic: [
      400,
      {
        ...{ code: 400, message: 'Validation Failed' },
        errors: { common: [], fields: { phones: ['Wrong phone number.'] } },
      },
      'Textmagic refused: Validation Failed: Wrong phone number. (400)',
    ],
    msg91: [
      200,
      { type: 'error', message: 'Invalid mobile number' },
      'Msg91 refused: Invalid mobile number',
    ],
  }

describe('SMS that a vendor refuses', () => {
  it.each(smsKinds)('tells why %s did, and to whom', async (kind) => {
    const [status, body, says] = smsRefusals[kind]
    sinkOf(kind).answer({ status, body: JSON.stringify(body) })
    const messageId = `${kind}-refused`
    await messaging.createSms({ messageId, content: 'Hello', targets: [`to-${kind}`] })
    const identifier = `+1555000000${smsKinds.indexOf(kind)}`
    expect(await untilFinished(messageId)).toMatchObject({
      ...{ status: 'failed', deliveredTotal: 0 },
      deliveryErrors: [`Failed sending to target ${identifier} with error: ${says}`],
    })
  })
})

describe('push through the official SDK', () => {
  const everything = {
    ...{ title: 'Hello', body: 'Good news ✓', action: 'OPEN', icon: 'ic_app', sound: 'ping' },
    ...{ color: '#7C3AED', tag: 'news', badge: 3, contentAvailable: true, critical: true },
    ...{ priority: MessagePriority.Normal, data: { article: 12 } as object, image: 'pictures:one' },
  }
  let image = ''

  const send = async (kind: string, messageId: string): Promise<Models.Message> => {
    await messaging.createPush({ messageId, ...everything, targets: [`to-${kind}`] })
    return await untilFinished(messageId)
  }

  beforeAll(async () => {
    await messaging.createApnsProvider({
      ...{ providerId: 'apns', name: 'Apple', authKey: newPem('ec'), authKeyId: 'ABC123DEFG' },
      ...{ teamId: 'DEF123GHIJ', bundleId: 'com.example.app', enabled: true },
    })
    await messaging.createFcmProvider({
      ...{ providerId: 'fcm', name: 'Google', enabled: true },
      serviceAccountJSON: {
        ...{ project_id: 'acme', client_email: 'a@acme.iam.gserviceaccount.com' },
        private_key: newPem('rsa'),
      },
    })
    for (const kind of ['apns', 'fcm']) {
      await users.create({ userId: kind, name: kind })
      await users.createTarget({
        ...{ userId: kind, targetId: `to-${kind}`, providerType: MessagingProviderType.Push },
        ...{ identifier: `device-${kind}`, providerId: kind },
      })
    }
    const storage = new Storage(server.client)
    await storage.createBucket({ bucketId: 'pictures', name: 'Pictures' })
    const file = InputFile.fromBuffer(png, 'one.png')
    await storage.createFile({ bucketId: 'pictures', fileId: 'one', file })
  })

  it('takes every field to Apple', async () => {
    expect(await send('apns', 'to-apple')).toMatchObject({ status: 'sent', deliveredTotal: 1 })
    const [request] = sinkOf('apns').requests
    expect(request?.path).toBe('/3/device/device-apns')
    expect(request?.headers).toMatchObject({
      ...{ 'apns-topic': 'com.example.app', 'apns-push-type': 'alert', 'apns-priority': '5' },
    })
    const payload = JSON.parse(request?.body ?? '') as { image: string }
    image = payload.image
    expect(payload).toEqual({
      aps: {
        ...{ alert: { title: 'Hello', body: 'Good news ✓' }, category: 'OPEN', badge: 3 },
        ...{ sound: { critical: 1, name: 'ping', volume: 1 } },
        ...{ 'content-available': 1, 'mutable-content': 1 },
      },
      ...{ article: 12, image: expect.stringMatching(/^http.*\/pictures\/files\/one\/push\?/) },
    })
    expect((await fetch(image)).headers.get('content-type')).toBe('image/png')
  })

  it('takes every field to Google', async () => {
    expect(await send('fcm', 'to-google')).toMatchObject({ status: 'sent', deliveredTotal: 1 })
    const [, request] = sinkOf('fcm').requests
    expect(request?.headers['authorization']).toBe('Bearer granted')
    const address = expect.stringMatching(/\/pictures\/files\/one\/push\?/) as string
    expect(JSON.parse(request?.body ?? '')).toEqual({
      message: {
        token: 'device-fcm',
        notification: { title: 'Hello', body: 'Good news ✓' },
        data: { article: '12' },
        android: {
          priority: 'NORMAL',
          notification: {
            ...{ icon: 'ic_app', color: '#7C3AED', sound: 'ping', tag: 'news' },
            ...{ click_action: 'OPEN', image: address },
          },
        },
        apns: {
          headers: { 'apns-priority': '5' },
          payload: {
            aps: {
              ...{ badge: 3, category: 'OPEN', 'content-available': 1, 'mutable-content': 1 },
              sound: { critical: 1, name: 'ping', volume: 1 },
            },
          },
          fcm_options: { image: address },
        },
        webpush: {
          headers: { Urgency: 'normal' },
          notification: { icon: 'ic_app', image: address, tag: 'news' },
        },
      },
    })
  })

  it('signs in once for several messages', async () => {
    await send('fcm', 'google-again')
    await send('apns', 'apple-again')
    const paths = sinkOf('fcm').requests.map(({ path }) => path)
    expect(paths.filter((path) => path === '/token')).toHaveLength(1)
    const tokens = sinkOf('apns').requests.map(({ headers }) => headers['authorization'])
    expect(tokens).toHaveLength(2)
    expect(new Set(tokens).size).toBe(1)
  })

  it('marks a target whose device no longer knows the app', async () => {
    sinkOf('apns').answer({ status: 410, body: '{"reason":"Unregistered","timestamp":1}' })
    expect(await send('apns', 'to-nobody')).toMatchObject({
      ...{ status: 'failed', deliveredTotal: 0 },
      deliveryErrors: [
        'Failed sending to target device-apns with error: APNs no longer knows this device: Unregistered: the app is no longer on this device (410)',
      ],
    })
    const target = await users.getTarget({ userId: 'apns', targetId: 'to-apns' })
    expect(target.expired).toBe(true)
  })

  it('tells why Google refused', async () => {
    const details = [
      {
        '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError',
        errorCode: 'SENDER_ID_MISMATCH',
      },
    ]
    const error = { code: 403, status: 'PERMISSION_DENIED', message: 'SenderId mismatch', details }
    sinkOf('fcm').answer((request) =>
      request.path === '/token'
        ? answer('fcm')(request)
        : { status: 403, body: JSON.stringify({ error }) },
    )
    expect(await send('fcm', 'to-another-project')).toMatchObject({
      ...{ status: 'failed', deliveredTotal: 0 },
      deliveryErrors: [
        'Failed sending to target device-fcm with error: FCM refused: SENDER_ID_MISMATCH: SenderId mismatch (403)',
      ],
    })
    expect((await users.getTarget({ userId: 'fcm', targetId: 'to-fcm' })).expired).toBe(false)
  })

  it('tries again when it was too much at once', async () => {
    let refusals = 1
    sinkOf('fcm').answer((request) =>
      request.path !== '/token' && refusals-- > 0
        ? { status: 429, headers: { 'retry-after': '0' }, body: '{}' }
        : answer('fcm')(request),
    )
    expect(await send('fcm', 'patient')).toMatchObject({ status: 'sent', deliveredTotal: 1 })
    expect(refusals).toBeLessThan(0)
  })
})
