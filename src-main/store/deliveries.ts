import type { Delivery, DeliveryCounts, DeliveryReport, DeliveryState } from '@contract/delivery'
import type { Connection } from './database'

/** A recipient whose turn it is. */
export interface ClaimedDelivery {
  readonly id: number
  readonly identifier: string
  readonly userId: string
}

/** What became of one recipient; `pending` when nothing was attempted after all. */
export interface DeliveryReceipt {
  readonly id: number
  readonly state: 'accepted' | 'failed' | 'unknown' | 'pending'
  readonly error: string | null
  readonly finishedAt: string | null
}

/** One message's way through the providers; `sandbox` and `token` are fixed when it starts. */
export interface Sending {
  readonly sandbox: boolean
  /** Part of every Message-ID of this message. */
  readonly token: string
  readonly startedAt: string
  readonly finishedAt: string | null
  /** Whether the people in copy had theirs. */
  readonly copiesSent: boolean
  /** Errors that belong to no recipient. */
  readonly problems: readonly string[]
}

/** A part of a message's recipients, page by page. */
export interface DeliveryFilter {
  readonly messageId: string
  readonly states?: readonly DeliveryState[] | undefined
  readonly search?: string | undefined
  readonly after?: number | undefined
  readonly limit: number
}

/** Nobody in any state. */
export const noDeliveries: DeliveryCounts = {
  pending: 0,
  in_flight: 0,
  accepted: 0,
  failed: 0,
  unknown: 0,
}

interface SendingRow {
  readonly sandbox: number
  readonly token: string
  readonly startedAt: string
  readonly finishedAt: string | null
  readonly copiesSent: number
  readonly problems: string
}

const seqOf = '(SELECT seq FROM messages WHERE id = ?)'

