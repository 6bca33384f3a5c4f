import { z } from 'zod'
import { isReservedByGoogle, toGoogleCounted, toGoogleMessage } from '@contract/push/google'
import { fetchAccessToken } from '../fcm/access-token'
import { readServiceAccount } from '../fcm/account'
import { objectsToToken, reasonOf, toMeaning, waitOf } from '../fcm/refusal'
import type { HttpRequest } from '../http/request'
import { jsonReply } from '../http/answer'
import type { Conversation, HttpVendor } from '../http/channel'
import { httpChannel, isSuccess, nobody } from '../http/channel'
import type { SandboxReply } from '../http/recording'
import { keySecrets } from '../jwt'
import { checkDataNames, checkPayload, toNotification } from '../notification/notification'
import { oncePerMessage } from '../once-per-message'
import type { ProviderEnvironment, StoredSettings } from '../provider'
import type { Content } from '../outgoing'
import { defineProvider } from '../provider'
import { createTokenCache, withToken } from '../token-cache'

const open = ({ serviceAccountJSON }: StoredSettings, environment: ProviderEnvironment) =>
  httpChannel(environment, toVendor(serviceAccountJSON, environment))

const toVendor = (
  json: unknown,
  { clock, tokens = createTokenCache(clock) }: ProviderEnvironment,
): HttpVendor => {
  const account = readServiceAccount(json)
  const owner = account.fingerprint
  const url = `https://fcm.googleapis.com/v1/projects/${encodeURIComponent(account.projectId)}/messages:send`
  const prepared = oncePerMessage(prepare)

  const authorized = (
    conversation: Conversation,
    body: string,
  ): HttpRequest | Promise<HttpRequest> =>
    withToken(
      tokens.get(owner, () => fetchAccessToken(account, conversation, clock)),
      (token) => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
        return { method: 'POST', url, headers, body }
      },
    )

  return {
    name: 'FCM',
    secrets: keySecrets(account.privateKey),
    connections: 50,
    batchSize: () => 1,
    toRequest: ({ recipients: [recipient], content }, conversation) => {
      const token = JSON.stringify(recipient?.identifier ?? '')
      return authorized(conversation, `{"message":{"token":${token},${prepared(content)}}`)
    },
    readSuccess: ({ body }) => {
      accepted.parse(body)
      return nobody
    },
    reason: reasonOf,
    meaning: toMeaning,
    waitMs: waitOf,
    isOutdated: (answer, { headers }) => {
      if (answer.status !== 401 || toMeaning(answer)) return false
      tokens.drop(owner, (headers.authorization ?? '').replace('Bearer ', ''))
      return true
    },
    async verify(conversation) {
      // Google checks everything and sends nothing; this device exists nowhere.
      const trial = { validate_only: true, message: { token: 'sendwright-check' } }
      const answer = await conversation.ask(await authorized(conversation, JSON.stringify(trial)))
      if (!isSuccess(answer) && !objectsToToken(answer)) throw conversation.toRefusal(answer)
      return `Google accepts the service account for the Firebase project ${account.projectId}.`
    },
  }
}

const accepted = z.object({ name: z.string() })

/** The message without the token that stands before it: the same for all recipients. */
const prepare = (content: Content): string => {
  const notification = toNotification(content, 'FCM')
  checkDataNames('FCM', notification, isReservedByGoogle)
  const message = toGoogleMessage(notification)
  checkPayload('FCM', toGoogleCounted(message))
  return JSON.stringify(message).slice(1)
}

const sandboxReply: SandboxReply = ({ call, url }, refused) => {
  if (!call && !url.endsWith(':send'))
    return jsonReply(200, { access_token: 'sandbox', expires_in: 3599, token_type: 'Bearer' })
  if (call?.recipients.some(({ identifier }) => refused.has(identifier)))
    return jsonReply(404, {
      error: {
        ...{ code: 404, message: 'Requested entity was not found.', status: 'NOT_FOUND' },
        details: [
          {
            '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError',
            errorCode: 'UNREGISTERED',
          },
        ],
      },
    })
  return jsonReply(200, { name: 'projects/sandbox/messages/0' })
}

const parsed = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** Firebase Cloud Messaging: https://firebase.google.com/docs/cloud-messaging/send/v1-api */
export default defineProvider({
  kind: 'fcm',
  type: 'push',
  name: 'FCM',
  settings: z.object({
    serviceAccountJSON: z
      .preprocess(parsed, z.record(z.string(), z.unknown(), 'must be a JSON object'))
      .optional()
      .meta({
        label: 'Service account',
        help: 'The JSON file from Firebase → Project settings → Service accounts → Generate new private key.',
        widget: 'file',
        secret: true,
        stored: 'credentials',
        span: 12,
      }),
  }),
  needed: ['serviceAccountJSON'],
  open,
  sandboxReply,
})
