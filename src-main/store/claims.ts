import type { Connection } from './database'
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

/** What a lane gives to the ledger. */
export interface Returns {
  readonly receipts: readonly DeliveryReceipt[]
  /** Those of its claims that no provider was called for. */
  readonly unused: readonly number[]
}

/** Tells those who left the audience from those who still get it. */
export interface Sieve {
  /** Nobody left. */
  isIdle(): boolean
  /** Answers who of these still gets it, at which address; records the others as failed. */
  keep(these: ClaimedDelivery[]): ClaimedDelivery[]
}

/** Who may be claimed, and in calls of which sizes. */
export interface Claim {
  readonly sizes: readonly number[]
  /** The last row of those never tried that may be claimed; asked once those who left are off. */
  readonly horizon: () => number
  /** The most recipients of a call that is made again; it is never split. */
  readonly groupSize: number
  /** Milliseconds since 1970; later attempts wait. */
  readonly now: number
  readonly sieve: Sieve
}

/** So many are looked at together at least, and at most taken off in one transaction. */
const sieveRows = 100
const mostOff = 500

const waiting = `message = ? AND state = 'pending' AND providerId = ?`
const take = `UPDATE deliveries SET state = 'in_flight', dueAt = NULL`
const columns = 'id, identifier, targetId, userId, attempts'
const claimed = `RETURNING ${columns}`
const these = '(SELECT value FROM json_each(@ids))'

/**
 * Takes recipients in flight and records what came of them, many with one statement: a row for every
 * recipient says so before a provider is called.
 */
