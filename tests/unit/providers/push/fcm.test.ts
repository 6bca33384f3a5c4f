import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { HttpReply, HttpRequest } from '@main/providers/http/request'
import { jsonReply } from '@main/providers/http/answer'
import fcm from '@main/providers/push/fcm'
import { createTokenCache } from '@main/providers/token-cache'
import { openRecorded } from '../../../support/recorded-mail'
import { callFor, describeVendor } from '../../../support/vendor-conformance'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const account = {
  ...{ type: 'service_account', project_id: 'acme-app', private_key_id: 'abc', private_key: pem },
  client_email: 'firebase-adminsdk@acme-app.iam.gserviceaccount.com',
  token_uri: 'https://oauth2.googleapis.com/token',
}
const settings = { serviceAccountJSON: account }
const content = {
  type: 'push',
  data: { title: 'Hello', body: 'Good news ✓', priority: 'high', data: { id: 7 } },
} as const
const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) })
const isForToken = ({ path }: { path: string }) => path === '/token'
const granted = { access_token: 'ya29.token', expires_in: 3599, token_type: 'Bearer' }

const fcmError = (code: number, status: string, errorCode?: string, message = 'No.') => ({
  error: {
    ...{ code, message, status },
    details: errorCode
      ? [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }]
      : [],
  },
})
const badToken = {
  error: {
    ...{ code: 400, message: 'Request contains an invalid argument.', status: 'INVALID_ARGUMENT' },
    details: [
      {
        '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError',
        errorCode: 'INVALID_ARGUMENT',
      },
      {
        '@type': 'type.googleapis.com/google.rpc.BadRequest',
        fieldViolations: [{ field: 'message.token', description: 'Invalid registration token' }],
      },
    ],
  },
}

describeVendor({
  provider: fcm,
  settings,
  secrets: [pem, ...pem.split('\n').slice(1, -2)],
  content,
  identifiers: ['device-a:APA91b', 'device-b:APA91b', 'device-c:APA91b'],
  batchSize: 1,
  prepare: (request) => (isForToken(request) ? json(200, granted) : undefined),
  checkRequest: ({ method, path, headers, body }, [token]) => {
    expect(`${method} ${path}`).toBe('POST /v1/projects/acme-app/messages:send')
    expect(headers).toMatchObject({
      ...{ authorization: 'Bearer ya29.token', 'content-type': 'application/json' },
    })
    expect(JSON.parse(body)).toMatchObject({
      message: { token, notification: { title: 'Hello', body: 'Good news ✓' }, data: { id: '7' } },
    })
  },
  accepted: () => json(200, { name: 'projects/acme-app/messages/0:1500415314455276' }),
  unauthorized: json(401, fcmError(401, 'UNAUTHENTICATED')),
  invalid: {
    reply: json(400, badToken),
    says: /^FCM refused: INVALID_ARGUMENT: .*message\.token: Invalid registration token \(400\)$/,
  },
  waitMs: 60_000,
  verify: {
    reply: json(400, badToken),
    says: /^Google accepts the service account for the Firebase project acme-app\. Nothing was sent\.$/,
  },
})

