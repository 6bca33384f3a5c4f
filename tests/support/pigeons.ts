import { z } from 'zod'
import { credential, fromNumber, secret } from '@main/providers/fields'
import { jsonReply, textAt } from '@main/providers/http/answer'
import { httpChannel } from '@main/providers/http/channel'
import { ProviderError } from '@main/providers/errors'
import type { Provider } from '@main/providers/provider'

const settings: z.ZodObject = z.object({
  from: fromNumber,
  loft: credential({ label: 'Loft', help: 'Where the pigeons live.' }),
  whistle: secret({ label: 'Whistle', help: 'What they come to.' }),
})
const stored = z.object({ loft: z.string(), whistle: z.string().default('') })

/** A vendor that the engine cannot deliver through. */
export const owls: Provider = {
  ...{ kind: 'owls', type: 'email', name: 'Owls', settings, needed: ['loft', 'whistle'] },
}

/** A vendor that does not exist: one file is all it takes to have one. */
export const pigeons: Provider = {
  ...{ kind: 'pigeons', type: 'sms', name: 'Pigeons', settings, needed: ['loft', 'whistle'] },
  open: (given, environment) => {
    const { loft, whistle } = stored.parse(given)
    const url = `https://pigeons.example/${loft}`
    const headers = { 'x-whistle': whistle }
    return httpChannel(environment, {
      name: 'Pigeons',
      secrets: [whistle],
      connections: 2,
      batchSize: () => 3,
      toRequest: ({ content, recipients }) => ({
        ...{ method: 'POST', url: `${url}/flights`, headers },
        body: JSON.stringify({ content, to: recipients.map(({ identifier }) => identifier) }),
      }),
      readSuccess: ({ body }) => {
        const { lost } = z.object({ lost: z.array(z.int()) }).parse(body)
        const refusal = new ProviderError('rejected', 'recipient', 'The pigeon came back.')
        return new Map(lost.map((at) => [at, refusal]))
      },
      reason: ({ body }) => textAt(body, 'coo'),
      verify: async ({ ask, toRefusal }) => {
        const answer = await ask({ method: 'GET', url, headers })
        if (answer.status !== 200) throw toRefusal(answer)
        return `The loft ${loft} has pigeons.`
      },
    })
  },
  sandboxReply: ({ call }, refused) => {
    const lost = call?.recipients.flatMap(({ identifier }, at) =>
      refused.has(identifier) ? [at] : [],
    )
    return jsonReply(200, { lost: lost ?? [] })
  },
}
