import { z } from 'zod'
import { ProviderError } from '../errors'
import { pasted, secret, sender, senderAlways, senderUpdate } from '../fields'
import { jsonReply, textAt } from '../http/answer'
import type { HttpVendor } from '../http/channel'
import { httpChannel } from '../http/channel'
import type { SandboxReply } from '../http/recording'
import type { Meaning } from '../http/refusal'
import { toRetryAfterMs } from '../http/retry-after'
import { formatMailbox } from '../mail/mailbox'
import { checkSize, copiesOf, emailOf, toBodies } from '../mail/parts'
import { perContent } from '../mail/per-content'
import { storedSender, toSender } from '../mail/sender'
import type { ProviderEnvironment, StoredSettings } from '../provider'
import type { Outgoing } from '../outgoing'
import { defineProvider } from '../provider'

const stored = z.object({ apiKey: pasted, ...storedSender })

const most = { recipients: 100, megabytes: 40 }
const api = 'https://api.resend.com'

const open = (settings: StoredSettings, environment: ProviderEnvironment) =>
  httpChannel(environment, toVendor(stored.parse(settings)))

const toVendor = (account: z.output<typeof stored>): HttpVendor => {
  const { apiKey } = account
  const { from, replyTo } = toSender(account)
  const authorization = `Bearer ${apiKey}`

  /** What all recipients share, as the rest of a JSON object. */
  const sharedJson = perContent((mail) => {
    const shared = {
      from: formatMailbox(from),
      reply_to: [formatMailbox(replyTo)],
      subject: mail.subject,
      ...toBodies(mail),
      ...(mail.attachments.length > 0 && {
        attachments: mail.attachments.map(({ name, mimeType, content }) => ({
          filename: name,
          content: content.toString('base64'),
          content_type: mimeType,
        })),
      }),
    }
    return JSON.stringify(shared).slice(1)
  })

  const toMails = (call: Outgoing): string[] => {
    const copies = toCopies(call)
    return call.recipients.map(
      ({ identifier }) => `{"to":[${JSON.stringify(identifier)}],${copies}${sharedJson(call)}`,
    )
  }

  return {
    name: 'Resend',
    secrets: [apiKey],
    connections: 5,
    // Attachments are not taken in a batch.
    batchSize: (content) => (emailOf(content).attachments.length > 0 ? 1 : most.recipients),
    toRequest(call) {
      const mails = toMails(call)
      const isBatch = emailOf(call.content).attachments.length === 0
      const body = isBatch ? `[${mails.join(',')}]` : mails.join('')
      if (!isBatch) checkSize('Resend', Buffer.byteLength(body), most.megabytes)
      const headers = {
        authorization,
        'content-type': 'application/json',
        'idempotency-key': call.key,
        // Otherwise one bad address keeps the other ninety-nine from their mail.
        ...(isBatch && { 'x-batch-validation': 'permissive' }),
      }
      return { method: 'POST', url: `${api}/emails${isBatch ? '/batch' : ''}`, headers, body }
    },
    readSuccess: ({ body }) => {
      const { errors } = taken.parse(body)
      return new Map(errors.map(({ index, message }) => [index, refusal(message)]))
    },
    reason: ({ body }) => textAt(body, 'message'),
    meaning: ({ status, body }) =>
      isAboutKey(body) ? wrongKey : meanings.get(`${status} ${textAt(body, 'name') ?? ''}`),
    // https://resend.com/docs/api-reference/rate-limit
    waitMs: ({ status, headers }, asked, now) =>
      asked ?? (status === 429 ? toRetryAfterMs(headers['ratelimit-reset'], now) : undefined),
    isIdempotent: true,
    async verify({ ask, toRefusal }) {
      const answer = await ask({ method: 'GET', url: `${api}/domains`, headers: { authorization } })
      if (answer.status === 200) return 'Resend accepts the key.'
      if (textAt(answer.body, 'name') !== 'restricted_api_key') throw toRefusal(answer)
      return 'Resend accepts the key; it is for sending only.'
    },
  }
}

/** A wrong key is a `validation_error` too, of status 400 or 401, by where it is used. */
const isAboutKey = (body: unknown): boolean =>
  textAt(body, 'name') === 'validation_error' && /^api key\b/i.test(textAt(body, 'message') ?? '')

const wrongKey: Meaning = { category: 'auth', scope: 'provider' }
const wholeAccount: Meaning = { category: 'rejected', scope: 'provider' }

/** By status and name: https://resend.com/docs/api-reference/errors */
const meanings: ReadonlyMap<string, Meaning> = new Map([
  // The domain is not verified, or the account may only write to itself.
  ['403 validation_error', wholeAccount],
  ['422 invalid_from_address', wholeAccount],
  ['429 daily_quota_exceeded', wholeAccount],
  ['429 monthly_quota_exceeded', wholeAccount],
  ['409 concurrent_idempotent_requests', { category: 'rate_limit', scope: 'recipient' }],
  // An earlier attempt was taken, with something else in it.
  ['409 invalid_idempotent_request', { category: 'unknown', scope: 'outcome' }],
])

/** A batch tells the mails it took and those it did not; a single mail only its id. */
const taken = z.union([
  z.looseObject({
    data: z.array(z.looseObject({ id: z.string() })),
    errors: z.array(z.looseObject({ index: z.int(), message: z.string() })).default([]),
  }),
  z.looseObject({ id: z.string() }).transform(() => ({ errors: [] })),
])

const refusal = (message: string): ProviderError =>
  new ProviderError('validation', 'recipient', `Resend refused: ${message}`)

const toCopies = (call: Outgoing): string => {
  const { cc, bcc } = copiesOf(call)
  const field = (name: string, addresses: readonly string[]): string =>
    addresses.length > 0 ? `"${name}":${JSON.stringify(addresses)},` : ''
  return field('cc', cc) + field('bcc', bcc)
}

const sandboxReply: SandboxReply = ({ url, call }, refused) => {
  const isBad = (call?.recipients ?? []).map(({ identifier }) => refused.has(identifier))
  const message = 'Invalid `to` field.'
  if (!url.endsWith('/batch'))
    return isBad.includes(true)
      ? jsonReply(422, { statusCode: 422, name: 'invalid_parameter', message })
      : jsonReply(200, { id: 'sandbox' })
  return jsonReply(200, {
    data: isBad.filter((bad) => !bad).map(() => ({ id: 'sandbox' })),
    errors: isBad.flatMap((bad, index) => (bad ? [{ index, message }] : [])),
  })
}

/** Resend: https://resend.com/docs/api-reference/emails/send-batch-emails */
export default defineProvider({
  kind: 'resend',
  type: 'email',
  name: 'Resend',
  settings: z.object({
    apiKey: secret({
      label: 'API key',
      help: 'A key with sending access: Resend → API Keys.',
      placeholder: 're_…',
    }),
    ...sender,
  }),
  needed: ['apiKey', 'fromEmail'],
  // An update does not look at the sender address (behaviour 2.4).
  neededToUpdate: ['apiKey'],
  always: senderAlways,
  update: senderUpdate,
  open,
  sandboxReply,
})
