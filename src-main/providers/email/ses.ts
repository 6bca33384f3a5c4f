import { z } from 'zod'
import { text } from '@contract/fields'
import { ProviderError } from '../errors'
import { credential, pasted, secret, sender, senderAlways, senderUpdate } from '../fields'
import type { Answer } from '../http/answer'
import { jsonReply, textAt } from '../http/answer'
import { createAwsSigner } from '../http/aws-signature'
import type { HttpVendor } from '../http/channel'
import { httpChannel, nobody } from '../http/channel'
import type { SandboxReply } from '../http/recording'
import type { Meaning } from '../http/refusal'
import { formatAsciiMailbox } from '../mail/mailbox'
import { checkSize, copiesOf, toBodies } from '../mail/parts'
import { perContent } from '../mail/per-content'
import { storedSender, toSender } from '../mail/sender'
import type { ProviderEnvironment, StoredSettings } from '../provider'
import type { Outgoing } from '../outgoing'
import { defineProvider } from '../provider'

const stored = z.object({
  accessKey: pasted,
  secretKey: pasted,
  region: pasted,
  ...storedSender,
})

const most = { recipients: 50, megabytes: 40 }

const open = (settings: StoredSettings, environment: ProviderEnvironment) =>
  httpChannel(environment, toVendor(stored.parse(settings), environment.clock))

/**
 * One plain mail for everybody: the bulk operation takes templates only, and reads `{{…}}` in what
 * people write as theirs.
 */
const toVendor = (account: z.output<typeof stored>, clock: () => number): HttpVendor => {
  const { accessKey, secretKey, region } = account
  const { from, replyTo } = toSender(account)
  const api = `https://email.${checkRegion(region)}.amazonaws.com/v2/email`
  const signer = createAwsSigner({ accessKey, secretKey, region, service: 'ses', clock })
  const toSend = signer({
    method: 'POST',
    url: `${api}/outbound-emails`,
    headers: { 'content-type': 'application/json' },
  })
  const toAccount = signer({ method: 'GET', url: `${api}/account`, headers: {} })

  /** What all recipients share, as the rest of a JSON object. */
  const shared = perContent((mail) => {
    const { text: plain, html } = toBodies(mail)
    const json = JSON.stringify({
      FromEmailAddress: formatAsciiMailbox(from),
      ReplyToAddresses: [formatAsciiMailbox(replyTo)],
      Content: {
        Simple: {
          Subject: utf8(mail.subject),
          Body: {
            ...(plain !== undefined && { Text: utf8(plain) }),
            ...(html !== undefined && { Html: utf8(html) }),
          },
          ...(mail.attachments.length > 0 && {
            Attachments: mail.attachments.map(({ name, mimeType, content }) => ({
              FileName: name,
              ContentType: mimeType,
              ContentDisposition: 'ATTACHMENT',
              ContentTransferEncoding: 'BASE64',
              RawContent: content.toString('base64'),
            })),
          }),
        },
      },
    })
    const bytes = Buffer.from(json.slice(1))
    checkSize('Amazon SES', bytes.length, most.megabytes)
    return bytes
  })

  return {
    name: 'Amazon SES',
    secrets: [secretKey],
    connections: 10,
    batchSize: () => 1,
    toRequest: (call) =>
      toSend(
        Buffer.concat([
          Buffer.from(`{"Destination":${JSON.stringify(toDestination(call))},`),
          shared(call),
        ]),
      ),
    readSuccess: ({ body }) => {
      accepted.parse(body)
      return nobody
    },
    reason: wordsOf,
    meaning: (answer) =>
      isSpent(answer) || isAboutSender(answer, from.address)
        ? wholeAccount
        : meanings.get(errorType(answer)),
    async verify({ ask, toRefusal }) {
      const answer = await ask(toAccount())
      // A key that may only send may not look at the account; AWS checked its signature all the same.
      if (errorType(answer) === 'AccessDeniedException')
        return `Amazon SES accepts the key in ${region}; it may not look at the account’s limits.`
      if (answer.status !== 200) throw toRefusal(answer)
      const { ProductionAccessEnabled: isOpen } = limits.parse(answer.body)
      return isOpen
        ? `Amazon SES accepts the key in ${region}.`
        : `Amazon SES accepts the key in ${region}, but the account is still in Amazon’s sandbox: only verified addresses get mail.`
    },
  }
}

