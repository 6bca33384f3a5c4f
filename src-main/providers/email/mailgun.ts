import { z } from 'zod'
import { credential, pasted, secret, sender, senderAlways, senderUpdate } from '../fields'
import type { HttpRequest } from '../http/request'
import type { Answer } from '../http/answer'
import { jsonReply, textAt } from '../http/answer'
import { basic } from '../http/basic'
import type { HttpVendor } from '../http/channel'
import { httpChannel } from '../http/channel'
import type { FormField } from '../http/multipart'
import { toMultipart } from '../http/multipart'
import type { SandboxReply } from '../http/recording'
import type { Meaning } from '../http/refusal'
import { untilMs } from '../http/retry-after'
import { formatMailbox } from '../mail/mailbox'
import type { EmailContent } from '../mail/parts'
import { checkSize, copiesOf, emailOf, toBodies } from '../mail/parts'
import { storedSender, toSender } from '../mail/sender'
import type { ProviderEnvironment, StoredSettings } from '../provider'
import type { Outgoing } from '../outgoing'
import { defineProvider } from '../provider'

const stored = z.object({
  apiKey: pasted,
  domain: pasted,
  isEuRegion: z.boolean().default(false),
  ...storedSender,
})

const most = { recipients: 1000, megabytes: 25 }

const open = (settings: StoredSettings, environment: ProviderEnvironment) =>
  httpChannel(environment, toVendor(stored.parse(settings)))

const toVendor = (account: z.output<typeof stored>): HttpVendor => {
  const { apiKey, domain, isEuRegion } = account
  const { from, replyTo } = toSender(account)
  const host = isEuRegion ? 'api.eu.mailgun.net' : 'api.mailgun.net'
  const url = `https://${host}/v3/${encodeURIComponent(domain)}/messages`
  const authorization = basic('api', apiKey)

  const toForm = (call: Outgoing, mail: EmailContent): FormField[] => {
    const { text, html } = toBodies(mail)
    const { cc, bcc } = copiesOf(call)
    const to = call.recipients.map(({ identifier }) => identifier)
    return [
      ['from', formatMailbox(from)],
      ...to.map((address): FormField => ['to', address]),
      ...cc.map((address): FormField => ['cc', address]),
      ...bcc.map((address): FormField => ['bcc', address]),
      ['subject', mail.subject],
      ...(text === undefined ? [] : [['text', text] as const]),
      ...(html === undefined ? [] : [['html', html] as const]),
      ['h:Reply-To', formatMailbox(replyTo)],
      // With them everybody gets a mail of their own and sees no other address.
      ...(to.length > 1 ? [['recipient-variables', variablesFor(to)] as const] : []),
    ]
  }

  return {
    name: 'Mailgun',
    secrets: [apiKey, `api:${apiKey}`],
    connections: 5,
    batchSize: (content) => (usesVariables(emailOf(content)) ? 1 : most.recipients),
    toRequest(call): HttpRequest {
      const mail = emailOf(call.content)
      const form = toForm(call, mail)
      const files = mail.attachments.map((file) => ({ field: 'attachment', file }))
      const { contentType, body } =
        files.length > 0 ? toMultipart(form, files, call.key) : toUrlEncoded(form)
      checkSize('Mailgun', body.length, most.megabytes)
      return { method: 'POST', url, headers: { authorization, 'content-type': contentType }, body }
    },
    readSuccess: ({ body }) => {
      accepted.parse(body)
      return new Map()
    },
    reason: wordsOf,
    isAllOrNothing: true,
    meaning,
    waitMs: (answer, asked, now) =>
      asked ?? untilMs(Date.parse(limitEnd.exec(wordsOf(answer) ?? '')?.[1] ?? ''), answer, now),
    async verify({ ask, toRefusal }) {
      // A key may be good for sending alone. Without a recipient that ends in a complaint, not in a mail.
      const answer = await ask({ method: 'POST', url, headers: { authorization } })
      if (answer.status !== 400 || meaning(answer)) throw toRefusal(answer)
      return `Mailgun accepts the key for ${domain}.`
    },
  }
}

const accepted = z.object({ id: z.string() })

const wordsOf = ({ body }: Answer): string | undefined => textAt(body, 'message')

/** What new domains are told that reach their limit of an hour. https://github.com/mailgun/mailgun-java/issues/50 */
const limitEnd = /try again after (.+)/i

/** What concerns the account or the domain, which everybody shares. */
const meaning = (answer: Answer): Meaning | undefined => {
  const words = wordsOf(answer) ?? ''
  if (answer.status === 420 || limitEnd.test(words))
    return { category: 'rate_limit', scope: 'provider' }
  // A domain for tests, which writes to some only.
  if (/authorized recipients/i.test(words)) return { category: 'validation', scope: 'recipient' }
  // Disabled, on probation, without its DNS records, out of what the plan allows.
  if (/not allowed to send/i.test(words)) return { category: 'rejected', scope: 'provider' }
  // A domain that is not theirs is nobody's fault who receives.
  return answer.status === 404 ? { category: 'validation', scope: 'provider' } : undefined
}

/**
 * Mailgun fills in `%recipient.name%` wherever recipients have variables. Nobody who writes here means
 * that, so such a mail goes to one at a time, without variables.
 */
const usesVariables = ({ subject, content }: EmailContent): boolean =>
  /%recipient/i.test(subject) || /%recipient/i.test(content)

const variablesFor = (addresses: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(addresses.map((address) => [address, {}])))

const toUrlEncoded = (form: readonly FormField[]): { contentType: string; body: string } => ({
  contentType: 'application/x-www-form-urlencoded',
  body: new URLSearchParams(
    form.map(([name, value]): [string, string] => [name, value]),
  ).toString(),
})

const sandboxReply: SandboxReply = ({ call }, refused) =>
  call?.recipients.some(({ identifier }) => refused.has(identifier))
    ? jsonReply(400, { message: 'to parameter is not a valid address. please check documentation' })
    : jsonReply(200, { id: '<sandbox@sandbox.mailgun.org>', message: 'Queued. Thank you.' })

/** Mailgun: https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages */
export default defineProvider({
  kind: 'mailgun',
  type: 'email',
  name: 'Mailgun',
  settings: z.object({
    apiKey: secret({
      label: 'API key',
      help: 'A sending key of the domain, or the private key of the account: Mailgun → Settings → API keys.',
      placeholder: 'key-…',
    }),
    domain: credential({
      label: 'Domain',
      help: 'The sending domain as Mailgun lists it, already verified.',
      placeholder: 'mg.example.com',
      span: 6,
    }),
    isEuRegion: z.boolean().optional().meta({
      label: 'EU region',
      help: 'On when the domain was created in Mailgun’s EU region.',
      widget: 'switch',
      stored: 'credentials',
      default: false,
      span: 6,
    }),
    ...sender,
  }),
  needed: ['isEuRegion', 'apiKey', 'domain', 'fromEmail'],
  // An update does not look at the sender address (behaviour 2.4).
  neededToUpdate: ['isEuRegion', 'apiKey', 'domain'],
  always: senderAlways,
  update: senderUpdate,
  updateOrder: [
    'name',
    'apiKey',
    'domain',
    'isEuRegion',
    'enabled',
    'fromName',
    'fromEmail',
    'replyToName',
    'replyToEmail',
  ],
  open,
  sandboxReply,
})
