import type { DeliveryCounts, DeliveryState } from '@contract/delivery'
import type { Connection } from './database'

/** Whether the people in copy had theirs; `taken` while a call is made that carries them. */
export type CopiesState = (typeof copiesStates)[number]

/** By the number that is stored. */
const copiesStates = ['owed', 'sent', 'taken'] as const

/** One message's way through the providers; `sandbox` and `token` are fixed when it starts. */
export interface Sending {
  readonly sandbox: boolean
  /** Part of every Message-ID of this message. */
  readonly token: string
  readonly startedAt: string
  /** When everybody had a row in the ledger. */
  readonly expandedAt: string | null
  readonly finishedAt: string | null
  readonly pausedAt: string | null
  /** Why it paused by itself; null when a person paused it. */
  readonly pauseReason: string | null
  readonly cancelledAt: string | null
  readonly copies: CopiesState
  /** Targets in copy who are recipients themselves. */
  readonly copiedRecipients: readonly string[]
  /** Errors that belong to no recipient. */
  readonly problems: readonly string[]
}

/** How a message's part through one provider stands. */
export interface LaneState {
  /** Troubles of the provider as a whole since it last answered. */
  readonly strikes: number
  /** Nothing is tried before this time, in milliseconds since 1970. */
  readonly waitUntil: number | null
  /** For people. */
  readonly waitReason: string | null
}

/** Nobody in any state. */
export const noDeliveries: DeliveryCounts = {
  pending: 0,
  in_flight: 0,
  accepted: 0,
  failed: 0,
  unknown: 0,
}

/** The difference that a write makes to the counts. */
export type CountChange = Partial<Record<DeliveryState, number>>

interface SendingRow
  extends Omit<Sending, 'sandbox' | 'copies' | 'problems' | 'copiedRecipients'>, DeliveryCounts {
  readonly sandbox: number
  readonly copiesSent: number
  readonly copiedRecipients: string
  readonly problems: string
}

const seqOf = '(SELECT seq FROM messages WHERE id = ?)'

