import type { Connection } from './database'
import type { Audience } from './resolutions'
import type { createSendingStore } from './sendings'

/** A place among those who wait: who was not tried yet comes first, then who was put off. */
export interface WaitingPlace {
  /** Null for those who were not tried. */
  readonly dueAt: number | null
  readonly id: number
}

/** A part of those who wait for one provider. */
export interface WaitingSlice extends Pick<Audience, 'topics' | 'users' | 'targets'> {
  readonly messageId: string
  readonly providerId: string
  /** The last of the part before. */
  readonly after: WaitingPlace
  readonly limit: number
}

/** Before everybody who waits. */
export const firstWaiting: WaitingPlace = { dueAt: null, id: 0 }
const firstPutOff: WaitingPlace = { dueAt: -1, id: 0 }

/** What is said of those who get nothing any more. */
export interface WaitingWords {
  /** The target is gone. */
  readonly gone: string
  /** The target is there, and the audience does not reach it any more. */
  readonly left: string
  readonly at: string
}

/** Brings those who wait up to date with what became of their targets since the ledger was written. */
export const createWaitingStore = (
  db: Connection,
  sendings: ReturnType<typeof createSendingStore>,
) => {
  const page = (part: string, order: string) =>
    db.prepare<[object], WaitingPlace>(
      `SELECT dueAt, id FROM deliveries
       WHERE message = (SELECT seq FROM messages WHERE id = @messageId) AND state = 'pending'
         AND providerId = @providerId AND ${part} ORDER BY ${order} LIMIT @limit`,
    )
  const untried = page('dueAt IS NULL AND id > @id', 'id')
  const putOff = page('(dueAt, id) > (@dueAt, @id)', 'dueAt, id')

  const oneOf = (list: string): string => `(SELECT value FROM json_each(@${list}))`
  const isReached = (delivery: string): string => `EXISTS (
    SELECT 1 FROM targets WHERE targets.id = ${delivery}.targetId AND (
      targets.id IN ${oneOf('targets')} OR targets.userId IN ${oneOf('users')}
      OR EXISTS (SELECT 1 FROM subscribers
        WHERE subscribers.targetId = targets.id AND topicId IN ${oneOf('topics')})))`
  // A call that is made again must be the same call, or the vendor may take it for another one and people
  // get it twice: it goes on while anybody of it is reached.
  const failUnreached = db.prepare(
    `UPDATE deliveries SET state = 'failed', finishedAt = @at, dueAt = NULL,
       error = CASE WHEN EXISTS (SELECT 1 FROM targets WHERE targets.id = targetId)
         THEN @left ELSE @gone END
     WHERE id IN (SELECT one.id FROM deliveries AS one
       WHERE one.id IN ${oneOf('ids')} AND NOT ${isReached('one')}
         AND NOT EXISTS (SELECT 1 FROM deliveries AS other
           WHERE other.message = one.message AND other.state = 'pending'
             AND other.providerId = one.providerId AND other.dueAt = one.dueAt
             AND other.call IS one.call AND ${isReached('other')}))`,
  )
  const readdress = db.prepare(
    `UPDATE deliveries SET identifier = (SELECT identifier FROM targets WHERE targets.id = targetId)
     WHERE id IN (SELECT deliveries.id FROM deliveries JOIN targets ON targets.id = targetId
       WHERE deliveries.id IN ${oneOf('ids')} AND state = 'pending' AND dueAt IS NULL
         AND targets.identifier <> deliveries.identifier)`,
  )

  return {
    /**
     * Fails whoever is not reached any more and takes over changed addresses; answers where the next slice
     * begins, undefined behind the end. Belongs into a transaction.
     */
    refresh: (
      { after, topics, users, targets, ...slice }: WaitingSlice,
      words: WaitingWords,
    ): WaitingPlace | undefined => {
      const isPutOff = after.dueAt !== null
      const found = (isPutOff ? putOff : untried).all({ ...slice, ...after })
      const last = found.at(-1)
      if (!last) return isPutOff ? undefined : firstPutOff
      const ids = JSON.stringify(found.map(({ id }) => id))
      const audience = {
        topics: JSON.stringify(topics),
        users: JSON.stringify(users),
        targets: JSON.stringify(targets),
      }
      const failed = failUnreached.run({ ...words, ...audience, ids }).changes
      readdress.run({ ids })
      if (failed > 0) sendings.count(slice.messageId, { pending: -failed, failed })
      return last
    },
  }
}
