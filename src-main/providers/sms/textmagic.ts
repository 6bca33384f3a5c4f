import { z } from 'zod'
import { credential, fromNumber, fromNumberUpdate, pasted, secret } from '../fields'
import type { Answer } from '../http/answer'
import { jsonReply, textAt } from '../http/answer'
import type { HttpVendor } from '../http/channel'
import { httpChannel, isSuccess } from '../http/channel'
import type { SandboxReply } from '../http/recording'
import type { Meaning } from '../http/refusal'
import type { ProviderEnvironment, StoredSettings } from '../provider'
import { defineProvider } from '../provider'
import { numbersOf, smsText, withoutPlus } from '../text/sms'

const stored = z.object({
  from: z.string().default(''),
  username: pasted,
  apiKey: pasted,
})

const api = 'https://rest.textmagic.com/api/v2'
const mostRecipients = 1000

const open = (settings: StoredSettings, environment: ProviderEnvironment) =>
  httpChannel(environment, toVendor(stored.parse(settings)))

const toVendor = ({ from, username, apiKey }: z.output<typeof stored>): HttpVendor => {
  const account = { 'x-tm-username': username, 'x-tm-key': apiKey }

  return {
    name: 'Textmagic',
    secrets: [apiKey],
    // It allows 20 requests a second.
    connections: 2,
    batchSize: () => mostRecipients,
    toRequest: (call) => {
      const form = {
        text: smsText(call.content, 'Textmagic'),
        ...(from !== '' && { from: withoutPlus(from) }),
        phones: numbersOf(call).map(withoutPlus).join(),
      }
      return {
        method: 'POST',
        url: `${api}/messages`,
        headers: { ...account, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
      }
    },
    readSuccess: ({ body }) => {
      accepted.parse(body)
      return new Map()
    },
    reason: ({ body }) => reasonOf(body),
    isAllOrNothing: true,
    meaning,
    async verify({ ask, toRefusal }) {
      const answer = await ask({ method: 'GET', url: `${api}/user`, headers: account })
      if (!isSuccess(answer)) throw toRefusal(answer)
      return `Signed in to Textmagic as ${textAt(answer.body, 'username') ?? username}.`
    },
  }
}

/** Of a message, or of the session that sends to many. */
const accepted = z.object({ id: z.union([z.number(), z.string()]) })

const complaints = z.looseObject({
  errors: z.looseObject({
    common: z.array(z.string()).catch([]),
    fields: z.record(z.string(), z.array(z.string())).catch({}),
  }),
})

/** “Validation Failed” says little without the complaints beside it. */
const reasonOf = (body: unknown): string | undefined => {
  const { data } = complaints.safeParse(body)
  const details = data ? [...data.errors.common, ...Object.values(data.errors.fields).flat()] : []
  const title = textAt(body, 'message')
  return details.length > 0 ? `${title ?? 'refused'}: ${details.join(' ')}` : title
}

/** Complaints that are not about the numbers concern everybody; the others are looked for. */
const meaning = ({ status, body }: Answer): Meaning | undefined => {
  const { data } = complaints.safeParse(body)
  if (status !== 400 || !data) return undefined
  const { common, fields } = data.errors
  if (common.some((words) => /balance|credit/i.test(words)))
    return { category: 'rejected', scope: 'provider' }
  const isForEverybody = 'text' in fields || 'from' in fields
  return isForEverybody ? { category: 'validation', scope: 'provider' } : undefined
}

const sandboxReply: SandboxReply = ({ call }, refused) =>
  call?.recipients.some(({ identifier }) => refused.has(identifier))
    ? jsonReply(400, {
        ...{ code: 400, message: 'Validation Failed' },
        errors: { common: [], fields: { phones: ['Wrong phone number.'] } },
      })
    : jsonReply(201, { id: 1, href: '/api/v2/sessions/1', type: 'session', sessionId: 1 })

/** Textmagic: https://docs.textmagic.com */
export default defineProvider({
  kind: 'textmagic',
  type: 'sms',
  name: 'Textmagic',
  settings: z.object({
    from: fromNumber,
    username: credential({
      label: 'Username',
      help: 'The name you sign in to Textmagic with.',
      span: 6,
    }),
    apiKey: secret({
      label: 'API key',
      help: 'Textmagic → Services → API → API keys.',
      span: 6,
    }),
  }),
  needed: ['username', 'apiKey', 'from'],
  update: fromNumberUpdate,
  updateOrder: ['name', 'enabled', 'username', 'apiKey', 'from'],
  open,
  sandboxReply,
})
