import type { ClaimedDelivery } from './claims'
import type { Connection } from './database'
import type { Audience } from './resolutions'
import type { createSendingStore } from './sendings'

/** A place among those who wait: who was not tried yet comes first, then who was put off. */
export interface WaitingPlace {
  /** Null for those who were not tried. */
  readonly dueAt: number | null
  readonly id: number
}

/** By what way a message reaches people. */
type Places = Pick<Audience, 'topics' | 'users' | 'targets'>

/** A part of those who wait for one provider. */
export interface WaitingSlice extends Places {
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

/** Brings those who wait, or whose turn it is, up to date with what became of their targets since the ledger was written. */
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
        WHERE subscribers.targetId = targets.id AND topicId IN ${oneOf('topics')}
          AND topicId NOT IN (SELECT id FROM removed_topics))))`
  const fail = `UPDATE deliveries SET state = 'failed', finishedAt = @at, dueAt = NULL,
    error = CASE WHEN EXISTS (SELECT 1 FROM targets WHERE targets.id = targetId)
      THEN @left ELSE @gone END`
  // A call that is made again must be the same call, or the vendor may take it for another one and people
  // get it twice: it goes on while anybody of it is reached.
  const failUnreached = db.prepare(
    `${fail} WHERE id IN (SELECT one.id FROM deliveries AS one
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
  const look = db.prepare<[object], Looked>(
    `SELECT one.id, call, ${isReached('one')} AS reached, targets.identifier
     FROM deliveries AS one LEFT JOIN targets ON targets.id = targetId
     WHERE one.id IN ${oneOf('ids')}`,
  )
  const failThese = db.prepare(`${fail} WHERE id IN ${oneOf('ids')}`)
  const address = db.prepare('UPDATE deliveries SET identifier = ? WHERE id = ?')
  const toTexts = ({ topics, users, targets }: Places) => ({
    topics: JSON.stringify(topics),
    users: JSON.stringify(users),
    targets: JSON.stringify(targets),
  })

  return {
    /**
     * Fails whoever is not reached any more and takes over changed addresses; answers where the next slice
     * begins, undefined behind the end. Belongs into a transaction.
     */
    refresh: (
      { after, messageId, providerId, limit, ...places }: WaitingSlice,
      words: WaitingWords,
    ): WaitingPlace | undefined => {
      const isPutOff = after.dueAt !== null
      const slice = { messageId, providerId, limit, ...after }
      const found = (isPutOff ? putOff : untried).all(slice)
      const last = found.at(-1)
      if (!last) return isPutOff ? undefined : firstPutOff
      const ids = JSON.stringify(found.map(({ id }) => id))
      const failed = failUnreached.run({ ...words, ...toTexts(places), ids }).changes
      readdress.run({ ids })
      if (failed > 0) sendings.count(messageId, { pending: -failed, failed })
      return last
    },
    /**
     * The same for those whose turn it is: who were never tried, or one call that is made again. Answers who
     * still gets it; counting the others is the caller's. Belongs into the transaction of the claim.
     */
    keep: (these: ClaimedDelivery[], places: Places, words: WaitingWords): ClaimedDelivery[] => {
      const ids = JSON.stringify(these.map(({ id }) => id))
      const looked = new Map(look.all({ ...toTexts(places), ids }).map((one) => [one.id, one]))
      const isSomebodyReached = [...looked.values()].some(({ reached }) => reached === 1)
      const off: number[] = []
      const kept = these.flatMap((delivery) => {
        const { id } = delivery
        const { call = null, reached = 0, identifier = null } = looked.get(id) ?? {}
        if (call !== null && isSomebodyReached) return delivery
        if (reached === 0 || identifier === null) {
          off.push(id)
          return []
        }
        if (call !== null || identifier === delivery.identifier) return delivery
        address.run(identifier, id)
        return { ...delivery, identifier }
      })
      if (off.length > 0) failThese.run({ ...words, ids: JSON.stringify(off) })
      return kept
    },
  }
}

/** What became of somebody's target. */
interface Looked {
  readonly id: number
  /** Named when it is a call that is made again. */
  readonly call: string | null
  readonly reached: 0 | 1
  /** Null when the target is gone. */
  readonly identifier: string | null
}
