import { mostPutOffCounted } from '@contract/put-off'
import type { Connection } from './database'

/** Who waits, and may be tried next. */
export interface NextDelivery {
  /** When that may be, in milliseconds since 1970; 0 when it was never tried. */
  readonly dueAt: number
  /** Attempts so far. */
  readonly attempts: number
  /** Why it was put off; empty when it was not. */
  readonly error: string
}

/** Those who were put off. */
export interface PutOff {
  /** How many they are, counted up to `mostPutOffCounted`. */
  readonly people: number
  /** When the last of them may be tried, in milliseconds since 1970. */
  readonly until: number
  /** Why the first of them was put off. */
  readonly error: string
}

const waiting = `message = ? AND state = 'pending' AND providerId = ?`

/** Reads and moves the times of those who wait for another attempt. */
export const createPutOffStore = (db: Connection) => {
  const seqOf = db.prepare<[string], number>('SELECT seq FROM messages WHERE id = ?').pluck()
  const next = db.prepare<[number, string], NextDelivery>(
    `SELECT coalesce(dueAt, 0) AS dueAt, attempts, coalesce(error, '') AS error
     FROM deliveries WHERE ${waiting} ORDER BY dueAt LIMIT 1`,
  )
  type Part = [number, string, number]
  const first = db.prepare<Part, Pick<NextDelivery, 'error'>>(
    `SELECT coalesce(error, '') AS error FROM deliveries WHERE ${waiting} AND dueAt > ?
     ORDER BY dueAt LIMIT 1`,
  )
  const last = db
    .prepare<Part, number>(
      `SELECT dueAt FROM deliveries WHERE ${waiting} AND dueAt > ? ORDER BY dueAt DESC LIMIT 1`,
    )
    .pluck()
  const count = db
    .prepare<Part, number>(
      `SELECT count(*) FROM
         (SELECT 1 FROM deliveries WHERE ${waiting} AND dueAt > ? LIMIT ${mostPutOffCounted})`,
    )
    .pluck()
  // Recipients of one call have the same time: they are moved together.
  const bring = db.prepare(
    `UPDATE deliveries SET dueAt = dueAt - @byMs, attempts = 0
     WHERE message = @message AND state = 'pending' AND providerId = @providerId AND dueAt > @now
       AND dueAt <= (SELECT max(dueAt) FROM (SELECT dueAt FROM deliveries
         WHERE message = @message AND state = 'pending' AND providerId = @providerId AND dueAt > @now
         ORDER BY dueAt LIMIT @limit))`,
  )

  return {
    /** Who may be tried next; undefined when nobody waits. */
    next: (messageId: string, providerId: string): NextDelivery | undefined =>
      next.get(seqOf.get(messageId) ?? 0, providerId),
    /** Those who are not to be tried before that time, in milliseconds since 1970. */
    after: (messageId: string, providerId: string, time: number): PutOff | undefined => {
      const part: Part = [seqOf.get(messageId) ?? 0, providerId, time]
      const found = first.get(...part)
      if (!found) return undefined
      return { people: count.get(...part) ?? 0, until: last.get(...part) ?? 0, ...found }
    },
    /** Makes about so many due now, with all their attempts before them; answers whether there were any. */
    bring: (messageId: string, providerId: string, slice: { now: number; limit: number }) => {
      const message = seqOf.get(messageId) ?? 0
      const until = last.get(message, providerId, slice.now)
      if (until === undefined) return false
      bring.run({ message, providerId, ...slice, byMs: until - slice.now })
      return true
    },
  }
}
