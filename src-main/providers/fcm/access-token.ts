import { z } from 'zod'
import { ProviderError } from '../errors'
import type { Conversation } from '../http/channel'
import { isSuccess } from '../http/channel'
import type { Token } from '../token-cache'
import type { ServiceAccount } from './account'
import { toAssertion } from './account'

const reply = z.looseObject({ access_token: z.string().min(1), expires_in: z.coerce.number() })

/** A token is given back to nobody this long before it ends: calls take their time. */
const marginMs = 5 * 60_000

/** Exchanges the service account for an access token; throws `ProviderError`. */
export const fetchAccessToken = async (
  account: ServiceAccount,
  { ask, toRefusal }: Conversation,
  clock: () => number,
): Promise<Token> => {
  const startedAt = clock()
  const answer = await ask({
    method: 'POST',
    url: account.tokenUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: toAssertion(account, startedAt),
    }).toString(),
  })
  if (!isSuccess(answer)) throw toRefusal(answer)
  const { data } = reply.safeParse(answer.body)
  if (!data)
    throw new ProviderError(
      'server',
      'provider',
      'Google’s token service answered something unreadable. Nothing was sent.',
      { status: answer.status },
    )
  return {
    value: data.access_token,
    freshUntilMs: startedAt + data.expires_in * 1000 - marginMs,
  }
}
