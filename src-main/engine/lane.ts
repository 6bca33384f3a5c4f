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

/** So many wait for each connection: enough to keep it busy, few enough to be in doubt after a crash. */
const windowPerConnection = 4
/** The longest that a receipt waits to be recorded. */
const recordMs = 50

/**
 * Sends to everybody who waits for this provider. Answers the reason when the provider as a whole
 * failed; the recipients that were not tried still wait then.
 */
export const runLane = async (options: LaneOptions): Promise<string | undefined> => {
  const window = options.channel.connections * windowPerConnection
  const receipts: DeliveryReceipt[] = []
  let inFlight = 0
  let failure: string | undefined
  let wake = (): void => {}

  const settle = ({ receipt, providerFailure }: Settled): void => {
    inFlight--
    receipts.push(receipt)
    failure ??= providerFailure
    if (inFlight === 0 || receipts.length >= window / 2) wake()
  }

  while (!options.isClosed()) {
    const room = options.signal.aborted || failure !== undefined ? 0 : window - inFlight
    const claimed = options.exchange(receipts.splice(0), room)
    inFlight += claimed.length
    for (const delivery of claimed) void attempt(options, delivery).then(settle)
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

interface Settled {
  readonly receipt: DeliveryReceipt
  readonly providerFailure?: string
}

const attempt = async (options: LaneOptions, delivery: ClaimedDelivery): Promise<Settled> => {
  const { channel, content, sending, copies, signal } = options
  const hasCopies = content.type === 'email' && content.cc.length + content.bcc.length > 0
  const withCopies = hasCopies && copies.take()
  const outgoing: Outgoing = {
    content,
    identifier: delivery.identifier,
    withCopies,
    key: `${delivery.id}.${sending.token}`,
    date: new Date(sending.startedAt),
    signal,
  }
  try {
    const { refused, refusedCopies, copiesSent } = await channel.send(outgoing)
    if (copiesSent) copies.done(refusedCopies)
    else if (withCopies) copies.giveBack()
    return { receipt: toReceipt(options, delivery, refused) }
  } catch (error) {
    const trouble = toTrouble(error, options.log)
    // What may have arrived is not sent again by itself, and neither are its copies.
    if (withCopies && trouble.scope === 'outcome') copies.done([])
    else if (withCopies) copies.giveBack()
    const receipt = toReceipt(options, delivery, trouble)
    return trouble.scope === 'provider'
      ? { receipt, providerFailure: trouble.message }
      : { receipt }
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
