import type { MissedMessage, MissedReason } from '@contract/schedules'
import type { Connection } from './database'

const seqOf = '(SELECT seq FROM messages WHERE id = ?)'

/** Reads and writes which scheduled messages wait for a decision. */
export const createMissedStore = (db: Connection) => {
  const hold = db.prepare(
    `INSERT INTO missed_schedules (message, foundAt, reason) VALUES (${seqOf}, ?, ?)
     ON CONFLICT DO NOTHING`,
  )
  const release = db.prepare(`DELETE FROM missed_schedules WHERE message = ${seqOf}`)
  const list = db.prepare<[], MissedMessage>(
    `SELECT id AS messageId, providerType, scheduledAt, foundAt, reason, confirmedPeople, substr(coalesce(
       nullif(data ->> 'subject', ''), nullif(data ->> 'title', ''), data ->> 'content', ''), 1, 200) AS title
     FROM missed_schedules JOIN messages ON seq = message ORDER BY scheduledAt, seq`,
  )
  const has = db
    .prepare<[string], number>(`SELECT 1 FROM missed_schedules WHERE message = ${seqOf}`)
    .pluck()

  return {
    hold: (messageId: string, foundAt: string, reason: MissedReason): void =>
      void hold.run(messageId, foundAt, reason),
    release: (messageId: string): void => void release.run(messageId),
    has: (messageId: string): boolean => has.get(messageId) !== undefined,
    /** The longest overdue first. */
    list: (): MissedMessage[] => list.all(),
  }
}
