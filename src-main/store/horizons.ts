import type { Connection } from './database'
import type { createSendingStore } from './sendings'

const seqOf = '(SELECT seq FROM messages WHERE id = ?)'

/**
 * How far calls may have gone. Claims and receipts do not wait for the disk one by one: a lane makes known,
 * on the disk, up to which row it is going to claim, and only goes so far. After a power cut everybody up to
 * there may have been sent to; after a crash of the program alone the ledger itself is exact.
 */
export const createHorizonStore = (
  db: Connection,
  sendings: ReturnType<typeof createSendingStore>,
) => {
  const end = db
    .prepare<[string, string, number], number | null>(
      `SELECT max(id) FROM (SELECT id FROM deliveries
       WHERE message = ${seqOf} AND state = 'pending' AND providerId = ? AND dueAt IS NULL
       ORDER BY id LIMIT ?)`,
    )
    .pluck()
  const set = db.prepare(`UPDATE lanes SET horizon = ? WHERE message = ${seqOf} AND providerId = ?`)
  const clear = db.prepare('UPDATE lanes SET horizon = 0 WHERE horizon > 0')
  const inDoubt = db.prepare<[], { id: number; messageId: string }>(
    `SELECT deliveries.id, messages.id AS messageId
     FROM lanes JOIN messages ON messages.seq = lanes.message
     JOIN deliveries ON deliveries.message = lanes.message
       AND deliveries.providerId = lanes.providerId
     WHERE horizon > 0 AND state = 'pending' AND dueAt IS NULL AND deliveries.id <= horizon`,
  )
  const doubt = db.prepare(
    `UPDATE deliveries SET state = 'unknown', error = ?, finishedAt = ? WHERE id = ?`,
  )
  const boot = db.prepare<[], string>('SELECT boot FROM boots').pluck()
  const setBoot = db.prepare(
    'INSERT INTO boots (id, boot) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET boot = excluded.boot',
  )

  return {
    /** Makes room for so many who were never tried; answers the last row of them. */
    advance: (messageId: string, providerId: string, count: number): number => {
      const last = end.get(messageId, providerId, count) ?? 0
      set.run(last, messageId, providerId)
      return last
    },
    /** Nothing more is claimed: whoever waits was not sent to. */
    retreat: (messageId: string, providerId: string): void =>
      void set.run(0, messageId, providerId),
    /** The same for every lane. */
    retreatAll: (): void => void clear.run(),
    /** Whether the computer runs since the last time this was asked. */
    isSameBoot: (id: string): boolean => {
      const known = boot.get()
      setBoot.run(id)
      return known === undefined || known === id
    },
    /** Whoever may have been sent to before the computer stopped. */
    doubtAll: (error: string, at: string): void => {
      for (const { id, messageId } of inDoubt.all()) {
        doubt.run(error, at, id)
        sendings.count(messageId, { pending: -1, unknown: 1 })
      }
    },
  }
}