describe('fcm', () => {
  const name = jsonReply(200, { name: 'projects/acme-app/messages/0' })
  const send = (body: unknown, status: number) =>
    openRecorded(fcm, settings, ({ url }) =>
      url.endsWith(':send') ? jsonReply(status, body) : undefined,
    )
      .channel.send(callFor(content, ['device']))
      .catch((error: unknown) => error)

  it('exchanges a signed assertion for a token at Google alone', async () => {
    const elsewhere = { ...account, token_uri: 'https://oauth2.googleapis.com.example/token' }
    const { channel, requests } = openRecorded(fcm, {
      serviceAccountJSON: JSON.stringify(elsewhere),
    })
    await channel.send(callFor(content, ['device']))
    expect(requests[0]?.url).toBe('https://oauth2.googleapis.com/token')
    const form = new URLSearchParams(String(requests[0]?.body))
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
    const [header = '', claims = '', signature = ''] = form.get('assertion')?.split('.') ?? []
    const seal = Buffer.from(signature, 'base64url')
    const signed = Buffer.from(`${header}.${claims}`)
    expect(verify('sha256', signed, createPublicKey(privateKey), seal)).toBe(true)
    const { iat, exp, ...rest } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      iat: number
      exp: number
    }
    expect(exp - iat).toBe(3600)
    expect(rest).toEqual({
      ...{ iss: account.client_email, aud: 'https://oauth2.googleapis.com/token' },
      scope: 'https://www.googleapis.com/auth/firebase.messaging',
    })
  })

  it('honours another address of Google’s', async () => {
    const other = { ...account, token_uri: 'https://accounts.google.com/o/oauth2/token' }
    const { channel, requests } = openRecorded(fcm, { serviceAccountJSON: other })
    await channel.send(callFor(content, ['device']))
    expect(requests[0]?.url).toBe('https://accounts.google.com/o/oauth2/token')
  })

  it('asks for one token for many calls and channels, and for a new one before it ends', async () => {
    let now = Date.UTC(2026, 10, 23, 12)
    const clock = () => now
    const tokens = createTokenCache(clock)
    let asked = 0
    const http = {
      send: async ({ url }: HttpRequest): Promise<HttpReply> => {
        if (url.endsWith(':send')) return name
        asked++
        await new Promise((resolve) => setTimeout(resolve, 5))
        return jsonReply(200, { ...granted, access_token: `token-${asked}` })
      },
      close: () => undefined,
    }
    const sendSome = async () => {
      const channel = fcm.open?.(settings, { http, clock, tokens })
      await Promise.all(['a', 'b', 'c'].map((id) => channel?.send(callFor(content, [id]))))
    }
    await sendSome()
    now += 50 * 60_000
    await sendSome()
    expect(asked).toBe(1)
    now += 6 * 60_000
    await sendSome()
    expect(asked).toBe(2)
  })

  it('signs in anew, once, when Google takes the token no more', async () => {
    let refusals = 1
    const { channel, requests } = openRecorded(fcm, settings, ({ url }) =>
      url.endsWith(':send') && refusals-- > 0
        ? jsonReply(401, fcmError(401, 'UNAUTHENTICATED'))
        : undefined,
    )
    expect(await channel.send(callFor(content, ['device']))).toMatchObject({ refused: new Map() })
    expect(requests.map(({ url }) => url.split('/').at(-1))).toEqual([
      ...['token', 'messages:send', 'token', 'messages:send'],
    ])
  })

  it.each([
    [404, 'NOT_FOUND', 'UNREGISTERED', { category: 'expired', scope: 'recipient' }],
    [404, 'NOT_FOUND', undefined, { category: 'validation' }],
    [403, 'PERMISSION_DENIED', 'SENDER_ID_MISMATCH', { category: 'rejected', scope: 'recipient' }],
    [403, 'PERMISSION_DENIED', undefined, { category: 'auth', scope: 'provider' }],
    [401, 'UNAUTHENTICATED', 'THIRD_PARTY_AUTH_ERROR', { category: 'auth', scope: 'recipient' }],
    [429, 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED', { category: 'rate_limit', retryable: true }],
    [503, 'UNAVAILABLE', 'UNAVAILABLE', { category: 'server', retryable: true }],
    [400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', { category: 'validation', scope: 'recipient' }],
  ])('knows what %i %s %s means', async (code, status, errorCode, meaning) => {
    expect(await send(fcmError(code, status, errorCode), code)).toMatchObject(meaning)
  })

  it('blames the token alone when FCM does', async () => {
    const message = 'The registration token is not a valid FCM registration token'
    const reply = fcmError(400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', message)
    expect(await send(reply, 400)).toMatchObject({ category: 'rejected', scope: 'recipient' })
  })

  const detail = (type: string, more: object) => ({
    '@type': `type.googleapis.com/google.rpc.${type}`,
    ...more,
  })
  const exhausted = (...details: object[]) => ({
    error: { code: 429, message: 'Quota exceeded.', status: 'RESOURCE_EXHAUSTED', details },
  })

  it('gives up on a message whose fields are wrong for everybody', async () => {
    const field = 'message.android.notification.color'
    const fieldViolations = [{ field, description: 'Invalid color' }]
    const details = [detail('BadRequest', { fieldViolations })]
    const error = { code: 400, message: 'Invalid value', status: 'INVALID_ARGUMENT', details }
    expect(await send({ error }, 400)).toMatchObject({ category: 'validation', scope: 'provider' })
  })

  it('waits as long as Google says in its answer, or a minute', async () => {
    const info = detail('RetryInfo', { retryDelay: '3.5s' })
    expect(await send(exhausted(info), 429)).toMatchObject({ retryAfterMs: 3500 })
    expect(await send(exhausted(), 429)).toMatchObject({
      ...{ category: 'rate_limit', scope: 'provider', retryAfterMs: 60_000 },
    })
    expect(await send(fcmError(503, 'UNAVAILABLE'), 503)).toMatchObject({ retryAfterMs: undefined })
  })

  it('holds up nobody else for a device that gets too much', async () => {
    const violations = [{ subject: 'device:a', description: 'Device message rate exceeded' }]
    expect(await send(exhausted(detail('QuotaFailure', { violations })), 429)).toMatchObject({
      ...{ category: 'rate_limit', scope: 'recipient', retryAfterMs: undefined },
    })
    const all = [{ subject: 'project:acme-app', description: 'Message rate exceeded' }]
    expect(await send(exhausted(detail('QuotaFailure', { violations: all })), 429)).toMatchObject({
      ...{ category: 'rate_limit', scope: 'provider' },
    })
  })

  it('keeps an assertion that the token service echoes to itself', async () => {
    const { channel } = openRecorded(fcm, settings, ({ body }) =>
      jsonReply(400, { error: 'invalid_grant', error_description: `Bad: ${String(body)}` }),
    )
    const error: unknown = await channel.send(callFor(content, ['d'])).catch((e: unknown) => e)
    expect(String(error)).toContain('assertion=•••')
    expect(String(error)).not.toContain('eyJ')
  })

  it.each([
    [400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }, 'auth'],
    [503, { error: 'internal_failure' }, 'server'],
    [502, '<html>', 'server'],
    [200, { token_type: 'Bearer' }, 'server'],
  ])('leaves nobody in doubt when the token service answers %i', async (status, body, category) => {
    const { channel } = openRecorded(fcm, settings, () => jsonReply(status, body))
    const error: unknown = await channel.send(callFor(content, ['d'])).catch((e: unknown) => e)
    // Nobody at all gets anything without a token.
    expect(error).toMatchObject({ category, scope: 'provider' })
  })

  it('only has the message checked to check the credentials', async () => {
    const { channel, requests } = openRecorded(fcm, settings)
    await channel.verify()
    expect(JSON.parse(String(requests[1]?.body))).toEqual({
      ...{ validate_only: true, message: { token: 'sendwright-check' } },
    })
  })

  it.each([
    ['nonsense', /cannot be read/],
    [{ ...account, private_key: undefined }, /lacks private_key/],
    [{ ...account, private_key: 'nonsense' }, /private key .* cannot be read/],
  ])('says what is wrong with the file', async (serviceAccountJSON, words) => {
    const trial = async () =>
      openRecorded(fcm, { serviceAccountJSON }).channel.send(callFor(content, ['d']))
    await expect(trial()).rejects.toThrow(words)
    await expect(trial()).rejects.toMatchObject({ category: 'auth', scope: 'provider' })
  })

  it.each(['from', 'message_type', 'google.sent', 'gcm.x'])('keeps %s to FCM', async (key) => {
    const { channel, requests } = openRecorded(fcm, settings)
    const push = { type: 'push', data: { title: 'Hi', data: { [key]: 'x' } } } as const
    await expect(channel.send(callFor(push, ['d']))).rejects.toThrow(`keeps the name “${key}”`)
    expect(requests).toEqual([])
  })
})
