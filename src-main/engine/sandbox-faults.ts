import { createHash } from 'node:crypto'
import type { SandboxFault } from '@contract/sandbox'
import { ProviderError } from '../providers/errors'
import type { Channel } from '../providers/provider'
import type { Outgoing, Receipt, Recipient } from '../providers/outgoing'
import type { EngineContext } from './context'

interface FaultContext extends Pick<EngineContext, 'store' | 'origin' | 'timer'> {
  /** When the message began to be sent. */
  readonly startedAt: string
}

const slowMs = 3_000
const retryAfterMs = 2_000
/** The second further attempt of whoever is put off gets through. */
const greyMs = 5 * 60_000

/** A channel of the sandbox that makes the trouble it is told to; the rules are read for every call. */
export const withFaults = (context: FaultContext, channel: Channel): Channel => ({
  ...channel,
  send: async (call) => {
    const faults = context.store.sandboxFaults.list()
    if (faults.length === 0) return await channel.send(call)
    const isHit = (kind: SandboxFault['kind']): boolean =>
      faults.some(
        (fault) =>
          fault.kind === kind &&
          call.recipients.some((recipient) => matches(fault, recipient)) &&
          roll(context) < fault.percent,
      )
    if (isHit('slow')) await new Promise<void>((resolve) => void context.timer(resolve, slowMs))
    if (isHit('rate_limit'))
      throw new ProviderError('rate_limit', 'provider', tooMany, { status: 429, retryAfterMs })
    if (isHit('server')) throw new ProviderError('server', 'recipient', broken, { status: 503 })
    const isLost = isHit('timeout')
    const receipt = await sendToSome(channel, call, toRefusals(context, faults, call.recipients))
    if (isLost) throw new ProviderError('timeout', 'outcome', silent)
    return receipt
  },
})

const tooMany = 'Fault of the sandbox: too many requests, wait 2 seconds (429).'
const broken = 'Fault of the sandbox: the service is unavailable (503).'
const silent =
  'Fault of the sandbox: the message was handed over and no answer came. Whether it arrived is unknown.'
const refused = 'Fault of the sandbox: this recipient was refused.'
const greylisted = 'Fault of the sandbox: 450 4.7.1 Greylisted, come back in 5 minutes.'

const matches = ({ matching }: SandboxFault, { identifier }: Recipient): boolean =>
  identifier.toLowerCase().includes(matching.toLowerCase())

/** From 0 to 99. */
const roll = ({ origin }: FaultContext): number => (origin.random(4).readUInt32BE() * 100) / 2 ** 32

/** Always the same for the same recipient, from 0 to 99: who is refused once is refused again. */
const placeOf = ({ identifier }: Recipient): number =>
  createHash('sha256').update(identifier).digest().readUInt32BE() % 100

/** Those who are refused or put off, by their place. */
const toRefusals = (
  { origin, startedAt }: FaultContext,
  faults: readonly SandboxFault[],
  recipients: readonly Recipient[],
): Receipt['refused'] => {
  const isGrey = origin.clock() - Date.parse(startedAt) < greyMs
  return new Map(
    recipients.flatMap((recipient, at) => {
      const isHit = (kind: SandboxFault['kind']): boolean =>
        faults.some(
          (fault) =>
            fault.kind === kind && matches(fault, recipient) && placeOf(recipient) < fault.percent,
        )
      if (isHit('refuse')) return [[at, new ProviderError('rejected', 'recipient', refused)]]
      if (!isGrey || !isHit('greylist')) return []
      return [[at, new ProviderError('deferred', 'recipient', greylisted)]]
    }),
  )
}

/** The others get theirs, as from a vendor that refuses a part of a batch. */
const sendToSome = async (
  channel: Channel,
  call: Outgoing,
  refusals: Receipt['refused'],
): Promise<Receipt> => {
  if (refusals.size === 0) return await channel.send(call)
  const places = call.recipients.map((_, at) => at).filter((at) => !refusals.has(at))
  const all = new Map(refusals)
  if (places.length === 0) return { refused: all, copiesSent: false, refusedCopies: [] }
  const recipients = call.recipients.filter((_, at) => !refusals.has(at))
  const receipt = await channel.send({ ...call, recipients })
  for (const [at, trouble] of receipt.refused) all.set(places[at] ?? at, trouble)
  return { ...receipt, refused: all }
}
