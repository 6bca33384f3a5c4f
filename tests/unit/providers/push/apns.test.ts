import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { HttpReply, HttpRequest } from '@main/providers/http/request'
import apns from '@main/providers/push/apns'
import { createTokenCache } from '@main/providers/token-cache'
import { openRecorded } from '../../../support/recorded-mail'
import { callFor, describeVendor } from '../../../support/vendor-conformance'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const authKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const settings = {
  ...{ authKey, authKeyId: 'ABC123DEFG', teamId: 'DEF123GHIJ' },
  ...{ bundleId: 'com.example.app', sandbox: false },
}
const device = '00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0'
const other = device.replaceAll('0', '1')
const third = device.replaceAll('0', '2')
const data = { title: 'Hello', body: 'Good news ✓', priority: 'high' }
const content = { type: 'push', data } as const
const no = (status: number, reason: string) => ({ status, body: JSON.stringify({ reason }) })

/** The parts of a token whose signature holds. */
const readToken = (authorization = '') => {
  const [header = '', claims = '', signature = ''] = authorization
    .replace(/^bearer /, '')
    .split('.')
  const key = { key: createPublicKey(privateKey), dsaEncoding: 'ieee-p1363' } as const
  const seal = Buffer.from(signature, 'base64url')
  expect(verify('sha256', Buffer.from(`${header}.${claims}`), key, seal)).toBe(true)
  const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object
  return { header: parse(header), claims: parse(claims) }
}

describeVendor({
  provider: apns,
  settings,
  secrets: [authKey, ...authKey.split('\n').slice(1, -2)],
  content,
  identifiers: [device, other, third],
  batchSize: 1,
  http2: true,
  checkRequest: ({ method, path, headers, body }, [token]) => {
    expect(`${method} ${path}`).toBe(`POST /3/device/${token}`)
    expect(headers).toMatchObject({
      ...{ 'apns-topic': 'com.example.app', 'apns-push-type': 'alert', 'apns-priority': '10' },
    })
    const { header, claims } = readToken(headers['authorization'])
    expect(header).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'ABC123DEFG' })
    expect(claims).toEqual({ iss: 'DEF123GHIJ', iat: Date.UTC(2026, 10, 23, 12) / 1000 })
    expect(JSON.parse(body)).toEqual({ aps: { alert: { title: 'Hello', body: 'Good news ✓' } } })
  },
  accepted: () => ({ status: 200 }),
  ignoresBody: true,
  unauthorized: no(403, 'InvalidProviderToken'),
  invalid: {
    reply: no(400, 'BadDeviceToken'),
    says: /^APNs refused: BadDeviceToken: no device token of these servers\. .* \(400\)$/,
  },
  verify: {
    reply: no(400, 'BadDeviceToken'),
    says: /^Apple accepts the key for com\.example\.app on api\.push\.apple\.com\. Nothing was sent\.$/,
  },
})

