import type { Connection } from './database'
import type { createSendingStore } from './sendings'

/** A part of those who wait for one provider and were not tried yet. */
export interface WaitingSlice {
  readonly messageId: string
  readonly providerId: string
  /** The last row of the part before; 0 for the first. */
  readonly after: number
  readonly limit: number
}

/** Brings those who wait up to date with what became of their targets since the ledger was written. */
export const createWaitingStore = (
  db: Connection,
  sendings: ReturnType<typeof createSendingStore>,
) => {
  const fresh = `message = (SELECT seq FROM messages WHERE id = @messageId) AND state = 'pending'
    AND deliveries.providerId = @providerId AND dueAt IS NULL AND deliveries.id > @after`
  const lastOf = db
    .prepare<[WaitingSlice], number | null>(
      `SELECT max(id) FROM (SELECT id FROM deliveries WHERE ${fresh} ORDER BY id LIMIT @limit)`,
    )
    .pluck()
  const failGone = db.prepare(
    `UPDATE deliveries SET state = 'failed', error = @error, finishedAt = @at
     WHERE id IN (SELECT id FROM deliveries WHERE ${fresh} AND id <= @last
       AND NOT EXISTS (SELECT 1 FROM targets WHERE targets.id = targetId))`,
  )
  const readdress = db.prepare(
    `UPDATE deliveries SET identifier = (SELECT identifier FROM targets WHERE targets.id = targetId)
     WHERE id IN (SELECT deliveries.id FROM deliveries JOIN targets ON targets.id = targetId
       WHERE ${fresh} AND deliveries.id <= @last AND targets.identifier <> deliveries.identifier)`,
  )

  return {
    /**
     * Fails whoever's target is gone and takes over changed addresses; answers the last row of the slice,
     * undefined behind the end. Belongs into a transaction.
     */
    refresh: (
      slice: WaitingSlice,
      { error, at }: { readonly error: string; readonly at: string },
    ): number | undefined => {
      const last = lastOf.get(slice) ?? undefined
      if (last === undefined) return undefined
      const part = { ...slice, last }
      const failed = failGone.run({ ...part, error, at }).changes
      readdress.run(part)
      if (failed > 0) sendings.count(slice.messageId, { pending: -failed, failed })
      return last
    },
  }
}
