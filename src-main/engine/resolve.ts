import type { StoredMessage } from '../store/messages'
import type { ListedPlace } from '../store/reached'
import type { Audience, Resolution } from '../store/resolutions'
import type { Store } from '../store/store'

/** Whom an audience reaches, in numbers. */
export interface Resolved {
  readonly listed: number
  /** Provider → people. */
  readonly people: ReadonlyMap<string, number>
}

/** Small enough that a call in between waits a few milliseconds. */
const pageRows = 1000

/**
 * Finds everybody of an audience, a page at a time; calls are answered in between. Ends early when
 * `isWanted` says so no more.
 */
export const collectAudience = async (
  resolution: Resolution,
  isWanted: () => boolean = () => true,
): Promise<Resolved> => {
  const people = new Map<string, number>()
  let listed = 0
  for (const place of placesOf(resolution.audience)) {
    let after: number | undefined = 0
    while (after !== undefined && isWanted()) {
      const found = resolution.collect(place, { after, limit: pageRows })
      listed += found.listed
      for (const [id, total] of found.people) people.set(id, (people.get(id) ?? 0) + total)
      after = found.next
      await new Promise(setImmediate)
    }
  }
  return { listed, people }
}

const placesOf = ({ topics, users, targets }: Audience): ListedPlace[] => [
  ...[...new Set(topics)].map((id) => ({ kind: 'topic' as const, id })),
  ...[...new Set(users)].map((id) => ({ kind: 'user' as const, id })),
  ...[...new Set(targets)].map((id) => ({ kind: 'target' as const, id })),
]

/** Whom a message is for, by ids. */
interface Addressed extends Pick<StoredMessage, 'providerType' | 'topics' | 'users' | 'targets'> {
  /** Targets in copy. */
  readonly copies?: readonly string[]
}

/** How many people an audience is, and who would send to them. */
interface AudienceCount {
  readonly total: number
  /** Those in copy who are no recipients. */
  readonly copies: number
  /** Reached more than once, and counted once. */
  readonly duplicates: number
  readonly providers: { providerId: string; name: string; total: number }[]
}

/** Stands in where no provider is enabled, so that people are counted all the same. */
const nobody = ''

/**
 * How many people would get it, and through which providers: what sending itself would find now. Fewer when
 * it is wanted no more. Whoever asks drops the resolution, from which a ledger can be written.
 */
export const resolveRecipients = async (
  { resolutions, providers }: Pick<Store, 'resolutions' | 'providers'>,
  { providerType: type, topics, users, targets, copies = [] }: Addressed,
  isWanted?: () => boolean,
): Promise<AudienceCount & { readonly resolution: Resolution }> => {
  const audience = { type, topics, users, targets }
  const resolution = resolutions.open(audience, providers.defaultFor(type) ?? nobody)
  try {
    const { listed, people } = await collectAudience(resolution, isWanted)
    const total = sum(people.values())
    return {
      ...{ resolution, total, copies: resolution.others([...new Set(copies)]) },
      duplicates: listed - resolution.leftOut() - total,
      providers: toProviders(people, providers),
    }
  } catch (error) {
    resolution.drop()
    throw error
  }
}

/** The same, just to know. */
export const countRecipients = async (
  store: Pick<Store, 'resolutions' | 'providers'>,
  addressed: Addressed,
): Promise<AudienceCount> => {
  const { resolution, ...count } = await resolveRecipients(store, addressed)
  resolution.drop()
  return count
}

/** Who would send to how many, the busiest first. */
export const toProviders = (
  people: Resolved['people'],
  providers: Pick<Store['providers'], 'get'>,
): AudienceCount['providers'] =>
  [...people]
    .flatMap(([providerId, total]) => {
      const name = providers.get(providerId)?.name ?? ''
      return providerId === nobody ? [] : [{ providerId, name, total }]
    })
    .toSorted((left, right) => right.total - left.total)

const sum = (values: Iterable<number>): number => [...values].reduce((all, value) => all + value, 0)
