import type { MessageStatus, ProviderType } from '@contract/messages'
import type { Connection } from './database'
import type { ListInput, Page } from './list'
import { readList } from './list'
import type { ListScope, ListSource } from './list-source'

/** A message as it is stored. */
export interface StoredMessage {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly providerType: ProviderType
  readonly topics: readonly string[]
  readonly users: readonly string[]
  readonly targets: readonly string[]
  readonly scheduledAt: string | null
  readonly deliveredAt: string | null
  readonly deliveryErrors: readonly string[]
  readonly deliveredTotal: number
  readonly data: Readonly<Record<string, unknown>>
  readonly status: MessageStatus
  /** How many people it may reach when its hour comes, as a person has said; null while nobody had to. */
  readonly confirmedPeople: number | null
}

interface Row extends Omit<
  StoredMessage,
  'topics' | 'users' | 'targets' | 'deliveryErrors' | 'data'
> {
  readonly topics: string
  readonly users: string
  readonly targets: string
  readonly deliveryErrors: string
  readonly data: string
}

/** What became of a message: written when its sending is over. */
export type Outcome = Pick<
  StoredMessage,
  'id' | 'status' | 'deliveredAt' | 'deliveryErrors' | 'deliveredTotal' | 'updatedAt'
>

/** A scheduled message whose time has come. */
export interface DueMessage {
  readonly id: string
  readonly scheduledAt: string
}

const source: ListSource = {
  table: 'messages',
  attributes: {
    scheduledAt: { type: 'time', isNullable: true },
    deliveredAt: { type: 'time', isNullable: true },
    deliveredTotal: { type: 'integer' },
    status: { type: 'word' },
    providerType: { type: 'word' },
  },
  search: 'any',
}

/**
 * The id of one that is deleted, while its ledger still is in the file: no API id begins like that, so nobody
 * can ask for it, and its own id is free for another one.
 */
const hiddenId = `'/' || seq`
const isHidden = `messages.id >= '/' AND messages.id < '0'`
const present: ListScope = { sql: `NOT (${isHidden})`, values: [] }

/** Reads and writes messages. */
export const createMessageStore = (db: Connection) => {
  const one = db.prepare<[string], Row>('SELECT * FROM messages WHERE id = ?')
  const insert = db.prepare(
    `INSERT INTO messages (id, createdAt, updatedAt, providerType, topics, users, targets, scheduledAt, data, status,
       confirmedPeople)
     VALUES (@id, @createdAt, @updatedAt, @providerType, @topics, @users, @targets, @scheduledAt, @data, @status,
       @confirmedPeople)`,
  )
  const update = db.prepare(
    `UPDATE messages SET updatedAt = @updatedAt, topics = @topics, users = @users,
       targets = @targets, scheduledAt = @scheduledAt, data = @data, status = @status,
       confirmedPeople = @confirmedPeople WHERE id = @id`,
  )
  const finish = db.prepare(
    `UPDATE messages SET updatedAt = @updatedAt, status = @status, deliveredAt = @deliveredAt,
       deliveryErrors = @deliveryErrors, deliveredTotal = @deliveredTotal WHERE id = @id`,
  )
  const setStatus = db.prepare('UPDATE messages SET status = ?, updatedAt = ? WHERE id = ?')
  const seqOf = db.prepare<[string], number>('SELECT seq FROM messages WHERE id = ?').pluck()
  // Whoever is in flight goes at once: an outcome may still come in, and must not be counted for another
  // message that has the id by then.
  const forget = [
    'sendings WHERE message = ?',
    'lanes WHERE message = ?',
    'missed_schedules WHERE message = ?',
    `deliveries WHERE message = ? AND state = 'in_flight'`,
  ].map((rows) => db.prepare<[number]>(`DELETE FROM ${rows}`))
  const hide = db
    .prepare<[number], string>(
      `UPDATE messages SET id = ${hiddenId}, status = 'draft', scheduledAt = NULL WHERE seq = ?
       RETURNING id`,
    )
    .pluck()
  const hidden = db.prepare<[], string>(`SELECT id FROM messages WHERE ${isHidden} LIMIT 1`).pluck()
  const empty = db.prepare(
    'DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE message = ? LIMIT ?)',
  )
  const remove = db.prepare('DELETE FROM messages WHERE seq = ?')
  // Neither on its way nor waiting for a decision.
  const waiting = `status = 'scheduled' AND seq NOT IN (SELECT message FROM sendings)
    AND seq NOT IN (SELECT message FROM missed_schedules)`
  const due = db.prepare<[string], DueMessage>(
    `SELECT id, scheduledAt FROM messages WHERE ${waiting} AND scheduledAt <= ?
     ORDER BY scheduledAt, seq LIMIT 1000`,
  )
  const next = db
    .prepare<[], string | null>(`SELECT min(scheduledAt) FROM messages WHERE ${waiting}`)
    .pluck()
  const unfinished = db
    .prepare<[], string>(
      `SELECT id FROM messages LEFT JOIN sendings ON message = seq
       WHERE CASE WHEN message IS NULL THEN status = 'processing' ELSE finishedAt IS NULL END ORDER BY seq`,
    )
    .pluck()

  return {
    get: (id: string): StoredMessage | undefined => {
      const row = one.get(id)
      return row && fromRow(row)
    },
    list: (input: ListInput): Page<StoredMessage> => {
      const { total, rows } = readList<Row>(db, source, input, present)
      return { total, rows: rows.map(fromRow) }
    },
    /** Throws a conflict when the id is in use. */
    insert: (message: StoredMessage): void => void insert.run(toRow(message)),
    update: (message: StoredMessage): void => void update.run(toRow(message)),
    finish: (outcome: Outcome): void =>
      void finish.run({ ...outcome, deliveryErrors: JSON.stringify(outcome.deliveryErrors) }),
    setStatus: (id: string, status: MessageStatus, updatedAt: string): void =>
      void setStatus.run(status, updatedAt, id),
    /**
     * From here on it is not there any more, and its id is free; `clear` removes its ledger and what is left of
     * it, by the key that this answers. Belongs into a transaction.
     */
    hide: (id: string): string => {
      const seq = seqOf.get(id) ?? 0
      for (const rows of forget) rows.run(seq)
      return hide.get(seq) ?? id
    },
    /** The key of one that is to be cleared away. */
    hidden: (): string | undefined => hidden.get(),
    /** Removes so many rows of a hidden message's ledger, and the message after the last; answers whether there are more. */
    clear: (key: string, limit: number): boolean => {
      const seq = seqOf.get(key) ?? 0
      if (empty.run(seq, limit).changes === limit) return true
      remove.run(seq)
      return false
    },
    /** The first thousand of those scheduled whose time has come, whose sending has not started and about which nobody is asked. */
    due: (now: string): DueMessage[] => due.all(now),
    /** When the next one is due. */
    nextDue: (): string | undefined => next.get() ?? undefined,
    /** Those whose sending was asked for or started, and is not over. */
    unfinished: (): string[] => unfinished.all(),
  }
}

const fromRow = (row: Row): StoredMessage => ({
  ...row,
  topics: JSON.parse(row.topics),
  users: JSON.parse(row.users),
  targets: JSON.parse(row.targets),
  deliveryErrors: JSON.parse(row.deliveryErrors),
  data: JSON.parse(row.data),
})

const toRow = (message: StoredMessage): Row => ({
  ...message,
  topics: JSON.stringify(message.topics),
  users: JSON.stringify(message.users),
  targets: JSON.stringify(message.targets),
  deliveryErrors: JSON.stringify(message.deliveryErrors),
  data: JSON.stringify(message.data),
})