export const createClaimStore = (
  db: Connection,
  sendings: ReturnType<typeof createSendingStore>,
) => {
  const seqOf = db.prepare<[string], number>('SELECT seq FROM messages WHERE id = ?').pluck()
  const fresh = db.prepare<[number, string, number, number], ClaimedDelivery>(
    `${take} WHERE id IN (SELECT id FROM deliveries
       WHERE ${waiting} AND dueAt IS NULL AND id <= ? ORDER BY id LIMIT ?) ${claimed}`,
  )
  const nextFresh = db.prepare<[number, string, number, number], ClaimedDelivery>(
    `SELECT ${columns} FROM deliveries
     WHERE ${waiting} AND dueAt IS NULL AND id > ? ORDER BY id LIMIT ?`,
  )
  const countFresh = db
    .prepare<[number, string, number], number>(
      `SELECT count(*) FROM
         (SELECT 1 FROM deliveries WHERE ${waiting} AND dueAt IS NULL LIMIT ?)`,
    )
    .pluck()
  const firstDue = db.prepare<[number, string, number], { dueAt: number; call: string | null }>(
    `SELECT dueAt, call FROM deliveries WHERE ${waiting} AND dueAt <= ? ORDER BY dueAt LIMIT 1`,
  )
  const together = db.prepare<[number, string, number, string | null, number], ClaimedDelivery>(
    `${take} WHERE id IN (SELECT id FROM deliveries
       WHERE ${waiting} AND dueAt = ? AND call IS ? ORDER BY id LIMIT ?) ${claimed}`,
  )
  const record = db.prepare(
    `UPDATE deliveries SET state = @state, error = @error, finishedAt = @finishedAt,
       attempts = @attempts, dueAt = @dueAt, call = @call
     WHERE id IN ${these} AND state = 'in_flight'`,
  )
  // A call that is made again stays together, and its turn had come.
  const giveBack = db.prepare(
    `UPDATE deliveries SET state = 'pending', dueAt = CASE WHEN call IS NULL THEN NULL ELSE 0 END
     WHERE id IN ${these} AND state = 'in_flight'`,
  )
  const inFlight = db.prepare<[], { id: number; messageId: string }>(
    `SELECT deliveries.id, messages.id AS messageId
     FROM sendings JOIN deliveries ON deliveries.message = sendings.message
     JOIN messages ON messages.seq = sendings.message
     WHERE sendings.in_flight > 0 AND state = 'in_flight'`,
  )
  const abandon = db.prepare(
    `UPDATE deliveries SET state = 'unknown', error = @error, finishedAt = @at
     WHERE id IN ${these} AND state = 'in_flight'`,
  )

  /**
   * Takes those off who left, until so many are found who still get it: before anybody is claimed, because
   * nothing of that has to be known on the disk. Answers how many, and the last row that was looked at.
   */
  const clear = (message: number, providerId: string, wanted: number, sieve: Sieve) => {
    if (sieve.isIdle()) return { off: 0, last: Infinity }
    let [off, kept, last] = [0, 0, 0]
    while (kept < wanted && off < mostOff) {
      const found = nextFresh.all(message, providerId, last, Math.max(wanted - kept, sieveRows))
      if (found.length === 0) break
      const these = sieve.keep(found).length
      last = found.at(-1)?.id ?? last
      kept += these
      off += found.length - these
    }
    return { off, last }
  }

  const claimRetries = (message: number, providerId: string, claim: Claim) => {
    const { sizes, groupSize, now, sieve } = claim
    const calls: ClaimedDelivery[][] = []
    let off = 0
    while (calls.length < sizes.length && off < mostOff) {
      const due = firstDue.get(message, providerId, now)
      if (!due) break
      const call = together.all(message, providerId, due.dueAt, due.call, groupSize)
      const kept = sieve.isIdle() ? call : sieve.keep(call)
      off += call.length - kept.length
      if (kept.length > 0) calls.push(inOrder(kept))
    }
    return { calls, off }
  }

  const claimCalls = (message: number, providerId: string, claim: Claim) => {
    const { calls, off } = claimRetries(message, providerId, claim)
    const rest = claim.sizes.slice(calls.length)
    const wanted = sum(rest)
    const cleared = clear(message, providerId, wanted, claim.sieve)
    const horizon = Math.min(claim.horizon(), cleared.last)
    const found = wanted > 0 ? inOrder(fresh.all(message, providerId, horizon, wanted)) : []
    let at = 0
    for (const size of rest) {
      if (at < found.length) calls.push(found.slice(at, at + size))
      at += size
    }
    return { calls, off: off + cleared.off }
  }

  /** Writes them down and answers how the counts change. */
  const takeIn = ({ receipts, unused }: Returns): Required<CountChange> => {
    const change = { pending: 0, in_flight: 0, accepted: 0, failed: 0, unknown: 0 }
    for (const [first, ids] of alike(receipts)) {
      const { changes } = record.run({ ...first, ids: JSON.stringify(ids) })
      change[first.state] += changes
      change.in_flight -= changes
    }
    const back = unused.length > 0 ? giveBack.run({ ids: JSON.stringify(unused) }).changes : 0
    change.pending += back
    change.in_flight -= back
    return change
  }

  return {
    /** Whether somebody's next attempt is due. */
    isRetryDue: (messageId: string, providerId: string, at: number): boolean =>
      firstDue.get(seqOf.get(messageId) ?? 0, providerId, at) !== undefined,
    /** How many wait who were never tried, counted up to `most`. */
    countFresh: (messageId: string, providerId: string, most: number): number =>
      countFresh.get(seqOf.get(messageId) ?? 0, providerId, most) ?? 0,
    /**
     * Records what a lane returns and takes the next recipients in flight, call by call. What failed
     * together is claimed together, before those who were never tried; whoever left by then is taken off.
     * Belongs into a transaction.
     */
    exchange: (
      messageId: string,
      providerId: string,
      returns: Returns,
      claim: Claim,
    ): { readonly calls: ClaimedDelivery[][]; readonly change: CountChange } => {
      const change = takeIn(returns)
      const { calls, off } = claimCalls(seqOf.get(messageId) ?? 0, providerId, claim)
      const people = sum(calls.map((call) => call.length))
      change.pending -= people + off
      change.in_flight += people
      change.failed += off
      if (Object.values(change).some((one) => one !== 0)) sendings.count(messageId, change)
      return { calls, change }
    },
    /**
     * Nobody is in flight any more. `outcomeOf` says what is known of a recipient: a receipt, that no
     * provider was called, or nothing; then it will never be heard of. Belongs into a transaction.
     */
    settle: (
      outcomeOf: (id: number) => DeliveryReceipt | 'unused' | undefined,
      { error, at }: { readonly error: string; readonly at: string },
    ): void => {
      const messages = Map.groupBy(inFlight.all(), ({ messageId }) => messageId)
      for (const [messageId, rows] of messages) {
        const ids = rows.map(({ id }) => id)
        const known = ids.map(outcomeOf).filter((one) => typeof one === 'object')
        const unused = ids.filter((id) => outcomeOf(id) === 'unused')
        const change = takeIn({ receipts: known, unused })
        const lost = ids.filter((id) => outcomeOf(id) === undefined)
        const { changes } = abandon.run({ error, at, ids: JSON.stringify(lost) })
        change.unknown += changes
        change.in_flight -= changes
        sendings.count(messageId, change)
      }
    },
  }
}

/** Receipts that differ in the id only, each with the ids. */
const alike = (
  receipts: readonly DeliveryReceipt[],
): Iterable<readonly [DeliveryReceipt, number[]]> => {
  const groups = new Map<string, readonly [DeliveryReceipt, number[]]>()
  for (const receipt of receipts) {
    const { id, state, attempts, finishedAt, dueAt, call, error } = receipt
    const name = `${state} ${attempts} ${finishedAt} ${dueAt} ${call} ${error}`
    const group = groups.get(name)
    if (group) group[1].push(id)
    else groups.set(name, [receipt, [id]])
  }
  return groups.values()
}

const inOrder = (rows: ClaimedDelivery[]): ClaimedDelivery[] => rows.sort((a, b) => a.id - b.id)

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
