import type { DeliveryWait } from '@contract/delivery'
import type { Channel } from '../providers/provider'
import { toTime } from '../store/identity'
import type { PutOff } from '../store/put-off'
import type { LaneState } from '../store/sendings'
import type { EngineContext } from './context'
import { leastParkMs } from './parking'
import type { Rest } from './rest'

/** A lane that may rest, and what it sends through. */
export interface RestingLane extends Rest {
  /** When that was told, in milliseconds since 1970. */
  readonly at: number
  readonly channel: Pick<Channel, 'patienceMs'> | undefined
}

/** The lanes of a message, by provider. */
export interface Lanes {
  /** Those that have not come to their end. */
  readonly open: ReadonlySet<string>
  readonly states: ReadonlyMap<string, LaneState>
  readonly rests: ReadonlyMap<string, RestingLane>
}

/** Those who are put off beyond that time, by provider. */
type PutOffBeyond = (providerId: string, time: number) => PutOff | undefined

/** What the lanes of a message wait for now, in milliseconds since 1970. */
export const toWaits = (
  { open, states, rests }: Lanes,
  now: number,
  putOff: PutOffBeyond,
): DeliveryWait[] =>
  [...open].flatMap((providerId) => {
    const state = states.get(providerId)
    const trouble = state && toTrouble(providerId, state, now)
    const rest = rests.get(providerId)
    const pause = rest && toPause(providerId, rest, { now, putOff })
    const waits = [trouble, pause].filter((wait) => wait !== undefined)
    return waits.length > 0 ? waits : toDeferral(providerId, putOff(providerId, now + leastParkMs))
  })

/** The same of a message that is put aside. */
export const readWaits = (
  { store, origin }: Pick<EngineContext, 'store' | 'origin'>,
  messageId: string,
): DeliveryWait[] => {
  const now = origin.clock()
  return store.deliveries.providersWaiting(messageId).flatMap((providerId) => {
    const trouble = toTrouble(providerId, store.sendings.lane(messageId, providerId), now)
    const until = store.putOff.next(messageId, providerId)?.dueAt ?? 0
    return trouble ?? toRetries(providerId, until, store.putOff.after(messageId, providerId, now))
  })
}

/** Until when nobody is moved on, in milliseconds since 1970; undefined while anybody may be. */
export const restsUntil = ({ open, rests }: Lanes): number | undefined => {
  const untils = [...open].map((providerId) => {
    const { kind, until, silentMs } = rests.get(providerId) ?? {}
    const isPutOff = (kind === 'retries' || kind === 'trouble') && silentMs === undefined
    return isPutOff ? (until ?? 0) : 0
  })
  const first = Math.min(...untils)
  return untils.length > 0 && first > 0 ? first : undefined
}

/** What every wait for trouble has in common. */
export const ofTrouble = { kind: 'trouble', since: null, people: null } as const

const toTrouble = (
  providerId: string,
  { waitUntil, waitReason }: LaneState,
  now: number,
): DeliveryWait | undefined =>
  waitUntil !== null && waitUntil > now
    ? { ...ofTrouble, providerId, until: toTime(waitUntil), reason: waitReason ?? '' }
    : undefined

const toPause = (
  providerId: string,
  { kind, until, ...rest }: RestingLane,
  { now, putOff }: { readonly now: number; readonly putOff: PutOffBeyond },
): DeliveryWait | undefined => {
  if (rest.silentMs !== undefined) return toSilence(providerId, rest, now)
  if (kind === undefined || kind === 'trouble' || (until !== undefined && until <= now))
    return undefined
  if (kind === 'retries') return toRetries(providerId, until, putOff(providerId, now))
  return {
    ...{ kind, providerId, since: null, people: null, reason: '' },
    until: until ? toTime(until) : null,
  }
}

const toRetries = (
  providerId: string,
  until: number | undefined,
  putOff: PutOff | undefined,
): DeliveryWait => ({
  ...{ kind: 'retries', providerId, since: null },
  ...{ until: until ? toTime(until) : null, people: putOff?.people ?? null },
  reason: putOff?.error ?? '',
})

const toDeferral = (providerId: string, putOff: PutOff | undefined): DeliveryWait[] => {
  if (!putOff) return []
  const { people, until, error: reason } = putOff
  return [{ kind: 'deferred', providerId, since: null, people, until: toTime(until), reason }]
}

const toSilence = (
  providerId: string,
  { silentMs = 0, at, channel }: Pick<RestingLane, 'silentMs' | 'at' | 'channel'>,
  now: number,
): DeliveryWait => {
  const since = Math.round(at - silentMs)
  const leftMs = channel?.patienceMs?.(Math.max(0, now - since))
  return {
    ...{ kind: 'silence', providerId, people: null, reason: '' },
    since: toTime(since),
    until: leftMs === undefined ? null : toTime(Math.ceil(now + leftMs)),
  }
}