/** Reads and writes how whole messages stand; the ledger of recipients is beside it. */
export const createSendingStore = (db: Connection) => {
  const one = db.prepare<[string], SendingRow>(`SELECT * FROM sendings WHERE message = ${seqOf}`)
  const start = db.prepare(
    `INSERT INTO sendings (message, sandbox, token, startedAt) VALUES (${seqOf}, ?, ?, ?)`,
  )
  const forget = db.prepare(`DELETE FROM sendings WHERE message = ${seqOf}`)
  const reopen = db.prepare(
    `UPDATE sendings SET finishedAt = NULL, pausedAt = NULL, pauseReason = NULL, cancelledAt = NULL,
       problems = CASE copiesSent WHEN ${copiesStates.indexOf('owed')} THEN '[]' ELSE problems END
     WHERE message = ${seqOf}`,
  )
  const finish = db.prepare(`UPDATE sendings SET finishedAt = ? WHERE message = ${seqOf}`)
  const expanded = db.prepare(
    `UPDATE sendings SET expandedAt = ?, copiedRecipients = ? WHERE message = ${seqOf}`,
  )
  const pause = db.prepare(
    `UPDATE sendings SET pausedAt = ?, pauseReason = ? WHERE message = ${seqOf} AND finishedAt IS NULL`,
  )
  const cancel = db.prepare(
    `UPDATE sendings SET cancelledAt = ?, pausedAt = NULL, pauseReason = NULL
     WHERE message = ${seqOf} AND finishedAt IS NULL`,
  )
  const selfPaused = db
    .prepare<[{ readonly providerId: string | null }], string>(
      `SELECT id FROM sendings JOIN messages ON seq = message
       WHERE finishedAt IS NULL AND pausedAt IS NOT NULL AND pauseReason IS NOT NULL
         AND (@providerId IS NULL OR expandedAt IS NULL OR EXISTS (SELECT 1 FROM lanes
           WHERE lanes.message = sendings.message AND lanes.providerId = @providerId))
       ORDER BY seq`,
    )
    .pluck()
  const setCopies = db.prepare(
    `UPDATE sendings SET copiesSent = ?,
       problems = (SELECT json_group_array(value) FROM (
         SELECT value FROM json_each(problems) UNION ALL SELECT value FROM json_each(?)))
     WHERE message = ${seqOf}`,
  )
  const counts = db.prepare<[string], DeliveryCounts & { id: string }>(
    `SELECT id, pending, in_flight, accepted, failed, unknown
     FROM sendings JOIN messages ON message = messages.seq
     WHERE messages.id IN (SELECT value FROM json_each(?))
       AND pending + in_flight + accepted + failed + unknown > 0`,
  )
  const count = db.prepare(
    `UPDATE sendings SET pending = pending + @pending, in_flight = in_flight + @in_flight,
       accepted = accepted + @accepted, failed = failed + @failed, unknown = unknown + @unknown
     WHERE message = (SELECT seq FROM messages WHERE id = @messageId)`,
  )
  const lane = db.prepare<[string, string], LaneState>(
    `SELECT strikes, waitUntil, waitReason FROM lanes WHERE message = ${seqOf} AND providerId = ?`,
  )
  const setLane = db.prepare(
    `UPDATE lanes SET strikes = @strikes, waitUntil = @waitUntil, waitReason = @waitReason
     WHERE message = (SELECT seq FROM messages WHERE id = @messageId) AND providerId = @providerId`,
  )

  return {
    get: (messageId: string): Sending | undefined => {
      const row = one.get(messageId)
      return row && fromRow(row)
    },
    start: (
      messageId: string,
      begun: Pick<Sending, 'sandbox' | 'token' | 'startedAt'>,
    ): Sending => {
      start.run(messageId, Number(begun.sandbox), begun.token, begun.startedAt)
      const never = { expandedAt: null, finishedAt: null, pausedAt: null, cancelledAt: null }
      return {
        ...begun,
        ...never,
        pauseReason: null,
        copies: 'owed',
        copiedRecipients: [],
        problems: [],
      }
    },
    /** As if it had never been sent. */
    forget: (messageId: string): void => void forget.run(messageId),
    /** Goes on with what was finished; its identity stays, and what is known of the people in copy, who get no second one. */
    reopen: (messageId: string): void => void reopen.run(messageId),
    /** Everybody has a row now; these targets have one and are in copy. */
    expanded: (messageId: string, at: string, copied: readonly string[]): void =>
      void expanded.run(at, JSON.stringify(copied), messageId),
    finish: (messageId: string, at: string): void => void finish.run(at, messageId),
    pause: (messageId: string, at: string, reason: string | null): void =>
      void pause.run(at, reason, messageId),
    unpause: (messageId: string): void => void pause.run(null, null, messageId),
    /** Messages that paused by themselves; of one provider, or with null of all. */
    selfPaused: (providerId: string | null): string[] => selfPaused.all({ providerId }),
    /** Nobody else is to get it; whoever waits is still to be recorded as failed. */
    cancel: (messageId: string, at: string): void => void cancel.run(at, messageId),
    /** Adds what people are to know of the copies to the message's problems. */
    setCopies: (messageId: string, state: CopiesState, problems: readonly string[]): void =>
      void setCopies.run(copiesStates.indexOf(state), JSON.stringify(problems), messageId),
    /** Messages without a ledger are left out. */
    counts: (messageIds: readonly string[]): Record<string, DeliveryCounts> =>
      Object.fromEntries(
        counts.all(JSON.stringify(messageIds)).map(({ id, ...states }) => [id, states]),
      ),
    /** Belongs into the transaction that changes the ledger. */
    count: (messageId: string, change: CountChange): void =>
      void count.run({ ...noDeliveries, ...change, messageId }),
    lane: (messageId: string, providerId: string): LaneState =>
      lane.get(messageId, providerId) ?? { strikes: 0, waitUntil: null, waitReason: null },
    setLane: (messageId: string, providerId: string, state: LaneState): void =>
      void setLane.run({ ...state, messageId, providerId }),
  }
}

const fromRow = ({
  sandbox,
  copiesSent,
  copiedRecipients,
  problems,
  ...row
}: SendingRow): Sending => ({
  ...row,
  sandbox: sandbox === 1,
  copies: copiesStates[copiesSent] ?? 'sent',
  copiedRecipients: JSON.parse(copiedRecipients),
  problems: JSON.parse(problems),
})