describe('apns', () => {
  const empty: HttpReply = { status: 200, headers: {}, body: '' }
  const send = (reply: { status: number; body: string }) =>
    openRecorded(apns, settings, () => ({ headers: {}, ...reply }))
      .channel.send(callFor(content, [device]))
      .catch((error: unknown) => error)

  it('asks Apple’s development servers when told to', async () => {
    const { channel, requests } = openRecorded(apns, { ...settings, sandbox: true })
    await channel.send(callFor(content, [device]))
    expect(requests[0]?.url).toBe(`https://api.sandbox.push.apple.com/3/device/${device}`)
    expect(requests[0]?.http2).toBe(true)
  })

  it.each([
    [410, 'Unregistered', { category: 'expired', scope: 'recipient' }],
    [410, 'ExpiredToken', { category: 'expired', scope: 'recipient' }],
    [400, 'BadDeviceToken', { category: 'rejected', scope: 'recipient' }],
    [400, 'DeviceTokenNotForTopic', { category: 'rejected', scope: 'recipient' }],
    [400, 'TopicDisallowed', { category: 'validation', scope: 'provider' }],
    [400, 'InvalidPushType', { category: 'validation', scope: 'provider' }],
    [403, 'BadEnvironmentKeyIdInToken', { category: 'auth', scope: 'provider' }],
    [413, 'PayloadTooLarge', { category: 'validation', scope: 'provider' }],
    [429, 'TooManyRequests', { category: 'rate_limit', scope: 'recipient', retryable: true }],
    [429, 'TooManyProviderTokenUpdates', { category: 'rate_limit', scope: 'provider' }],
    [503, 'Shutdown', { category: 'server', retryable: true }],
  ])('knows what %i %s means', async (status, reason, meaning) => {
    expect(await send(no(status, reason))).toMatchObject(meaning)
  })

  it('uses one token for 50 minutes and makes no more than one at a time, in every channel', async () => {
    let now = Date.UTC(2026, 10, 23, 12)
    const clock = () => now
    const tokens = createTokenCache(clock)
    const used: string[] = []
    const http = {
      send: (request: HttpRequest) => {
        used.push(request.headers['authorization'] ?? '')
        return Promise.resolve(empty)
      },
      close: () => undefined,
    }
    const sendSome = async () => {
      const channel = apns.open?.(settings, { http, clock, tokens })
      await Promise.all([device, other, third].map((id) => channel?.send(callFor(content, [id]))))
    }
    await sendSome()
    now += 49 * 60_000
    await sendSome()
    expect(new Set(used).size).toBe(1)
    now += 2 * 60_000
    await sendSome()
    expect(used).toHaveLength(9)
    expect(new Set(used).size).toBe(2)
  })

  it('makes a new token once when Apple calls it too old', async () => {
    const { channel, requests } = openRecorded(apns, settings, () =>
      requests.length === 1 ? { headers: {}, ...no(403, 'ExpiredProviderToken') } : empty,
    )
    expect(await channel.send(callFor(content, [device]))).toMatchObject({ refused: new Map() })
    expect(requests).toHaveLength(2)

    const always = openRecorded(apns, settings, () => ({
      ...{ headers: {}, ...no(403, 'ExpiredProviderToken') },
    }))
    await expect(always.channel.send(callFor(content, [device]))).rejects.toMatchObject({
      ...{ category: 'auth', scope: 'provider' },
    })
    expect(always.requests).toHaveLength(2)
  })

  it('checks the credentials with a device that exists nowhere', async () => {
    const { channel, requests } = openRecorded(apns, settings, () => ({
      ...{ headers: {}, ...no(400, 'BadDeviceToken') },
    }))
    await channel.verify()
    expect(requests[0]).toMatchObject({
      url: `https://api.push.apple.com/3/device/${'0'.repeat(64)}`,
      headers: { 'apns-push-type': 'background', 'apns-priority': '5' },
      body: '{"aps":{}}',
    })
  })

  it.each([
    ['no key', 'nonsense'],
    ['a key of another kind', rsaKey()],
  ])('says that the file is %s, whose words it keeps to itself', async (_, wrong) => {
    const { channel, requests } = openRecorded(apns, { ...settings, authKey: wrong })
    const error: unknown = await channel.send(callFor(content, [device])).catch((e: unknown) => e)
    expect(error).toMatchObject({ category: 'auth', scope: 'provider' })
    expect(String(error)).toContain('the whole .p8 file')
    expect(String(error)).not.toContain(wrong)
    expect(requests).toEqual([])
  })

  it('reads a key whose line breaks came as letters', async () => {
    const { channel } = openRecorded(apns, {
      ...{ ...settings, authKey: authKey.replaceAll('\n', '\\n') },
    })
    expect(await channel.send(callFor(content, [device]))).toMatchObject({ refused: new Map() })
  })

  it('sends nothing that is larger than Apple takes, and nothing that is empty', async () => {
    const { channel, requests } = openRecorded(apns, settings)
    const sendPush = (push: object) =>
      channel.send(callFor({ type: 'push', data: { priority: 'high', ...push } }, [device]))
    await sendPush({ body: 'x'.repeat(4096 - '{"aps":{"alert":{"body":""}}}'.length) })
    await expect(sendPush({ body: 'x'.repeat(4097) })).rejects.toThrow(/APNs takes at most 4096/)
    await expect(sendPush({ data: { aps: {} } })).rejects.toThrow(/keeps the name “aps”/)
    await expect(sendPush({ sound: 'ping' })).rejects.toThrow(/message is empty/)
    expect(requests).toHaveLength(1)
  })
})

function rsaKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 1024 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
}
