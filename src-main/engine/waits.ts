import type { DeliveryWait } from '@contract/delivery'
import type { Channel } from '../providers/provider'
import { toTime } from '../store/identity'
import type { LaneState } from '../store/sendings'
import type { Rest } from './rest'

/** A lane that may rest, and what it sends through. */
export interface RestingLane extends Rest {
  /** When that was told, in milliseconds since 1970. */
  readonly at: number
  readonly channel: Pick<Channel, 'patienceMs'> | undefined
}

interface Lanes {
  /** By provider. */
  readonly states: ReadonlyMap<string, LaneState>
  /** By provider. */
  readonly rests: ReadonlyMap<string, RestingLane>
}

/**
 * What the lanes of a message wait for now, in milliseconds since 1970; `errorOf` says why those were put off
 * who wait for this provider.
 */
export const toWaits = (
  { states, rests }: Lanes,
  now: number,
  errorOf: (providerId: string) => string,
): DeliveryWait[] => [
  ...[...states].flatMap(([providerId, { waitUntil, waitReason }]) =>
    waitUntil !== null && waitUntil > now
      ? [{ ...ofTrouble, providerId, until: toTime(waitUntil), reason: waitReason ?? '' }]
      : [],
  ),
  ...[...rests].flatMap(([providerId, { kind, until, ...rest }]): DeliveryWait[] => {
    if (rest.silentMs !== undefined) return [toSilence(providerId, rest, now)]
    if (kind === undefined || (until !== undefined && until <= now)) return []
    const reason = kind === 'retries' ? errorOf(providerId) : ''
    return [{ kind, providerId, since: null, until: until ? toTime(until) : null, reason }]
  }),
]

/** What every wait for trouble has in common. */
export const ofTrouble = { kind: 'trouble', since: null } as const

const toSilence = (
  providerId: string,
  { silentMs = 0, at, channel }: Pick<RestingLane, 'silentMs' | 'at' | 'channel'>,
  now: number,
): DeliveryWait => {
  const since = Math.round(at - silentMs)
  const leftMs = channel?.patienceMs?.(Math.max(0, now - since))
  return {
    ...{ kind: 'silence', providerId, reason: '' },
    since: toTime(since),
    until: leftMs === undefined ? null : toTime(Math.ceil(now + leftMs)),
  }
}
