import { z } from 'zod'
import { credential, pasted, secret } from '../fields'
import { jsonReply, textAt } from '../http/answer'
import type { HttpVendor } from '../http/channel'
import { httpChannel, isSuccess } from '../http/channel'
import type { SandboxReply } from '../http/recording'
import type { Meaning } from '../http/refusal'
import type { ProviderEnvironment, StoredSettings } from '../provider'
import { defineProvider } from '../provider'
import { fitsGsm7 } from '../text/gsm7'
import { numbersOf, smsText, withoutPlus } from '../text/sms'

const stored = z.object({
  templateId: pasted,
  senderId: pasted,
  authKey: pasted,
})

const mostRecipients = 100

const open = (settings: StoredSettings, environment: ProviderEnvironment) =>
  httpChannel(environment, toVendor(stored.parse(settings)))

const toVendor = ({ templateId, senderId, authKey }: z.output<typeof stored>): HttpVendor => ({
  name: 'Msg91',
  secrets: [authKey],
  connections: 5,
  batchSize: () => mostRecipients,
  toRequest: (call) => {
    const text = smsText(call.content, 'Msg91')
    const recipients = numbersOf(call).map((number) => ({
      mobiles: withoutPlus(number),
      // Whichever of the two the template has.
      ...{ content: text, otp: text },
    }))
    return {
      method: 'POST',
      url: 'https://control.msg91.com/api/v5/flow/',
      headers: { authkey: authKey, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ template_id: templateId, sender: senderId, recipients },
        ...(!fitsGsm7(text) && { unicode: 1 }),
      }),
    }
  },
  isRefusal: ({ body }) => reply.parse(body).type !== 'success',
  reason: ({ body }) => textAt(body, 'message') ?? textAt(body, 'errors', 0),
  isAllOrNothing: true,
  meaning: (answer) => {
    const known = meanings[answer.status === 418 ? '418' : codeOf(answer.body)]
    if (known) return known
    return isSuccess(answer) ? { category: 'validation', scope: 'recipient' } : undefined
  },
  async verify({ ask, toRefusal }) {
    const query = new URLSearchParams({ authkey: authKey, type: '4' })
    const answer = await ask({
      method: 'GET',
      url: `https://control.msg91.com/api/balance.php?${query.toString()}`,
      headers: {},
    })
    // A number, or a complaint.
    if (!isSuccess(answer) || typeof answer.body !== 'number') throw toRefusal(answer)
    return `Msg91 accepts the auth key; ${answer.body} messages are left on the transactional route.`
  },
})

const reply = z.looseObject({ type: z.string() })

const codeOf = (body: unknown): string =>
  z.looseObject({ code: z.coerce.string() }).safeParse(body).data?.code ?? ''

const account: Meaning = { category: 'auth', scope: 'provider' }
const notNow: Meaning = { category: 'rejected', scope: 'provider' }
const wrongForAll: Meaning = { category: 'validation', scope: 'provider' }
const trouble: Meaning = { category: 'server', scope: 'recipient' }

/** By code: https://api.msg91.com/apidoc/textsms/error-code.php */
const meanings: Readonly<Record<string, Meaning>> = {
  // The key is missing, wrong, or used from an address that may not; the account has expired or is banned.
  ...{ 106: account, 201: account, 207: account, 208: account, 418: account },
  ...{ 302: account, 303: account },
  // No money left; a route for other hours or for more people; an account for trials, or at its limit.
  ...{ 301: notNow, 306: notNow, 205: notNow, 505: notNow, 506: notNow },
  // The sender, the route or the text, which are the same for all.
  ...{ 103: wrongForAll, 203: wrongForAll, 209: wrongForAll, 210: wrongForAll, 310: wrongForAll },
  // The same request came a moment ago: an earlier attempt may well have been taken.
  311: { category: 'unknown', scope: 'outcome' },
  ...{ '001': trouble, '002': trouble, 601: trouble },
}

const sandboxReply: SandboxReply = ({ call }, refused) =>
  call?.recipients.some(({ identifier }) => refused.has(identifier))
    ? jsonReply(200, { type: 'error', message: 'Invalid mobile number' })
    : jsonReply(200, { type: 'success', message: '0'.repeat(24) })

/** Msg91: https://docs.msg91.com/sms/send-sms */
export default defineProvider({
  kind: 'msg91',
  type: 'sms',
  name: 'Msg91',
  settings: z.object({
    templateId: credential({
      label: 'Template ID',
      help: 'An approved template with a variable named “content”; the message takes its place.',
      span: 6,
    }),
    senderId: credential({
      label: 'Sender ID',
      help: 'The approved sender that the message comes from.',
      span: 6,
    }),
    authKey: secret({
      label: 'Auth key',
      help: 'Msg91 → your name → Authkey.',
    }),
  }),
  needed: ['senderId', 'authKey'],
  neededToUpdate: ['senderId', 'authKey', 'templateId'],
  open,
  sandboxReply,
})
