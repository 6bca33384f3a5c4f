import { z } from 'zod'
import { credential, fromNumber, fromNumberUpdate, pasted, secret } from '../fields'
import { jsonReply, textAt } from '../http/answer'
import { basic } from '../http/basic'
import type { HttpVendor } from '../http/channel'
import { httpChannel, isSuccess } from '../http/channel'
import type { Meaning } from '../http/refusal'
import type { SandboxReply } from '../http/recording'
import type { ProviderEnvironment, StoredSettings } from '../provider'
import { defineProvider } from '../provider'
import { smsText } from '../text/sms'
import { smsForm } from '../text/sms-form'

const stored = z.object({
  from: z.string().default(''),
  accountSid: pasted,
  authToken: pasted,
})

const mostCharacters = 1600

const open = (settings: StoredSettings, environment: ProviderEnvironment) =>
  httpChannel(environment, toVendor(stored.parse(settings)))

const toVendor = ({ from, accountSid, authToken }: z.output<typeof stored>): HttpVendor => {
  const account = `https://api.twilio.com/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`
  const authorization = basic(accountSid, authToken)
  const toForm = smsForm({
    to: 'To',
    rest: (content) => ({ From: from, Body: smsText(content, 'Twilio', mostCharacters) }),
  })

  return {
    name: 'Twilio',
    secrets: [authToken, `${accountSid}:${authToken}`],
    connections: 10,
    batchSize: () => 1,
    toRequest: (call) => ({
      method: 'POST',
      url: `${account}/Messages.json`,
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      body: toForm(call),
    }),
    readSuccess: ({ body }) => {
      accepted.parse(body)
      return new Map()
    },
    reason: ({ body }) => textAt(body, 'message'),
    meaning: ({ status, body }) => meanings[codeOf(body)] ?? byStatus(status),
    async verify({ ask, toRefusal }) {
      const answer = await ask({
        method: 'GET',
        url: `${account}.json`,
        headers: { authorization },
      })
      if (!isSuccess(answer)) throw toRefusal(answer)
      const name = textAt(answer.body, 'friendly_name') ?? accountSid
      const state = textAt(answer.body, 'status') ?? 'active'
      return `Signed in to the Twilio account “${name}”, which is ${state}.`
    },
  }
}

const accepted = z.object({ sid: z.string() })

const codeOf = (body: unknown): number => {
  const { data } = z.looseObject({ code: z.coerce.number() }).safeParse(body)
  return data?.code ?? 0
}

/** An account that does not exist is a matter of the credentials. */
const byStatus = (status: number): Meaning | undefined =>
  status === 404 ? { category: 'auth', scope: 'provider' } : undefined

const wrongForAll: Meaning = { category: 'validation', scope: 'provider' }
const unreachable: Meaning = { category: 'rejected', scope: 'recipient' }

/** Codes that say more than the status: https://www.twilio.com/docs/api/errors */
const meanings: Readonly<Record<number, Meaning>> = {
  // The sender is missing, is no number, or is not this account’s: nobody will get anything.
  ...{ 21603: wrongForAll, 21212: wrongForAll, 21659: wrongForAll, 21660: wrongForAll },
  // Nor from a sender that is not for SMS.
  ...{ 21601: wrongForAll, 21661: wrongForAll },
  // The text is too long: some letters, such as emoji, count more than once.
  21617: wrongForAll,
  // The recipient has opted out, cannot be reached from this sender, or is no mobile phone.
  ...{ 21610: unreachable, 21612: unreachable, 21614: unreachable },
  // The account is not open to this country, or for a trial and not to this number.
  ...{ 21408: unreachable, 21608: unreachable },
  // The sender has ten hours’ worth of messages in its queue.
  21611: { category: 'rate_limit', scope: 'provider' },
  // The account had what it may send in a day.
  63038: { category: 'rejected', scope: 'provider' },
}

const sandboxReply: SandboxReply = ({ call }, refused) =>
  call?.recipients.some(({ identifier }) => refused.has(identifier))
    ? jsonReply(400, {
        ...{ code: 21610, message: 'Attempt to send to unsubscribed recipient', status: 400 },
        more_info: 'https://www.twilio.com/docs/errors/21610',
      })
    : jsonReply(201, {
        ...{ sid: 'SM00000000000000000000000000000000', status: 'queued', error_code: null },
      })

/** Twilio: https://www.twilio.com/docs/messaging/api/message-resource */
export default defineProvider({
  kind: 'twilio',
  type: 'sms',
  name: 'Twilio',
  settings: z.object({
    from: fromNumber,
    accountSid: credential({
      label: 'Account SID',
      help: 'On the first page of the Twilio Console.',
      placeholder: 'AC…',
      span: 6,
    }),
    authToken: secret({
      label: 'Auth token',
      help: 'Next to the account SID in the Twilio Console.',
      span: 6,
    }),
  }),
  needed: ['accountSid', 'authToken', 'from'],
  update: fromNumberUpdate,
  updateOrder: ['name', 'enabled', 'accountSid', 'authToken', 'from'],
  open,
  sandboxReply,
})
