import type { Delivery, DeliveryCounts, DeliveryReport, DeliveryState } from '@contract/delivery'
import type { Connection } from './database'
import { toTime } from './identity'
import type { CountChange, createSendingStore } from './sendings'

/** A recipient whose turn it is. */
export interface ClaimedDelivery {
  readonly id: number
  readonly identifier: string
  readonly targetId: string
  readonly userId: string
  /** Attempts before this one. */
  readonly attempts: number
}

/** What became of one recipient; `pending` when it is tried later. */
export interface DeliveryReceipt {
  readonly id: number
  readonly state: 'accepted' | 'failed' | 'unknown' | 'pending'
  readonly error: string | null
  readonly finishedAt: string | null
  /** The attempts made so far, this one included where it counts. */
  readonly attempts: number
  /** Not to be tried before this time, in milliseconds since 1970. */
  readonly dueAt: number | null
  /** Recipients with the same name here are tried again in one call. */
  readonly call: string | null
}

/** Who may be claimed, and in calls of which sizes. */
export interface Claim {
  readonly sizes: readonly number[]
  /** The last row of those never tried that may be claimed. */
  readonly horizon: number
  /** The most recipients of a call that is made again; it is never split. */
  readonly groupSize: number
  /** Milliseconds since 1970; later attempts wait. */
  readonly now: number
}

/** A part of a message's recipients, page by page. */
export interface DeliveryFilter {
  readonly messageId: string
  readonly states?: readonly DeliveryState[] | undefined
  readonly search?: string | undefined
  readonly after?: number | undefined
  readonly limit: number
}

const seqOf = '(SELECT seq FROM messages WHERE id = ?)'
const waiting = `message = ${seqOf} AND state = 'pending' AND providerId = ?`
const claimed = 'id, identifier, targetId, userId, attempts'