/** Reads and writes the ledger: a row for every recipient before a provider is called. */
export const createDeliveryStore = (db: Connection) => {
  const sending = db.prepare<[string], SendingRow>(
    `SELECT * FROM sendings WHERE message = ${seqOf}`,
  )
  const start = db.prepare(
    `INSERT INTO sendings (message, sandbox, token, startedAt) VALUES (${seqOf}, ?, ?, ?)`,
  )
  const forget = db.prepare(`DELETE FROM sendings WHERE message = ${seqOf}`)
  const reopen = db.prepare(
    `UPDATE sendings SET finishedAt = NULL, problems = '[]' WHERE message = ${seqOf}`,
  )
  const finish = db.prepare(`UPDATE sendings SET finishedAt = ? WHERE message = ${seqOf}`)
  const copiesSent = db.prepare(
    `UPDATE sendings SET copiesSent = 1,
       problems = (SELECT json_group_array(value) FROM (
         SELECT value FROM json_each(problems) UNION ALL SELECT value FROM json_each(?)))
     WHERE message = ${seqOf}`,
  )
  const next = db.prepare<[string, string, number], ClaimedDelivery>(
    `SELECT id, identifier, userId FROM deliveries
     WHERE message = ${seqOf} AND state = 'pending' AND providerId = ? ORDER BY id LIMIT ?`,
  )
  const setInFlight = db.prepare(`UPDATE deliveries SET state = 'in_flight' WHERE id = ?`)
  const record = db.prepare(
    `UPDATE deliveries SET state = @state, error = @error, finishedAt = @finishedAt
     WHERE id = @id AND state = 'in_flight'`,
  )
  const failPending = db.prepare(
    `UPDATE deliveries SET state = 'failed', error = ?, finishedAt = ?
     WHERE message = ${seqOf} AND state = 'pending' AND providerId = ?`,
  )
  const providersWaiting = db
    .prepare<[string], string>(
      `SELECT DISTINCT providerId FROM deliveries WHERE message = ${seqOf} AND state = 'pending'`,
    )
    .pluck()
  const abandon = db.prepare(
    `UPDATE deliveries SET state = 'unknown', error = ?, finishedAt = ? WHERE state = 'in_flight'`,
  )
  const counts = db.prepare<[string], { id: string; state: DeliveryState; total: number }>(
    `SELECT messages.id, state, count(*) AS total FROM messages JOIN deliveries ON message = messages.seq
     WHERE messages.id IN (SELECT value FROM json_each(?)) GROUP BY messages.id, state`,
  )
  const troubles = db.prepare<[string, number], { identifier: string; error: string }>(
    `SELECT identifier, coalesce(error, '') AS error FROM deliveries
     WHERE message = ${seqOf} AND state IN ('failed', 'unknown') ORDER BY id LIMIT ?`,
  )
  const providers = db.prepare<[string], DeliveryReport['providers'][number]>(
    `SELECT providerId, coalesce(name, '') AS name, count(*) AS total FROM deliveries
     LEFT JOIN providers ON providers.id = providerId WHERE message = ${seqOf}
     GROUP BY providerId ORDER BY total DESC`,
  )
  const causes = db.prepare<[string], DeliveryReport['causes'][number]>(
    `SELECT error, state, count(*) AS total FROM deliveries
     WHERE message = ${seqOf} AND error IS NOT NULL GROUP BY error, state ORDER BY total DESC LIMIT 100`,
  )
  const retry = db.prepare(
    `UPDATE deliveries SET state = 'pending', error = NULL, finishedAt = NULL,
       providerId = CASE WHEN providerId IN (SELECT id FROM providers WHERE enabled = 1)
         THEN providerId ELSE coalesce(?, providerId) END
     WHERE message = ${seqOf} AND state IN (SELECT value FROM json_each(?))`,
  )

  return {
    sending: (messageId: string): Sending | undefined => {
      const row = sending.get(messageId)
      return row && fromRow(row)
    },
    start: (
      messageId: string,
      { sandbox, token, startedAt }: Omit<Sending, 'finishedAt' | 'copiesSent' | 'problems'>,
    ): void => void start.run(messageId, Number(sandbox), token, startedAt),
    /** As if it had never been sent. */
    forget: (messageId: string): void => void forget.run(messageId),
    /** Goes on with what was finished; its identity stays. */
    reopen: (messageId: string): void => void reopen.run(messageId),
    finish: (messageId: string, finishedAt: string): void => void finish.run(finishedAt, messageId),
    /** The people in copy had theirs; what was refused to them is kept. */
    setCopiesSent: (messageId: string, problems: readonly string[]): void =>
      void copiesSent.run(JSON.stringify(problems), messageId),
    /** Records receipts and takes the next recipients in flight, in one transaction. */
    exchange: (
      messageId: string,
      providerId: string,
      receipts: readonly DeliveryReceipt[],
      limit: number,
    ): ClaimedDelivery[] =>
      db
        .transaction(() => {
          for (const receipt of receipts) record.run(receipt)
          const claimed = limit > 0 ? next.all(messageId, providerId, limit) : []
          for (const { id } of claimed) setInFlight.run(id)
          return claimed
        })
        .immediate(),
    /** Gives up on everybody of this provider who still waits. */
    failPending: (messageId: string, providerId: string, error: string, at: string): number =>
      failPending.run(error, at, messageId, providerId).changes,
    providersWaiting: (messageId: string): string[] => providersWaiting.all(messageId),
    /** Whoever is in flight will never be heard of. */
    abandonInFlight: (error: string, at: string): number => abandon.run(error, at).changes,
    counts: (messageIds: readonly string[]): Record<string, DeliveryCounts> => {
      const result: Record<string, DeliveryCounts> = {}
      for (const { id, state, total } of counts.all(JSON.stringify(messageIds)))
        result[id] = { ...(result[id] ?? noDeliveries), [state]: total }
      return result
    },
    /** The first so many who failed or whose outcome is unknown. */
    troubles: (messageId: string, limit: number) => troubles.all(messageId, limit),
    providers: (messageId: string) => providers.all(messageId),
    causes: (messageId: string) => causes.all(messageId),
    /** Lets these outcomes wait for another attempt, through the default provider where theirs is gone. */
    retry: (
      messageId: string,
      states: readonly DeliveryState[],
      defaultProvider: string | undefined,
    ): number => retry.run(defaultProvider ?? null, messageId, JSON.stringify(states)).changes,
    list: (filter: DeliveryFilter) => listDeliveries(db, filter),
  }
}

const fromRow = (row: SendingRow): Sending => ({
  ...row,
  sandbox: row.sandbox === 1,
  copiesSent: row.copiesSent === 1,
  problems: JSON.parse(row.problems),
})

const listDeliveries = (
  db: Connection,
  { messageId, states, search, after, limit }: DeliveryFilter,
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
  const total = db.prepare<[typeof values], number>(`SELECT count(*) ${from}`).pluck().get(values)
  const deliveries = db
    .prepare<[typeof values & { after: number; limit: number }], Delivery>(
      `SELECT deliveries.id, messages.id AS messageId, providerId, targetId, deliveries.userId,
         coalesce(users.name, '') AS userName, identifier, state, error, finishedAt
       ${from} AND deliveries.id > @after ORDER BY deliveries.id LIMIT @limit`,
    )
    .all({ ...values, after: after ?? 0, limit })
  return { total: total ?? 0, deliveries }
}
