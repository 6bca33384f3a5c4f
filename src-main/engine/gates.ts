import type { ProviderLimits } from '@contract/delivery'
import type { EngineContext } from './context'
import type { Pace } from './pace'
import { createPace } from './pace'

/** Lets calls to one provider through; everything that is sent through it passes here. */
export interface Gate {
  /** How many calls, with how many recipients together, may go now. */
  room(): { readonly calls: number; readonly recipients: number }
  /** Milliseconds after which there is room again; undefined when somebody must leave first. */
  waitMs(): number | undefined
  enter(recipients: number): void
  leave(): void
  /** Tells when there may be room again; answers how to end that. */
  watch(wake: () => void): () => void
}

/** The gates of all providers. */
export interface Gates {
  of(providerId: string): Gate
  /** Another limit holds from now on. */
  changed(providerId: string): void
}

/** A gate without a limit, for a sandbox. */
export const openGate: Gate = {
  room: () => ({ calls: Infinity, recipients: Infinity }),
  waitMs: () => 0,
  enter: () => undefined,
  leave: () => undefined,
  watch: () => () => undefined,
}

interface Entry {
  readonly gate: Gate
  apply(limits: ProviderLimits): void
}

/** Messages that are on their way at the same time share the limits of a provider. */
export const createGates = ({ store, origin }: Pick<EngineContext, 'store' | 'origin'>): Gates => {
  const since = origin.clock()
  const entries = new Map<string, Entry>()
  const entryOf = (providerId: string): Entry => {
    const known = entries.get(providerId)
    if (known) return known
    const { perSecond, concurrency } = store.providerLimits.get(providerId)
    const entry = createEntry(createPace(origin.clock, { perSecond, since }), concurrency)
    entries.set(providerId, entry)
    return entry
  }
  return {
    of: (providerId) => entryOf(providerId).gate,
    changed: (providerId) => entries.get(providerId)?.apply(store.providerLimits.get(providerId)),
  }
}

const createEntry = (pace: Pace, concurrency: number | null): Entry => {
  const watchers = new Set<() => void>()
  let width = concurrency ?? Infinity
  let inside = 0
  const tell = (): void => {
    for (const wake of watchers) wake()
  }
  return {
    gate: {
      room: () => ({ calls: Math.max(0, width - inside), recipients: pace.room() }),
      waitMs: () => (inside >= width ? undefined : pace.waitMs()),
      enter: (recipients) => {
        inside++
        pace.take(recipients)
      },
      leave: () => {
        inside--
        // Nobody waits for room where there was some all the time.
        if (inside + 1 >= width && inside < width) tell()
      },
      watch: (wake) => {
        watchers.add(wake)
        return () => void watchers.delete(wake)
      },
    },
    apply: (limits) => {
      pace.setRate(limits.perSecond)
      width = limits.concurrency ?? Infinity
      tell()
    },
  }
}