const accepted = z.object({ MessageId: z.string() })

const limits = z.looseObject({ ProductionAccessEnabled: z.boolean() })

const utf8 = (data: string) => ({ Data: data, Charset: 'UTF-8' })

const checkRegion = (region: string): string => {
  if (/^[a-z\d-]+$/i.test(region)) return region
  const message = 'The region must be the name of an AWS region, such as eu-central-1.'
  throw new ProviderError('validation', 'provider', message)
}

const toDestination = (call: Outgoing) => {
  const { cc, bcc } = copiesOf(call)
  if (cc.length + bcc.length + call.recipients.length > most.recipients)
    throw new ProviderError(
      'validation',
      'provider',
      `Amazon SES takes ${most.recipients} recipients with one mail at most, people in copy included. Nothing was sent.`,
    )
  return {
    ToAddresses: call.recipients.map(({ identifier }) => identifier),
    ...(cc.length > 0 && { CcAddresses: cc }),
    ...(bcc.length > 0 && { BccAddresses: bcc }),
  }
}

/** `MessageRejected` of `MessageRejected:http://…`. */
const errorType = ({ headers, body }: Answer): string | undefined =>
  (headers['x-amzn-errortype'] ?? textAt(body, '__type'))?.split(':', 1)[0]

/**
 * The quota of a day, which no wait within a campaign brings back; it comes with the types that say
 * “too fast”. https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
 */
const isSpent = (answer: Answer): boolean => /daily message quota/i.test(wordsOf(answer) ?? '')

/**
 * Whether the sender is among the addresses that are not verified. In Amazon’s sandbox recipients have
 * to be verified as well. https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
 */
const isAboutSender = (answer: Answer, sender: string): boolean =>
  errorType(answer) === 'MessageRejected' &&
  (wordsOf(answer) ?? '')
    .toLowerCase()
    .split(/[\s,:;<>]+/)
    .includes(sender.toLowerCase())

const wordsOf = ({ body }: Answer): string | undefined =>
  textAt(body, 'message') ?? textAt(body, 'Message')

const wholeAccount: Meaning = { category: 'rejected', scope: 'provider' }
const tooFast: Meaning = { category: 'rate_limit', scope: 'provider' }

/** By type: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors */
const meanings: ReadonlyMap<string | undefined, Meaning> = new Map([
  ['AccountSuspendedException', wholeAccount],
  ['SendingPausedException', wholeAccount],
  ['MailFromDomainNotVerifiedException', wholeAccount],
  ['LimitExceededException', tooFast],
  ['TooManyRequestsException', tooFast],
  ['ThrottlingException', tooFast],
  ['MessageRejected', { category: 'rejected', scope: 'recipient' }],
])

const sandboxReply: SandboxReply = ({ call }, refused) =>
  call?.recipients.some(({ identifier }) => refused.has(identifier))
    ? {
        ...jsonReply(400, { message: 'Email address is not verified.' }),
        headers: { 'x-amzn-errortype': 'MessageRejected' },
      }
    : jsonReply(200, { MessageId: 'sandbox' })

/** Amazon SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
export default defineProvider({
  kind: 'ses',
  type: 'email',
  name: 'Amazon SES',
  settings: z.object({
    accessKey: credential({
      label: 'Access key ID',
      help: 'Of an IAM user that may call ses:SendEmail.',
      placeholder: 'AKIA…',
      span: 6,
    }),
    secretKey: secret({
      label: 'Secret access key',
      help: 'Shown once by AWS when the access key was made.',
      span: 6,
    }),
    region: text(1, 128).optional().meta({
      label: 'Region',
      help: 'Where the sender address or domain was verified.',
      placeholder: 'eu-central-1',
      stored: 'credentials',
      minLength: 1,
      maxLength: 128,
      span: 6,
    }),
    ...sender,
  }),
  needed: ['accessKey', 'secretKey', 'region', 'fromEmail'],
  always: senderAlways,
  update: senderUpdate,
  open,
  sandboxReply,
})