/** Reads and writes the ledger: a row for every recipient before a provider is called. */
export const createDeliveryStore = (
  db: Connection,
  sendings: ReturnType<typeof createSendingStore>,
) => {
  const fresh = db.prepare<[string, string, number, number], ClaimedDelivery>(
    `SELECT ${claimed} FROM deliveries WHERE ${waiting} AND dueAt IS NULL AND id <= ?
     ORDER BY id LIMIT ?`,
  )
  const firstDue = db.prepare<[string, string, number], { dueAt: number; call: string | null }>(
    `SELECT dueAt, call FROM deliveries WHERE ${waiting} AND dueAt <= ? ORDER BY dueAt LIMIT 1`,
  )
  const together = db.prepare<[string, string, number, string | null, number], ClaimedDelivery>(
    `SELECT ${claimed} FROM deliveries WHERE ${waiting} AND dueAt = ? AND call IS ?
     ORDER BY id LIMIT ?`,
  )
  const nextDue = db
    .prepare<[string, string], number>(
      `SELECT coalesce(dueAt, 0) FROM deliveries WHERE ${waiting} ORDER BY dueAt LIMIT 1`,
    )
    .pluck()
  const setInFlight = db.prepare(
    `UPDATE deliveries SET state = 'in_flight', dueAt = NULL WHERE id = ?`,
  )
  const record = db.prepare(
    `UPDATE deliveries SET state = @state, error = @error, finishedAt = @finishedAt,
       attempts = @attempts, dueAt = @dueAt, call = @call
     WHERE id = @id AND state = 'in_flight'`,
  )
  const failPending = db.prepare(
    `UPDATE deliveries SET state = 'failed', error = @error, finishedAt = @at, dueAt = NULL
     WHERE id IN (SELECT id FROM deliveries
       WHERE message = (SELECT seq FROM messages WHERE id = @messageId) AND state = 'pending'
         AND (@providerId IS NULL OR providerId = @providerId) LIMIT @limit)`,
  )
  const providersWaiting = db
    .prepare<[string], string>(
      `SELECT providerId FROM lanes WHERE message = ${seqOf} AND EXISTS (SELECT 1 FROM deliveries
         WHERE deliveries.message = lanes.message AND state = 'pending'
           AND deliveries.providerId = lanes.providerId)`,
    )
    .pluck()
  const inFlight = db.prepare<[], { id: number; messageId: string }>(
    `SELECT deliveries.id, messages.id AS messageId
     FROM sendings JOIN deliveries ON deliveries.message = sendings.message
     JOIN messages ON messages.seq = sendings.message
     WHERE sendings.in_flight > 0 AND state = 'in_flight'`,
  )
  const abandon = db.prepare(
    `UPDATE deliveries SET state = 'unknown', error = ?, finishedAt = ? WHERE id = ?`,
  )
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
  const causes = db.prepare<[string], DeliveryReport['causes'][number]>(
    `SELECT error, state, count(*) AS total FROM deliveries
     WHERE message = ${seqOf} AND error IS NOT NULL
     GROUP BY error, state ORDER BY total DESC LIMIT 100`,
  )
  const retry = db.prepare(
    `UPDATE deliveries SET state = 'pending', error = NULL, finishedAt = NULL, attempts = 0,
       dueAt = NULL, call = NULL,
       providerId = CASE WHEN providerId IN (SELECT id FROM providers WHERE enabled = 1)
         THEN providerId ELSE coalesce(@defaultProvider, providerId) END
     WHERE id IN (SELECT id FROM deliveries
       WHERE message = (SELECT seq FROM messages WHERE id = @messageId) AND state = @state
       LIMIT @limit)`,
  )
  const lanesGone = db
    .prepare<[string], number>(
      `SELECT count(*) FROM lanes WHERE message = ${seqOf}
         AND providerId NOT IN (SELECT id FROM providers WHERE enabled = 1)`,
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

  const claimCalls = (
    messageId: string,
    providerId: string,
    { sizes, groupSize, horizon, now }: Claim,
  ): ClaimedDelivery[][] => {
    const calls: ClaimedDelivery[][] = []
    const take = (call: ClaimedDelivery[]): void => {
      for (const { id } of call) setInFlight.run(id)
      calls.push(call)
    }
    while (calls.length < sizes.length) {
      const due = firstDue.get(messageId, providerId, now)
      if (!due) break
      take(together.all(messageId, providerId, due.dueAt, due.call, groupSize))
    }
    const rest = sizes.slice(calls.length)
    const wanted = rest.reduce((sum, size) => sum + size, 0)
    const found = wanted > 0 ? fresh.all(messageId, providerId, horizon, wanted) : []
    for (const size of rest) if (found.length > 0) take(found.splice(0, size))
    return calls
  }

  return {
    /** Whether somebody's next attempt is due. */
    isRetryDue: (messageId: string, providerId: string, at: number): boolean =>
      firstDue.get(messageId, providerId, at) !== undefined,
    /**
     * Records receipts and takes the next recipients in flight, call by call. What
     * failed together is claimed together, before those who were never tried. Belongs into a transaction.
     */
    exchange: (
      messageId: string,
      providerId: string,
      receipts: readonly DeliveryReceipt[],
      claim: Claim,
    ): { readonly calls: ClaimedDelivery[][]; readonly change: CountChange } => {
      const change = { pending: 0, in_flight: 0, accepted: 0, failed: 0, unknown: 0 }
      for (const receipt of receipts) {
        if (record.run(receipt).changes === 0) continue
        change[receipt.state]++
        change.in_flight--
      }
      const calls = claimCalls(messageId, providerId, claim)
      const people = calls.reduce((sum, call) => sum + call.length, 0)
      change.pending -= people
      change.in_flight += people
      if (receipts.length + people > 0) sendings.count(messageId, change)
      return { calls, change }
    },
    /** When the next of those who wait may be tried, in milliseconds since 1970; undefined when nobody waits. */
    nextDue: (messageId: string, providerId: string): number | undefined =>
      nextDue.get(messageId, providerId),
    /** Gives up on so many who still wait, for this provider or for all; answers how many there were. */
    failPending: (
      messageId: string,
      providerId: string | null,
      { error, at, limit }: { readonly error: string; readonly at: string; readonly limit: number },
    ): number => {
      const failed = failPending.run({ messageId, providerId, error, at, limit }).changes
      sendings.count(messageId, { pending: -failed, failed })
      return failed
    },
    providersWaiting: (messageId: string): string[] => providersWaiting.all(messageId),
    /** Whoever is in flight will never be heard of. */
    abandonInFlight: (error: string, at: string): void => {
      for (const { id, messageId } of inFlight.all()) {
        abandon.run(error, at, id)
        sendings.count(messageId, { in_flight: -1, unknown: 1 })
      }
    },
    /** The first so many who failed or whose outcome is unknown. */
    troubles: (messageId: string, limit: number) => troubles.all(messageId, limit),
    providers: (messageId: string) => providers.all(messageId),
    causes: (messageId: string) => causes.all(messageId),
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
    /** Forgets the troubles of a message's providers, and counts anew who goes through which. */
    renewLanes: (messageId: string): void => {
      if (lanesGone.get(messageId) === 0) return void calmLanes.run(messageId)
      dropLanes.run(messageId)
      countLanes.run(messageId)
    },
    list: (filter: DeliveryFilter, counts: DeliveryCounts) => listDeliveries(db, filter, counts),
  }
}

const listDeliveries = (
  db: Connection,
  { messageId, states, search, after, limit }: DeliveryFilter,
  counts: DeliveryCounts,
): { total: number; deliveries: Delivery[] } => {
  const from = `FROM deliveries JOIN messages ON messages.seq = message
    LEFT JOIN users ON users.id = deliveries.userId
    WHERE messages.id = @messageId
      AND (@states IS NULL OR state IN (SELECT value FROM json_each(@states)))
      AND (@search IS NULL OR instr(fold(identifier), fold(@search)) > 0
        OR instr(fold(coalesce(users.name, '')), fold(@search)) > 0
        OR instr(fold(coalesce(error, '')), fold(@search)) > 0)`
  const values = {
    messageId,
    states: states ? JSON.stringify(states) : null,
    search: search ?? null,
  }
  const deliveries = db
    .prepare<[typeof values & { after: number; limit: number }], Row>(
      `SELECT deliveries.id, messages.id AS messageId, providerId, targetId, deliveries.userId,
         coalesce(users.name, '') AS userName, identifier, state, error, finishedAt, attempts, dueAt
       ${from} AND deliveries.id > @after ORDER BY deliveries.id LIMIT @limit`,
    )
    .all({ ...values, after: after ?? 0, limit })
    .map(({ dueAt, ...row }) => ({ ...row, nextAttemptAt: dueAt === null ? null : toTime(dueAt) }))
  // Counting a large ledger takes longer than a call may wait, and only a search makes it necessary.
  const total =
    search === undefined
      ? totalOf(counts, states)
      : db.prepare<[typeof values], number>(`SELECT count(*) ${from}`).pluck().get(values)
  return { total: total ?? 0, deliveries }
}

type Row = Omit<Delivery, 'nextAttemptAt'> & { readonly dueAt: number | null }

const everyState: readonly DeliveryState[] = [
  ...(['pending', 'in_flight', 'accepted', 'failed', 'unknown'] as const),
]

const totalOf = (counts: DeliveryCounts, states: readonly DeliveryState[] = everyState): number =>
  [...new Set(states)].reduce((sum, state) => sum + counts[state], 0)
