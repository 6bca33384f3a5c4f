import type { Connection } from './database'
import type { PeoplePage, Resolution } from './resolutions'
import type { createSendingStore } from './sendings'

/** A part of an audience that was written into the ledger. */
export interface Slice {
  /** Where the next one begins; undefined behind the last. */
  readonly next: number | undefined
  readonly written: number
}

/**
 * Writes a ledger row for everybody whom a resolution found, slice by slice, so that neither calls nor
 * memory feel how many they are.
 */
export const createExpansionStore = (
  db: Connection,
  sendings: ReturnType<typeof createSendingStore>,
) => {
  const seqOf = db.prepare<[string], number>('SELECT seq FROM messages WHERE id = ?').pluck()
  // By the new rows alone: an index on the message would be read from its beginning for every slice.
  const addLanes = db.prepare(
    `INSERT INTO lanes (message, providerId, total)
     SELECT @message, providerId, count(*) FROM deliveries
     WHERE id > @before AND +message = @message GROUP BY providerId
     ON CONFLICT (message, providerId) DO UPDATE SET total = total + excluded.total`,
  )
  const lastRow = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM deliveries').pluck()
  const unwrite = db.prepare(
    `DELETE FROM deliveries WHERE id IN (
       SELECT id FROM deliveries WHERE message = @message LIMIT @limit)`,
  )
  const dropLanes = db.prepare('DELETE FROM lanes WHERE message = ?')

  const find = (messageId: string): number => seqOf.get(messageId) ?? 0

  return {
    /** Takes back what an interrupted expansion wrote; false once nothing is left of it. */
    takeBack: (messageId: string, limit: number): boolean => {
      const part = { message: find(messageId), limit }
      const rows = unwrite.run(part).changes
      dropLanes.run(part.message)
      sendings.count(messageId, { pending: -rows })
      return rows > 0
    },
    /** Prepares to write a resolution; each call of the answer writes the next of its people. */
    writer: (messageId: string, { tables }: Pick<Resolution, 'tables'>) => {
      const message = find(messageId)
      const lastOf = db
        .prepare<[PeoplePage], number | null>(
          `SELECT max(target) FROM (SELECT target FROM ${tables.people} WHERE target > @after
           ORDER BY target LIMIT @limit)`,
        )
        .pluck()
      const write = db.prepare(
        `INSERT INTO deliveries (message, providerId, targetId, userId, identifier)
         SELECT @message, provider, targets.id, targets.userId, targets.identifier
         FROM ${tables.people} CROSS JOIN targets ON targets.seq = target
         WHERE target > @after AND target <= @last ORDER BY target`,
      )
      return (page: PeoplePage): Slice => {
        const last = lastOf.get(page) ?? undefined
        if (last === undefined) return { next: undefined, written: 0 }
        const before = lastRow.get() ?? 0
        const written = write.run({ message, after: page.after, last }).changes
        addLanes.run({ message, before })
        sendings.count(messageId, { pending: written })
        return { next: last, written }
      }
    },
  }
}
