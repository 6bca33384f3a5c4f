import { z } from 'zod'
import { ProviderError } from '../errors'
import { credential, fromNumber, fromNumberUpdate, pasted, secret } from '../fields'
import { jsonReply, textAt } from '../http/answer'
import { basic } from '../http/basic'
import type { HttpVendor } from '../http/channel'
import { httpChannel, isSuccess } from '../http/channel'
import type { SandboxReply } from '../http/recording'
import type { Meaning } from '../http/refusal'
import type { ProviderEnvironment, StoredSettings } from '../provider'
import { defineProvider } from '../provider'
import { fitsGsm7 } from '../text/gsm7'
import { smsText, withoutPlus } from '../text/sms'
import { smsForm } from '../text/sms-form'

const stored = z.object({
  from: z.string().default(''),
  apiKey: pasted,
  apiSecret: pasted,
})

const open = (settings: StoredSettings, environment: ProviderEnvironment) =>
  httpChannel(environment, toVendor(stored.parse(settings)))

const toVendor = ({ from, apiKey, apiSecret }: z.output<typeof stored>): HttpVendor => {
  const toForm = smsForm({
    to: 'to',
    write: withoutPlus,
    rest: (content) => {
      const text = smsText(content, 'Vonage')
      return {
        ...{ api_key: apiKey, api_secret: apiSecret, from: withoutPlus(from), text },
        // Without it every other letter arrives as a question mark.
        ...(!fitsGsm7(text) && { type: 'unicode' }),
      }
    },
  })
  return {
    name: 'Vonage',
    secrets: [apiSecret, `${apiKey}:${apiSecret}`],
    connections: 10,
    batchSize: () => 1,
    toRequest: (call) => ({
      method: 'POST',
      url: 'https://rest.nexmo.com/sms/json',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: toForm(call),
    }),
    // The status of the reply is 200 whatever it says.
    isRefusal: ({ body }) => partsOf(body).every(({ status }) => status !== accepted),
    readSuccess: ({ body, status }) => {
      const failed = partsOf(body).find((part) => part.status !== accepted)
      if (!failed) return new Map()
      const message = `Vonage took only a part of this long text: ${wordsOf(failed)}. Whether anything arrives is unknown.`
      throw new ProviderError('unknown', 'outcome', message, { status })
    },
    reason: ({ body }) => {
      const part = reply.safeParse(body).data?.messages[0]
      return part ? wordsOf(part) : (textAt(body, 'error-code-label') ?? textAt(body, 'title'))
    },
    meaning: ({ body }) => {
      const part = reply.safeParse(body).data?.messages[0]
      return part && (meanings[part.status] ?? { category: 'validation', scope: 'recipient' })
    },
    async verify({ ask, toRefusal }) {
      const answer = await ask({
        method: 'GET',
        url: 'https://rest.nexmo.com/account/get-balance',
        headers: { authorization: basic(apiKey, apiSecret) },
      })
      if (!isSuccess(answer)) throw toRefusal(answer)
      const { data } = balance.safeParse(answer.body)
      return data
        ? `Vonage accepts the key; the account’s balance is ${data.value.toFixed(2)} EUR.`
        : 'Vonage accepts the key.'
    },
  }
}

const balance = z.looseObject({ value: z.number() })

/** One entry for each part of a long text; its status is a text, in old documents a number. */
const reply = z.looseObject({
  messages: z
    .array(z.looseObject({ status: z.coerce.string(), 'error-text': z.string().optional() }))
    .min(1),
})

type Part = z.output<typeof reply>['messages'][number]

const accepted = '0'

const partsOf = (body: unknown): readonly Part[] => reply.parse(body).messages

const wordsOf = ({ status, 'error-text': text }: Part): string => text ?? `status ${status}`

const account: Meaning = { category: 'auth', scope: 'provider' }
const tooFast: Meaning = { category: 'rate_limit', scope: 'provider' }

/** What a status other than 0 means: https://developer.vonage.com/en/api-errors/sms */
const meanings: Readonly<Record<string, Meaning>> = {
  1: tooFast,
  4: account,
  5: { category: 'server', scope: 'recipient' },
  7: { category: 'rejected', scope: 'recipient' },
  8: account,
  // No credit.
  9: { category: 'rejected', scope: 'provider' },
  10: tooFast,
  11: account,
  14: account,
  // The sender, which is the same for all.
  15: { category: 'validation', scope: 'provider' },
  22: { category: 'rejected', scope: 'recipient' },
  29: { category: 'rejected', scope: 'recipient' },
  32: account,
  33: { category: 'rejected', scope: 'recipient' },
}

const sandboxReply: SandboxReply = ({ call }, refused) => {
  const isRefused = call?.recipients.some(({ identifier }) => refused.has(identifier))
  const message = isRefused
    ? { status: '7', 'error-text': 'Number barred' }
    : { status: accepted, 'message-id': '0000000000000000' }
  return jsonReply(200, { 'message-count': '1', messages: [message] })
}

/** Vonage: https://developer.vonage.com/en/api/sms */
export default defineProvider({
  kind: 'vonage',
  type: 'sms',
  name: 'Vonage',
  settings: z.object({
    from: fromNumber,
    apiKey: credential({
      label: 'API key',
      help: 'On the first page of the Vonage dashboard.',
      span: 6,
    }),
    apiSecret: secret({
      label: 'API secret',
      help: 'Under API settings of the Vonage dashboard.',
      span: 6,
    }),
  }),
  needed: ['apiKey', 'apiSecret', 'from'],
  update: fromNumberUpdate,
  updateOrder: ['name', 'enabled', 'apiKey', 'apiSecret', 'from'],
  open,
  sandboxReply,
})
