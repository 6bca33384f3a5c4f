import type { Connection } from './database'

/** A reply that was read earlier. */
export interface CachedReply {
  readonly value: unknown
  /** When the server gave it. */
  readonly readAt: string
}

/** A reply and the call's input that it answered. */
export interface KeptReply extends CachedReply {
  readonly input: unknown
}

/** One reply to keep: `input` is the call's, as canonical text. */
export interface CacheEntry {
  readonly name: string
  readonly input: string
  readonly value: unknown
}

/** What servers have answered, by profile and call. */
export interface CacheRows {
  get(profileId: string, name: string, input: string): CachedReply | undefined
  /** The newest few replies to calls of this name. */
  latest(profileId: string, name: string): KeptReply[]
  /** Keeps these in place of what was kept for the same calls; the oldest beyond the limit are dropped. */
  put(profileId: string, entries: readonly CacheEntry[], readAt: string): void
  removeAll(profileId: string): void
}

/** So many replies are kept of each profile. */
const mostEntries = 20_000
/** Among so many newest ones another reply is looked for. */
const mostLatest = 30

/** Prepares the statements over an open app database. */
export const createCacheRows = (db: Connection): CacheRows => {
  const get = db.prepare<[string, string, string], { reply: string; readAt: string }>(
    'SELECT reply, readAt FROM cache WHERE profileId = ? AND name = ? AND input = ?',
  )
  const latest = db.prepare<[string, string], { input: string; reply: string; readAt: string }>(
    `SELECT input, reply, readAt FROM cache WHERE profileId = ? AND name = ?
     ORDER BY readAt DESC LIMIT ${mostLatest}`,
  )
  const put = db.prepare(
    `INSERT INTO cache (profileId, name, input, reply, readAt) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (profileId, name, input) DO UPDATE SET reply = excluded.reply, readAt = excluded.readAt`,
  )
  const trim = db.prepare(
    `DELETE FROM cache WHERE profileId = ? AND readAt <
       (SELECT readAt FROM cache WHERE profileId = ? ORDER BY readAt DESC LIMIT 1 OFFSET ${mostEntries})`,
  )
  const removeAll = db.prepare('DELETE FROM cache WHERE profileId = ?')
  const store = db.transaction(
    (profileId: string, entries: readonly CacheEntry[], readAt: string) => {
      for (const { name, input, value } of entries)
        put.run(profileId, name, input, JSON.stringify(value), readAt)
      trim.run(profileId, profileId)
    },
  )

  return {
    get: (profileId, name, input) => {
      const row = get.get(profileId, name, input)
      return row && { value: JSON.parse(row.reply), readAt: row.readAt }
    },
    latest: (profileId, name) =>
      latest.all(profileId, name).map(({ input, reply, readAt }) => ({
        ...{ input: JSON.parse(input), value: JSON.parse(reply), readAt },
      })),
    put: (profileId, entries, readAt) => store.immediate(profileId, entries, readAt),
    removeAll: (profileId) => void removeAll.run(profileId),
  }
}
