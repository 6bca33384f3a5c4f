import type { Connection } from './database'

/** Whom a message is for. */
export interface Audience {
  readonly type: string
  readonly topics: readonly string[]
  readonly users: readonly string[]
  readonly targets: readonly string[]
}

/** How many people an audience is, and who would send to them. */
export interface AudienceCount {
  readonly total: number
  /** Reached more than once, and counted once. */
  readonly duplicates: number
  readonly providers: readonly {
    readonly providerId: string
    readonly name: string
    readonly total: number
  }[]
}

/**
 * One row for every recipient (behaviour 5.6): targets reached through topics, users and by themselves,
 * each address once for a provider. The provider is the target's own while it is enabled and of the
 * type, else the default one.
 */
const recipients = `
  WITH wanted (seq) AS (
    SELECT targets.seq FROM subscribers JOIN targets ON targets.id = subscribers.targetId
    WHERE subscribers.topicId IN (SELECT value FROM json_each(@topics))
      AND subscribers.providerType = @type
    UNION ALL
    SELECT seq FROM targets
    WHERE userId IN (SELECT value FROM json_each(@users)) AND providerType = @type
    UNION ALL
    SELECT seq FROM targets
    WHERE id IN (SELECT value FROM json_each(@targets)) AND providerType = @type
  ),
  reached (seq, times) AS (SELECT seq, count(*) FROM wanted GROUP BY seq),
  recipients AS (
    SELECT min(targets.seq) AS seq, targets.id AS targetId, targets.userId AS userId,
      targets.identifier AS identifier, sum(reached.times) AS times,
      coalesce(own.id, @defaultProvider) AS providerId
    FROM reached JOIN targets USING (seq)
    LEFT JOIN providers AS own
      ON own.id = targets.providerId AND own.enabled = 1 AND own.type = @type
    GROUP BY coalesce(own.id, @defaultProvider),
      CASE targets.providerType WHEN 'email' THEN lower(targets.identifier) ELSE targets.identifier END
  )`

const toParameters = (audience: Audience, defaultProvider: string | undefined) => ({
  type: audience.type,
  topics: JSON.stringify(audience.topics),
  users: JSON.stringify(audience.users),
  targets: JSON.stringify(audience.targets),
  defaultProvider: defaultProvider ?? null,
})

/** Resolves audiences; `createExpansionStore` finds the same people. */
export const createRecipientStore = (db: Connection) => {
  const count = db.prepare<
    [ReturnType<typeof toParameters>],
    { providerId: string | null; name: string; total: number; times: number }
  >(
    `${recipients}
     SELECT providerId, coalesce(providers.name, '') AS name, count(*) AS total, sum(times) AS times
     FROM recipients LEFT JOIN providers ON providers.id = providerId
     GROUP BY providerId ORDER BY total DESC, providers.seq`,
  )

  return {
    count: (audience: Audience, defaultProvider: string | undefined): AudienceCount => {
      const rows = count.all(toParameters(audience, defaultProvider))
      const total = rows.reduce((sum, row) => sum + row.total, 0)
      const times = rows.reduce((sum, row) => sum + row.times, 0)
      const providers = rows.flatMap(({ providerId, name, total: part }) =>
        providerId === null ? [] : [{ providerId, name, total: part }],
      )
      return { total, duplicates: times - total, providers }
    },
  }
}
