import type { ProviderLimits } from '@contract/delivery'
import type { Clock } from '../store/identity'
import type { LaneState } from '../store/sendings'
import type { EngineContext } from './context'
import { calm, type Condition } from './health'
import type { Pace } from './pace'
import { createPace } from './pace'

/** Lets one lane's calls to a provider through; all lanes of a provider share what there is room for. */
export interface Gate {
  /** How many calls, with how many recipients together, may go now. */
  room(): { readonly calls: number; readonly recipients: number }
  /** Milliseconds after which there is room again; undefined when somebody must leave first. */
  waitMs(): number | undefined
  enter(recipients: number): void
  leave(): void
  /** Whether somebody else's call may follow one that has left. */
  isShared(): boolean
  /** Tells when others have left room for it, or another limit holds; answers how to end that. */
  watch(wake: () => void): () => void
}

/** The gates of all providers. */
export interface Gates {
  /** For one lane; its provider takes so many calls at the same time, whoever makes them. */
  of(providerId: string, connections: number): Gate
  /** How a provider does; where nobody sends through it now or waits for it, as the last start of this lane left it. */
  condition(providerId: string, start: LaneState): Condition
  /** Another limit holds from now on. */
  changed(providerId: string): void
  /** It has other settings, or is gone: what was learnt of it says nothing any more. */
  renew(providerId: string): void
}

/** A gate without a limit, for a sandbox. */
export const openGate: Gate = {
  room: () => ({ calls: Infinity, recipients: Infinity }),
  waitMs: () => 0,
  enter: () => undefined,
  leave: () => undefined,
  isShared: () => false,
  watch: () => () => undefined,
}

interface Entry {
  open(connections: number): Gate
  condition(start: LaneState): Condition
  apply(limits: ProviderLimits): void
  renew(): void
}

/** One that calls go through. */
interface Visitor {
  readonly wake: () => void
  calls: number
  /** It found no room, and was not told of any since. */
  isWaiting: boolean
}

/** Messages that are on their way at the same time share the limits of a provider. */
export const createGates = ({ store, origin }: Pick<EngineContext, 'store' | 'origin'>): Gates => {
  const since = origin.clock()
  const entries = new Map<string, Entry>()
  const entryOf = (providerId: string): Entry => {
    const known = entries.get(providerId)
    if (known) return known
    const { perSecond, concurrency } = store.providerLimits.get(providerId)
    const entry = createEntry(
      createPace(origin.clock, { perSecond, since }),
      concurrency,
      origin.clock,
    )
    entries.set(providerId, entry)
    return entry
  }
  return {
    of: (providerId, connections) => entryOf(providerId).open(connections),
    condition: (providerId, start) => entryOf(providerId).condition(start),
    changed: (providerId) => entries.get(providerId)?.apply(store.providerLimits.get(providerId)),
    renew: (providerId) => {
      const entry = entries.get(providerId)
      entry?.renew()
      // Its limits are gone with it; another one may come under its id.
      entry?.apply(store.providerLimits.get(providerId))
    },
  }
}

const createEntry = (pace: Pace, concurrency: number | null, clock: Clock): Entry => {
  /** Whoever was let in last is told last. */
  const visitors = new Set<Visitor>()
  let width = concurrency ?? Infinity
  let inside = 0
  let condition: Condition | undefined

  const tell = (these: Iterable<Visitor>): void => {
    for (const visitor of these) {
      visitor.isWaiting = false
      visitor.wake()
    }
  }
  /**
   * Those who have less than their share are told, as many as there is room for; the others follow up their
   * own calls. Once nobody is inside, everybody who waits is told: nobody else would do it.
   */
  const makeRoom = (most: number): void => {
    const waiting = [...visitors].filter(({ isWaiting }) => isWaiting)
    const share = Math.max(1, Math.floor(most / visitors.size))
    const poor = waiting.filter(({ calls }) => calls < share)
    tell(inside === 0 ? waiting : poor.slice(0, Math.max(0, most - inside)))
  }

  return {
    open: (connections) => {
      let own: Visitor | undefined
      // After a trouble one call looks whether it is over, for everybody.
      const most = (): number =>
        (condition?.state.strikes ?? 0) > 0 ? 1 : Math.min(width, connections)
      return {
        room: () => ({ calls: Math.max(0, most() - inside), recipients: pace.room() }),
        waitMs: () => {
          if (inside < most()) return pace.waitMs()
          if (own) own.isWaiting = true
          return undefined
        },
        enter: (recipients) => {
          inside++
          pace.take(recipients)
          if (!own) return
          own.calls++
          own.isWaiting = false
          visitors.delete(own)
          visitors.add(own)
        },
        leave: () => {
          inside--
          if (own) own.calls--
          if (visitors.size > 1) makeRoom(most())
        },
        isShared: () => visitors.size > 1,
        watch: (wake) => {
          const visitor = { wake, calls: 0, isWaiting: false }
          own = visitor
          visitors.add(visitor)
          return () => {
            visitors.delete(visitor)
            if (visitors.size > 0) makeRoom(most())
          }
        },
      }
    },
    condition: (start) => {
      // A message that waits for it to be over may be put aside meanwhile.
      const isWaiting = (condition?.state.waitUntil ?? 0) > clock()
      if (!condition || (visitors.size === 0 && !isWaiting)) condition = { age: 0, state: start }
      return condition
    },
    renew: () => {
      if (condition) {
        condition.age++
        condition.state = calm
      }
    },
    apply: (limits) => {
      pace.setRate(limits.perSecond)
      width = limits.concurrency ?? Infinity
      tell(visitors)
    },
  }
}
