import { createHash } from 'node:crypto'
import { z } from 'zod'
import { isReservedByApple, toAppleHeaders, toApplePayload } from '@contract/push/apple'
import { reasonOf, toMeaning } from '../apns/reasons'
import { ProviderError } from '../errors'
import { credential, pasted, secret } from '../fields'
import type { HttpRequest } from '../http/request'
import { jsonReply, textAt } from '../http/answer'
import type { HttpVendor } from '../http/channel'
import { httpChannel, isSuccess } from '../http/channel'
import type { SandboxReply } from '../http/recording'
import { keySecrets, readPrivateKey, signJwt } from '../jwt'
import { checkDataNames, checkPayload, toNotification } from '../notification/notification'
import { oncePerMessage } from '../once-per-message'
import type { ProviderEnvironment, StoredSettings } from '../provider'
import type { Content } from '../outgoing'
import { defineProvider } from '../provider'
import type { Token } from '../token-cache'
import { createTokenCache, withToken } from '../token-cache'

const stored = z.object({
  authKey: pasted,
  authKeyId: pasted,
  teamId: pasted,
  bundleId: pasted,
  sandbox: z.boolean().default(false),
})

type Account = z.output<typeof stored>

const open = (settings: StoredSettings, environment: ProviderEnvironment) =>
  httpChannel(environment, toVendor(stored.parse(settings), environment))

const toVendor = (
  account: Account,
  { clock, tokens = createTokenCache(clock) }: ProviderEnvironment,
): HttpVendor => {
  const host = account.sandbox ? 'api.sandbox.push.apple.com' : 'api.push.apple.com'
  const sign = createSigner(account, clock)
  const owner = ownerOf(account)
  const prepared = oncePerMessage(prepare)

  /** Everybody who gets the message shares one object of headers for as long as the token lasts. */
  let shared:
    { readonly of: Prepared; readonly token: string; readonly headers: Headers } | undefined
  const headersOf = (prepared: Prepared, token: string): Headers => {
    if (shared?.of !== prepared || shared.token !== token) {
      const signed = { authorization: `bearer ${token}`, 'apns-topic': account.bundleId }
      const headers = { ...signed, ...prepared.headers, 'content-type': 'application/json' }
      shared = { of: prepared, token, headers }
    }
    return shared.headers
  }

  const toRequest = (device: string, content: Prepared): HttpRequest | Promise<HttpRequest> =>
    withToken(tokens.get(owner, sign), (token) => ({
      method: 'POST',
      url: `https://${host}/3/device/${encodeURIComponent(device)}`,
      headers: headersOf(content, token),
      body: content.body,
      http2: true,
    }))

  return {
    name: 'APNs',
    secrets: keySecrets(account.authKey),
    // Streams of one connection; Apple allows more once it knows the token.
    connections: 100,
    batchSize: () => 1,
    toRequest: ({ recipients: [recipient], content }) =>
      toRequest(recipient?.identifier ?? '', prepared(content)),
    reason: ({ body }) => reasonOf(textAt(body, 'reason')),
    meaning: ({ body }) => toMeaning(textAt(body, 'reason')),
    isOutdated: ({ body }, { headers }) => {
      if (textAt(body, 'reason') !== 'ExpiredProviderToken') return false
      tokens.drop(owner, (headers.authorization ?? '').replace('bearer ', ''))
      return true
    },
    async verify({ ask, toRefusal }) {
      // Apple looks at the key and the app first, at the device last; this one exists nowhere.
      const answer = await ask(await toRequest(noDevice, check))
      if (!isSuccess(answer) && textAt(answer.body, 'reason') !== 'BadDeviceToken')
        throw toRefusal(answer)
      return `Apple accepts the key for ${account.bundleId} on ${host}.`
    },
  }
}

type Headers = Readonly<Record<string, string>>

interface Prepared {
  readonly headers: Headers
  readonly body: string
}

const prepare = (content: Content): Prepared => {
  const notification = toNotification(content, 'APNs')
  checkDataNames('APNs', notification, isReservedByApple)
  const body = JSON.stringify(toApplePayload(notification))
  checkPayload('APNs', body)
  return { headers: toAppleHeaders(notification), body }
}

const noDevice = '0'.repeat(64)
const check: Prepared = {
  headers: { 'apns-push-type': 'background', 'apns-priority': '5' },
  body: '{"aps":{}}',
}

/** Apple refuses tokens older than an hour, and those who make new ones more often than every 20 minutes. */
const freshMs = 50 * 60_000

const createSigner = ({ authKey, authKeyId, teamId }: Account, clock: () => number) => {
  const key = readPrivateKey(authKey, 'ES256')
  return (): Token => {
    if (!key) throw unreadableKey()
    const now = clock()
    const claims = { iss: teamId, iat: Math.floor(now / 1000) }
    return {
      value: signJwt({ algorithm: 'ES256', key, keyId: authKeyId }, claims),
      freshUntilMs: now + freshMs,
    }
  }
}

const unreadableKey = (): ProviderError =>
  new ProviderError(
    'auth',
    'provider',
    'The authentication key cannot be read. It has to be the whole .p8 file from Apple, with its BEGIN and END lines. Nothing was sent.',
  )

/** Whoever has the same key, ID and team shares a token, whatever the app. */
const ownerOf = ({ authKey, authKeyId, teamId }: Account): string =>
  createHash('sha256')
    .update(JSON.stringify(['apns', authKey, authKeyId, teamId]))
    .digest('hex')

const sandboxReply: SandboxReply = ({ call }, refused) =>
  call?.recipients.some(({ identifier }) => refused.has(identifier))
    ? jsonReply(400, { reason: 'BadDeviceToken' })
    : { status: 200, headers: {}, body: '' }

/** Apple Push Notification service: https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns */
export default defineProvider({
  kind: 'apns',
  type: 'push',
  name: 'APNs',
  settings: z.object({
    authKey: secret({
      label: 'Authentication key',
      help: 'The .p8 file from Apple Developer → Keys, with its BEGIN and END lines.',
      placeholder: '-----BEGIN PRIVATE KEY-----',
      widget: 'file',
    }),
    authKeyId: credential({
      label: 'Key ID',
      help: 'Ten characters, shown next to the key in Apple Developer.',
      placeholder: 'ABC123DEFG',
      span: 4,
    }),
    teamId: credential({
      label: 'Team ID',
      help: 'Ten characters, under Membership details.',
      placeholder: 'DEF123GHIJ',
      span: 4,
    }),
    bundleId: credential({
      label: 'Bundle ID',
      help: 'Of the app that receives the notifications.',
      placeholder: 'com.example.app',
      span: 4,
    }),
    sandbox: z.boolean().default(false).meta({
      label: 'Apple’s development servers',
      help: 'On for builds that come straight from Xcode; off for TestFlight and the App Store.',
      widget: 'switch',
      stored: 'options',
      span: 12,
    }),
  }),
  needed: ['authKey', 'authKeyId', 'teamId', 'bundleId'],
  open,
  sandboxReply,
})
