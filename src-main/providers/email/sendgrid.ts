import { z } from 'zod'
import { ProviderError } from '../errors'
import { pasted, secret, sender, senderAlways, senderUpdate } from '../fields'
import type { Answer } from '../http/answer'
import { jsonReply, textAt } from '../http/answer'
import type { HttpVendor } from '../http/channel'
import { httpChannel } from '../http/channel'
import type { SandboxReply } from '../http/recording'
import type { Meaning } from '../http/refusal'
import { untilMs } from '../http/retry-after'
import { checkSize, copiesOf, toBodies } from '../mail/parts'
import { perContent } from '../mail/per-content'
import type { Mailbox } from '../mail/sender'
import { storedSender, toSender } from '../mail/sender'
import type { ProviderEnvironment, StoredSettings } from '../provider'
import type { Outgoing } from '../outgoing'
import { defineProvider } from '../provider'

const stored = z.object({ apiKey: pasted, ...storedSender })

const most = { recipients: 1000, megabytes: 30 }
const api = 'https://api.sendgrid.com/v3'

const open = (settings: StoredSettings, environment: ProviderEnvironment) =>
  httpChannel(environment, toVendor(stored.parse(settings)))

const toVendor = (account: z.output<typeof stored>): HttpVendor => {
  const { apiKey } = account
  const { from, replyTo } = toSender(account)
  const authorization = `Bearer ${apiKey}`

  /** What all recipients share, as the rest of a JSON object. */
  const sharedJson = perContent((mail) => {
    const { text, html } = toBodies(mail)
    const shared = {
      from: toAddress(from),
      reply_to: toAddress(replyTo),
      subject: mail.subject,
      content: [
        ...(text === undefined ? [] : [{ type: 'text/plain', value: text }]),
        ...(html === undefined ? [] : [{ type: 'text/html', value: html }]),
      ],
      ...(mail.attachments.length > 0 && {
        attachments: mail.attachments.map(({ name, mimeType, content }) => ({
          content: content.toString('base64'),
          filename: name,
          type: mimeType,
          disposition: 'attachment',
        })),
      }),
    }
    return JSON.stringify(shared).slice(1)
  })

  return {
    name: 'SendGrid',
    secrets: [apiKey],
    connections: 5,
    batchSize: () => most.recipients,
    toRequest(call) {
      const personalizations = JSON.stringify(toPersonalizations(call))
      const body = `{"personalizations":${personalizations},${sharedJson(call)}`
      checkSize('SendGrid', Buffer.byteLength(body), most.megabytes)
      const headers = { authorization, 'content-type': 'application/json' }
      return { method: 'POST', url: `${api}/mail/send`, headers, body }
    },
    reason: ({ body }) => textAt(body, 'errors', 0, 'message'),
    isAllOrNothing: true,
    meaning,
    // https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/rate-limits
    waitMs: (answer, asked, now) =>
      answer.status === 429 && asked === undefined
        ? untilMs(Number(answer.headers['x-ratelimit-reset'] ?? NaN) * 1000, answer, now)
        : asked,
    async verify({ ask, toRefusal }) {
      const answer = await ask({ method: 'GET', url: `${api}/scopes`, headers: { authorization } })
      if (answer.status !== 200) throw toRefusal(answer)
      const { scopes } = z.looseObject({ scopes: z.array(z.string()) }).parse(answer.body)
      if (!scopes.includes('mail.send')) throw mayNotSend()
      return 'SendGrid accepts the key, and it may send mail.'
    },
  }
}

/** What is wrong with all of a message, or with the account, and not with the addresses of one call. */
const meaning = ({ status, body }: Answer): Meaning | undefined => {
  // The sender is not verified, or there were too many bad requests; or the plan allows no more.
  if (status === 403 || (status === 401 && isSpent(body)))
    return { category: 'rejected', scope: 'provider' }
  const isForEverybody = complaints.safeParse(body).success
  return isForEverybody ? { category: 'validation', scope: 'provider' } : undefined
}

/**
 * SendGrid says 401 to this as well, although the key is good.
 * https://support.sendgrid.com/hc/en-us/articles/18322114821403
 */
const isSpent = (body: unknown): boolean =>
  /maximum credits exceeded/i.test(textAt(body, 'errors', 0, 'message') ?? '')

/** Each names the field that it is about; the recipients are in `personalizations`. */
const complaints = z.looseObject({
  errors: z.array(z.looseObject({ field: z.string().regex(/^(?!personalizations)/) })).min(1),
})

/** One for everybody, so that nobody sees another's address. */
const toPersonalizations = (call: Outgoing): object[] => {
  const { cc, bcc } = copiesOf(call)
  const copies = {
    ...(cc.length > 0 && { cc: cc.map(only) }),
    ...(bcc.length > 0 && { bcc: bcc.map(only) }),
  }
  return call.recipients.map(({ identifier }) => ({ to: [only(identifier)], ...copies }))
}

const only = (email: string) => ({ email })

const toAddress = ({ name, address }: Mailbox) =>
  name === '' ? { email: address } : { email: address, name }

const mayNotSend = (): ProviderError =>
  new ProviderError(
    'auth',
    'provider',
    'SendGrid accepts the key, but it lacks the permission “Mail Send”. Nothing was sent.',
  )

const sandboxReply: SandboxReply = ({ call }, refused) =>
  call?.recipients.some(({ identifier }) => refused.has(identifier))
    ? jsonReply(400, { errors: [{ message: 'Does not contain a valid address.' }] })
    : { status: 202, headers: { 'x-message-id': 'sandbox' }, body: '' }

/** SendGrid: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send */
export default defineProvider({
  kind: 'sendgrid',
  type: 'email',
  name: 'SendGrid',
  settings: z.object({
    apiKey: secret({
      label: 'API key',
      help: 'A key with the permission “Mail Send”: SendGrid → Settings → API Keys.',
      placeholder: 'SG.…',
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
