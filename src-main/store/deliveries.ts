import type { DeliveryReport } from '@contract/delivery'
import type { Connection } from './database'
import type { createSendingStore } from './sendings'

const seqOf = '(SELECT seq FROM messages WHERE id = ?)'

/** Those that may send the message of a row; another one of another channel may have come under an id. */
const usable = (row: string): string =>
  `(SELECT providers.id FROM providers JOIN messages ON messages.seq = ${row}.message
    WHERE providers.enabled = 1 AND providers.type = messages.providerType)`

/** Reads the ledger and writes many of its rows at once; who is claimed and what came of it is in `claims.ts`. */
export const createDeliveryStore = (
  db: Connection,
  sendings: ReturnType<typeof createSendingStore>,
) => {
  const failPending = (whose: string) =>
    db.prepare(
      `UPDATE deliveries SET state = 'failed', error = @error, finishedAt = @at, dueAt = NULL
       WHERE id IN (SELECT id FROM deliveries
         WHERE message = (SELECT seq FROM messages WHERE id = @messageId) AND state = 'pending'
           ${whose} LIMIT @limit)`,
    )
  const failAll = failPending('')
  const failLane = failPending('AND providerId = @providerId')
  const providersWaiting = db
    .prepare<[string], string>(
      `SELECT providerId FROM lanes WHERE message = ${seqOf} AND EXISTS (SELECT 1 FROM deliveries
         WHERE deliveries.message = lanes.message AND state = 'pending'
           AND deliveries.providerId = lanes.providerId) ORDER BY providerId`,
    )
    .pluck()
  const troubles = db.prepare<[string, number], { identifier: string; error: string }>(
    `SELECT identifier, coalesce(error, '') AS error FROM deliveries
     WHERE message = ${seqOf} AND state IN ('failed', 'unknown')
     ORDER BY state, providerId, dueAt, id LIMIT ?`,
  )
  const providers = db.prepare<[string], Omit<DeliveryReport['providers'][number], 'perSecond'>>(
    `SELECT providerId, coalesce(name, '') AS name, total FROM lanes
     LEFT JOIN providers ON providers.id = providerId WHERE message = ${seqOf}
     ORDER BY total DESC, providerId`,
  )
  const retry = db.prepare(
    `UPDATE deliveries SET state = 'pending', error = NULL, finishedAt = NULL, attempts = 0,
       dueAt = NULL, call = NULL,
       providerId = CASE WHEN providerId IN ${usable('deliveries')}
         THEN providerId ELSE coalesce(@defaultProvider, providerId) END
     WHERE id IN (SELECT id FROM deliveries
       WHERE message = (SELECT seq FROM messages WHERE id = @messageId) AND state = @state
       LIMIT @limit)`,
  )
  const lanesGone = db
    .prepare<[string], number>(
      `SELECT count(*) FROM lanes WHERE message = ${seqOf}
         AND providerId NOT IN ${usable('lanes')}`,
    )
    .pluck()
  const calmLanes = db.prepare(
    `UPDATE lanes SET strikes = 0, waitUntil = NULL, waitReason = NULL WHERE message = ${seqOf}`,
  )
  const dropLanes = db.prepare(`DELETE FROM lanes WHERE message = ${seqOf}`)
  const countLanes = db.prepare(
    `INSERT INTO lanes (message, providerId, total)
     SELECT message, providerId, count(*) FROM deliveries WHERE message = ${seqOf}
     GROUP BY providerId`,
  )

  return {
    /** Gives up on so many who still wait, for this provider or for all; answers how many there were. */
    failPending: (
      messageId: string,
      providerId: string | null,
      { error, at, limit }: { readonly error: string; readonly at: string; readonly limit: number },
    ): number => {
      const part = { messageId, error, at, limit }
      const { changes: failed } =
        providerId === null ? failAll.run(part) : failLane.run({ ...part, providerId })
      sendings.count(messageId, { pending: -failed, failed })
      return failed
    },
    /** In the order of their ids. */
    providersWaiting: (messageId: string): string[] => providersWaiting.all(messageId),
    /** The first so many who failed or whose outcome is unknown. */
    troubles: (messageId: string, limit: number) => troubles.all(messageId, limit),
    providers: (messageId: string) => providers.all(messageId),
    /**
     * Lets so many of one outcome wait for another attempt, through the default provider where theirs is
     * gone; answers how many.
     */
    retry: (
      messageId: string,
      state: 'failed' | 'unknown',
      { defaultProvider, limit }: { readonly defaultProvider?: string; readonly limit: number },
    ): number => {
      const values = { messageId, state, limit, defaultProvider: defaultProvider ?? null }
      const total = retry.run(values).changes
      sendings.count(messageId, { pending: total, [state]: -total })
      return total
    },
    /** Forgets the troubles of a message's providers. */
    calmLanes: (messageId: string): void => void calmLanes.run(messageId),
    /** The same, and counts anew who goes through which. */
    renewLanes: (messageId: string): void => {
      if (lanesGone.get(messageId) === 0) return void calmLanes.run(messageId)
      dropLanes.run(messageId)
      countLanes.run(messageId)
    },
  }
}
