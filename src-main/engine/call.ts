import { hash } from 'node:crypto'
import { ProviderError } from '../providers/errors'
import type { Channel } from '../providers/provider'
import type { Content, Outgoing } from '../providers/outgoing'
import type { ClaimedDelivery } from '../store/claims'
import type { Origin } from '../store/identity'
import type { Sending } from '../store/sendings'
import type { Copies } from './copies'

/** What every call of a lane has in common. */
export interface CallOptions {
  readonly channel: Channel
  readonly content: Content
  readonly sending: Sending
  readonly copies: Copies
  readonly origin: Pick<Origin, 'clock'>
  /** Aborted once nothing more may be claimed; what waits for its turn then stays pending. */
  readonly signal: AbortSignal
  /** How many recipients wait for the next calls, counted up to `most`. */
  readonly behind?: Outgoing['behind']
  readonly log: (line: string) => void
}

/** What came of one call. */
export interface CallOutcome {
  readonly deliveries: readonly ClaimedDelivery[]
  /** What was sent. */
  readonly outgoing: Pick<Outgoing, 'key'>
  /** One for every recipient, in the same order; undefined when it was accepted. */
  readonly troubles: readonly (ProviderError | undefined)[]
}

/** Sends to some recipients in one call; never throws. */
export const makeCall = async (
  options: CallOptions,
  deliveries: readonly ClaimedDelivery[],
): Promise<CallOutcome> => {
  const { channel, copies } = options
  // With more than one recipient they would get theirs more than once.
  const withCopies = deliveries.length === 1 && copies.take()
  const outgoing = toOutgoing(options, deliveries, withCopies)
  try {
    const { refused, refusedCopies, copiesSent } = await channel.send(outgoing)
    if (copiesSent) copies.done(refusedCopies)
    else if (withCopies) copies.giveBack()
    const troubles = deliveries.map((_, at) => refused.get(at))
    return { deliveries, outgoing, troubles }
  } catch (error) {
    const trouble = toTrouble(error, options.log)
    // What may have arrived is not sent again by itself, and neither are its copies.
    if (withCopies && trouble.scope === 'outcome') copies.doubt()
    else if (withCopies) copies.giveBack()
    return { deliveries, outgoing, troubles: deliveries.map(() => trouble) }
  }
}

const toOutgoing = (
  { content, sending, origin, signal, behind }: CallOptions,
  deliveries: readonly ClaimedDelivery[],
  withCopies: boolean,
): Outgoing => {
  const recipients = deliveries.map(({ id, identifier }) => ({
    identifier,
    key: `${id}.${sending.token}`,
  }))
  return {
    content,
    recipients,
    withCopies,
    key: keyOf(recipients),
    signal,
    behind,
    // Mail dated on the day that a long campaign began, or before it was paused, looks old where it arrives.
    date: new Date(Math.floor(origin.clock() / 1000) * 1000),
  }
}

/** One recipient's own key will do; those of many may be too long. */
const keyOf = (recipients: Outgoing['recipients']): string => {
  const keys = recipients.map(({ key }) => key).join()
  return recipients.length === 1 ? keys : hash('sha256', keys)
}

/** An error that nobody foresaw: whether it happened before or after the mail had left is not known. */
const toTrouble = (error: unknown, log: (line: string) => void): ProviderError => {
  if (error instanceof ProviderError) return error
  log(error instanceof Error ? (error.stack ?? error.message) : String(error))
  const message = 'Something went wrong inside Sendwright; whether the message left is unknown.'
  return new ProviderError('unknown', 'outcome', message, { cause: error })
}
