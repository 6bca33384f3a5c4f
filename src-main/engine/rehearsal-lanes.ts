import type { Content, Recipient } from '../providers/outgoing'
import type { EngineContext } from './context'
import { hasCopies } from './copies'
import type { ProviderRecord, RehearsalRecord } from './rehearsal-record'
import type { Way, Ways } from './ways'

/** What recipients are handed over with. */
export interface RehearsalLanesOptions {
  readonly context: EngineContext
  readonly ways: Ways
  readonly content: Content
  readonly record: RehearsalRecord
  /** Everybody's providers. */
  readonly providerIds: readonly string[]
}

/** Gathers recipients into the calls that a send would make, provider by provider. */
export interface RehearsalLanes {
  add(providerId: string, recipient: Recipient): Promise<void>
  /** Makes the calls that are not full. */
  flush(): Promise<void>
  close(): void
}

interface Lane {
  readonly way: Way
  readonly record: ProviderRecord
  readonly size: number
  readonly waiting: Recipient[]
}

/** Opens a lane for every provider that is needed. Throws `ProviderError` like a send. */
export const createRehearsalLanes = ({
  context,
  ways,
  content,
  record,
  providerIds,
}: RehearsalLanesOptions): RehearsalLanes => {
  const lanes = new Map<string, Lane>()
  const date = new Date(context.origin.clock())
  let owesCopies = hasCopies(content)
  // A send begins with its providers in this order, and the first call of all carries the copies.
  const [carrier] = providerIds.toSorted()

  const open = (providerId: string): Lane => {
    const name = context.store.providers.get(providerId)?.name ?? ''
    const { concurrency, perSecond } = context.store.providerLimits.get(providerId)
    const connections = Math.min(connectionsOf(ways, providerId), concurrency ?? Infinity)
    const part = record.open({ id: providerId, name, connections, perSecond })
    const way = ways.toRecord(providerId, part.add)
    const lane = { way, record: part, size: way.channel.batchSize(content), waiting: [] }
    lanes.set(providerId, lane)
    return lane
  }
  const makeCall = async (
    providerId: string,
    { way, record: part, waiting }: Lane,
  ): Promise<void> => {
    const recipients = waiting.splice(0)
    if (recipients.length === 0) return
    const withCopies = owesCopies && providerId === carrier
    if (withCopies) owesCopies = false
    part.call(recipients.length)
    const key = context.origin.random(24).toString('hex')
    const signal = new AbortController().signal
    await way.channel.send({ content, recipients, withCopies, key, date, signal })
  }

  return {
    add: async (providerId, recipient) => {
      const lane = lanes.get(providerId) ?? open(providerId)
      lane.waiting.push(recipient)
      if ((owesCopies && providerId === carrier) || lane.waiting.length >= lane.size)
        await makeCall(providerId, lane)
    },
    flush: async () => {
      for (const [providerId, lane] of lanes) await makeCall(providerId, lane)
    },
    close: () => {
      for (const { way } of lanes.values()) way.release()
    },
  }
}

/** How many a real send would use at the same time; opening the way contacts nobody. */
const connectionsOf = (ways: Ways, providerId: string): number => {
  const way = ways.toVendor(providerId)
  const { connections, inParallel = connections } = way.channel
  way.release()
  return inParallel
}
