import { z } from 'zod'
import { credential, fromNumber, fromNumberUpdate, pasted, secret } from '../fields'
import type { Answer } from '../http/answer'
import { jsonReply, textAt } from '../http/answer'
import { basic } from '../http/basic'
import type { HttpVendor } from '../http/channel'
import { httpChannel, isSuccess } from '../http/channel'
import type { SandboxReply } from '../http/recording'
import type { Meaning } from '../http/refusal'
import type { HttpRequest } from '../http/request'
import type { ProviderEnvironment, StoredSettings } from '../provider'
import { defineProvider } from '../provider'
import { smsText, withoutPlus } from '../text/sms'
import { smsForm } from '../text/sms-form'

const stored = z.object({
  from: z.string().default(''),
  customerId: pasted,
  apiKey: pasted,
})

/** Of self-service accounts, and of the others; which of them an account has Telesign does not tell. */
const hosts = ['rest-api.telesign.com', 'rest-ww.telesign.com'] as const
const noReference = '0'.repeat(32)
const mostCharacters = 1600

const open = (settings: StoredSettings, environment: ProviderEnvironment) =>
  httpChannel(environment, toVendor(stored.parse(settings)))

const toVendor = ({ from, customerId, apiKey }: z.output<typeof stored>): HttpVendor => {
  const authorization = basic(customerId, apiKey)
  const toForm = smsForm({
    to: 'phone_number',
    write: withoutPlus,
    rest: (content) => ({
      message: smsText(content, 'Telesign', mostCharacters),
      // Alerts, reminders and notifications: what apps say to their own users.
      message_type: 'ARN',
      sender_id: withoutPlus(from),
    }),
  })
  let host: (typeof hosts)[number] = hosts[0]
  const api = () => `https://${host}/v1/messaging`

  /** Whether the account is one of the other host’s, which is asked from now on. */
  const isElsewhere = ({ body }: Answer, { url }: Pick<HttpRequest, 'url'>): boolean => {
    if (!codesOf(body).some((code) => wrongHost.has(code))) return false
    host = new URL(url).host === hosts[0] ? hosts[1] : hosts[0]
    return true
  }

  return {
    name: 'Telesign',
    secrets: [apiKey, `${customerId}:${apiKey}`],
    connections: 10,
    batchSize: () => 1,
    toRequest: (call) => ({
      method: 'POST',
      url: api(),
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      body: toForm(call),
    }),
    // Telesign asks to read its own code rather than the status of the reply.
    isRefusal: ({ body }) => !underWay.has(reply.parse(body).status.code),
    reason: ({ body }) =>
      textAt(body, 'errors', 0, 'description') ?? textAt(body, 'status', 'description'),
    meaning: (answer) => {
      const codes = codesOf(answer.body)
      const known = codes.flatMap((code) => meanings[code] ?? [])[0]
      if (known) return known
      if (isSuccess(answer))
        return codes.includes(501)
          ? { category: 'auth', scope: 'provider' }
          : { category: 'rejected', scope: 'recipient' }
      // No money left, or a product that the account does not have.
      return answer.status === 402 ? wholeAccount : undefined
    },
    isOutdated: isElsewhere,
    async verify({ ask, toRefusal }) {
      // Nothing tells of the account alone; but whoever may look is told that there is no such message.
      const look = () => ({ url: `${api()}/${noReference}`, headers: { authorization } })
      const first = await ask({ method: 'GET', ...look() })
      const answer = isElsewhere(first, look()) ? await ask({ method: 'GET', ...look() }) : first
      if (!isSuccess(answer) && answer.status !== 404) throw toRefusal(answer)
      return `Telesign accepts the API key of customer ${customerId}.`
    },
  }
}

const reply = z.looseObject({ status: z.looseObject({ code: z.coerce.number() }) })

/**
 * Codes of a message on its way: delivered, handed on, in progress or queued.
 * https://developer.telesign.com/enterprise/docs/all-status-and-error-codes
 */
const underWay: ReadonlySet<number> = new Set([200, 201, 203, 250, 251, 290, 291, 292, 295])

/** The status of an answer, then its errors: either may be the one that tells. */
const codesOf = (body: unknown): number[] => {
  const { data } = told.safeParse(body)
  return data ? [data.status.code, ...data.errors.map(({ code }) => code)] : []
}

const told = reply.extend({
  errors: z.array(z.looseObject({ code: z.coerce.number() })).catch([]),
})

/** The host is not for this account. */
const wrongHost: ReadonlySet<number> = new Set([10031, 10035])

const wholeAccount: Meaning = { category: 'rejected', scope: 'provider' }
const wrongForAll: Meaning = { category: 'validation', scope: 'provider' }
const trouble: Meaning = { category: 'server', scope: 'recipient' }

/** Codes that say more than the status of the reply; the page is that of `underWay`. */
const meanings: Readonly<Record<number, Meaning>> = {
  // The carrier or the gateway has passing trouble, or Telesign has.
  ...{ 503: trouble, 505: trouble, 10000: trouble },
  // The sender or the text, which are the same for all.
  ...{ 508: wrongForAll, 11009: wrongForAll, 11013: wrongForAll },
  599: { category: 'unknown', scope: 'outcome' },
  10019: { category: 'rate_limit', scope: 'provider' },
  // Suspended, without this product, at its limit, or without money.
  ...{ 10010: wholeAccount, 10011: wholeAccount, 10020: wholeAccount, 10030: wholeAccount },
  // An account for trials writes to verified numbers only.
  10033: { category: 'rejected', scope: 'recipient' },
}

const sandboxReply: SandboxReply = ({ call }, refused) => {
  const isRefused = call?.recipients.some(({ identifier }) => refused.has(identifier))
  const status = isRefused
    ? { code: 507, description: 'Invalid destination address' }
    : { code: 290, description: 'Message in progress' }
  return jsonReply(200, { reference_id: noReference, status })
}

/**
 * Telesign: https://developer.telesign.com/enterprise/reference/sms
 *
 * Its standard product, one message for each recipient: every account has it, it honours the sender
 * number, and it answers for each recipient. Appwrite uses the bulk product instead, which must be
 * bought, takes no sender number, and answers for all at once.
 */
export default defineProvider({
  kind: 'telesign',
  type: 'sms',
  name: 'Telesign',
  settings: z.object({
    from: fromNumber,
    customerId: credential({
      label: 'Customer ID',
      help: 'In the Telesign portal, under API keys.',
      span: 6,
    }),
    apiKey: secret({
      label: 'API key',
      help: 'Next to the customer ID in the Telesign portal.',
      span: 6,
    }),
  }),
  needed: ['customerId', 'apiKey', 'from'],
  update: fromNumberUpdate,
  updateOrder: ['name', 'enabled', 'customerId', 'apiKey', 'from'],
  open,
  sandboxReply,
})
