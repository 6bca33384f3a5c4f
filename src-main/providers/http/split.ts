import { createHash } from 'node:crypto'
import { ProviderError } from '../errors'
import type { Outgoing } from '../outgoing'

type Refused = ReadonlyMap<number, ProviderError>
type Deliver = (call: Outgoing) => Promise<Refused>

/** So many further requests may look for the addresses that spoil a call; each spoils about twenty of a thousand's. */
const mostRequests = 60

/**
 * For vendors that refuse a whole call for one bad address and take nothing of it then: delivers the
 * halves apart, and theirs, until the bad ones are alone.
 */
export const deliverAllBut = (deliver: Deliver): Deliver => {
  return async (call) => {
    const budget = { requests: mostRequests }
    try {
      return await deliver(call)
    } catch (error) {
      if (!isSpoiled(error, call)) throw error
      return await deliverHalves(deliver, call, error, budget)
    }
  }
}

const deliverHalves = async (
  deliver: Deliver,
  call: Outgoing,
  refusal: ProviderError,
  budget: { requests: number },
): Promise<Refused> => {
  const middle = Math.ceil(call.recipients.length / 2)
  const refused = new Map<number, ProviderError>()
  for (const [start, end] of [
    [0, middle],
    [middle, call.recipients.length],
  ] as const) {
    const half = partOf(call, start, end)
    const found = await attempt(deliver, half, refusal, budget)
    for (const [at, error] of found) refused.set(start + at, error)
  }
  return refused
}

const attempt = async (
  deliver: Deliver,
  call: Outgoing,
  refusal: ProviderError,
  budget: { requests: number },
): Promise<Refused> => {
  const everybody = (error: ProviderError): Refused =>
    new Map(call.recipients.map((_, at) => [at, error]))
  if (budget.requests === 0) return everybody(refusal)
  budget.requests--
  try {
    return await deliver(call)
  } catch (error) {
    // The other half may be on its way: from here on, trouble is told for each recipient.
    if (!(error instanceof ProviderError)) throw error
    return isSpoiled(error, call)
      ? await deliverHalves(deliver, call, error, budget)
      : everybody(error)
  }
}

const isSpoiled = (error: unknown, { recipients }: Outgoing): error is ProviderError =>
  error instanceof ProviderError &&
  error.category === 'validation' &&
  error.scope === 'recipient' &&
  recipients.length > 1

const partOf = (call: Outgoing, start: number, end: number): Outgoing => {
  const recipients = call.recipients.slice(start, end)
  const key = createHash('sha256').update(recipients.map(({ key }) => key).join('\n'))
  return { ...call, recipients, key: key.digest('hex') }
}
