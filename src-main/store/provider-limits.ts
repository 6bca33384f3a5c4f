import type { ProviderLimits } from '@contract/delivery'
import type { Connection } from './database'

/** How fast and how wide providers may be used; one without a row has no limit of ours. */
export const createProviderLimitStore = (db: Connection) => {
  const one = db.prepare<[string], ProviderLimits>(
    'SELECT perSecond, concurrency FROM provider_limits WHERE providerId = ?',
  )
  const all = db.prepare<[], ProviderLimits & { readonly providerId: string }>(
    `SELECT providerId, perSecond, concurrency FROM provider_limits
     WHERE perSecond IS NOT NULL OR concurrency IS NOT NULL ORDER BY providerId`,
  )
  const set = db.prepare(
    `INSERT INTO provider_limits (providerId, perSecond, concurrency)
     VALUES (@providerId, @perSecond, @concurrency)
     ON CONFLICT (providerId) DO UPDATE SET perSecond = @perSecond, concurrency = @concurrency`,
  )
  return {
    get: (providerId: string): ProviderLimits =>
      one.get(providerId) ?? { perSecond: null, concurrency: null },
    /** Of every provider that has one. */
    all: () => all.all(),
    set: (providerId: string, limits: ProviderLimits): void =>
      void set.run({ providerId, ...limits }),
  }
}
