import { createHash } from 'node:crypto'
import { ProviderError } from '../providers/errors'
import type { Channel, Content, Outgoing, Receipt } from '../providers/provider'
import type { ClaimedDelivery, DeliveryReceipt, Sending } from '../store/deliveries'

/** The part of a message that goes through one provider. */
export interface LaneOptions {
  readonly channel: Channel
  readonly content: Content
  readonly sending: Sending
  /** Records receipts and takes so many more recipients in flight. */
  readonly exchange: (receipts: readonly DeliveryReceipt[], limit: number) => ClaimedDelivery[]
  readonly copies: Copies
  readonly now: () => string
  readonly log: (line: string) => void
  /** Aborted once nothing more may be claimed; what waits for its turn then stays pending. */
  readonly signal: AbortSignal
  /** True once the ledger is closed: what comes in now is lost. */
  readonly isClosed: () => boolean
}

/** Who still owes the people in copy theirs; they get it with one recipient's mail, not with each. */
export interface Copies {
  /** Takes the duty when nobody has it. */
  take(): boolean
  giveBack(): void
  /** They had theirs, apart from these. */
  done(refused: Receipt['refusedCopies']): void
}

/** So many calls wait for each connection: enough to keep it busy, few enough to be in doubt after a crash. */
const callsPerConnection = 4
/** The longest that a receipt waits to be recorded. */
const recordMs = 50

/**
 * Sends to everybody who waits for this provider. Answers the reason when the provider as a whole
 * failed; the recipients that were not tried still wait then.
 */
export const runLane = async (options: LaneOptions): Promise<string | undefined> => {
  const { channel, content } = options
  const batchSize = channel.batchSize(content)
  const window = channel.connections * callsPerConnection * batchSize
  const receipts: DeliveryReceipt[] = []
  let inFlight = 0
  let failure: string | undefined
  let wake = (): void => {}

  const settle = ({ receipts: settled, providerFailure }: Settled): void => {
    inFlight -= settled.length
    receipts.push(...settled)
    failure ??= providerFailure
    if (inFlight === 0 || receipts.length >= window / 2) wake()
  }

  while (!options.isClosed()) {
    const room = options.signal.aborted || failure !== undefined ? 0 : window - inFlight
    const claimed = options.exchange(receipts.splice(0), room)
    inFlight += claimed.length
    for (const call of toCalls(options, claimed, batchSize))
      void attempt(options, call).then(settle)
    if (inFlight === 0) return failure
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, recordMs)
      wake = () => {
        clearTimeout(timer)
        // Not at once: calls are answered in between, however fast a channel is.
        setImmediate(resolve)
      }
    })
  }
  return undefined
}

interface Call {
  readonly deliveries: readonly ClaimedDelivery[]
  readonly withCopies: boolean
}

/** The first one alone when the people in copy go along, the others in full calls. */
const toCalls = (
  { content, copies }: LaneOptions,
  claimed: readonly ClaimedDelivery[],
  size: number,
): Call[] => {
  const hasCopies = content.type === 'email' && content.cc.length + content.bcc.length > 0
  const withCopies = hasCopies && claimed.length > 0 && copies.take()
  const calls: Call[] = []
  if (withCopies) calls.push({ deliveries: claimed.slice(0, 1), withCopies })
  for (let at = calls.length; at < claimed.length; at += size)
    calls.push({ deliveries: claimed.slice(at, at + size), withCopies: false })
  return calls
}

interface Settled {
  readonly receipts: readonly DeliveryReceipt[]
  readonly providerFailure?: string
}

const attempt = async (
  options: LaneOptions,
  { deliveries, withCopies }: Call,
): Promise<Settled> => {
  const { channel, copies } = options
  try {
    const outgoing = toOutgoing(options, deliveries, withCopies)
    const { refused, refusedCopies, copiesSent } = await channel.send(outgoing)
    if (copiesSent) copies.done(refusedCopies)
    else if (withCopies) copies.giveBack()
    return {
      receipts: deliveries.map((delivery, at) => toReceipt(options, delivery, refused.get(at))),
    }
  } catch (error) {
    const trouble = toTrouble(error, options.log)
    // What may have arrived is not sent again by itself, and neither are its copies.
    if (withCopies && trouble.scope === 'outcome') copies.done([])
    else if (withCopies) copies.giveBack()
    const receipts = deliveries.map((delivery) => toReceipt(options, delivery, trouble))
    return trouble.scope === 'provider'
      ? { receipts, providerFailure: trouble.message }
      : { receipts }
  }
}

const toOutgoing = (
  { content, sending, signal }: LaneOptions,
  deliveries: readonly ClaimedDelivery[],
  withCopies: boolean,
): Outgoing => {
  const keys = deliveries.map(({ id }) => `${id}.${sending.token}`)
  return {
    content,
    recipients: deliveries.map(({ identifier }, at) => ({ identifier, key: keys[at] ?? '' })),
    withCopies,
    key: createHash('sha256').update(keys.join()).digest('hex'),
    date: new Date(sending.startedAt),
    signal,
  }
}

/** An error that nobody foresaw: whether it happened before or after the mail had left is not known. */
const toTrouble = (error: unknown, log: (line: string) => void): ProviderError => {
  if (error instanceof ProviderError) return error
  log(error instanceof Error ? (error.stack ?? error.message) : String(error))
  const message = 'Something went wrong inside Sendwright; whether the message left is unknown.'
  return new ProviderError('unknown', 'outcome', message, { cause: error })
}

const toReceipt = (
  { now }: LaneOptions,
  { id }: ClaimedDelivery,
  trouble: ProviderError | undefined,
): DeliveryReceipt => {
  if (trouble?.scope === 'untried') return { id, state: 'pending', error: null, finishedAt: null }
  const state = !trouble ? 'accepted' : trouble.scope === 'outcome' ? 'unknown' : 'failed'
  return { id, state, error: trouble?.message ?? null, finishedAt: now() }
}

/** One line of `deliveryErrors` (behaviour 6.4). */
export const toErrorLine = ({
  identifier,
  error,
}: {
  readonly identifier: string
  readonly error: string
}): string => `Failed sending to target ${identifier} with error: ${error}`
