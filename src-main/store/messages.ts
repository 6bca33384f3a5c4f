import type { MessageStatus, ProviderType } from '@contract/messages'
import type { Connection } from './database'
import type { ListInput, Page } from './list'
import { readList } from './list'
import type { ListSource } from './list-source'

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
  const remove = db.prepare('DELETE FROM messages WHERE id = ?')
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
      const { total, rows } = readList<Row>(db, source, input)
      return { total, rows: rows.map(fromRow) }
    },
    /** Throws a conflict when the id is in use. */
    insert: (message: StoredMessage): void => void insert.run(toRow(message)),
    update: (message: StoredMessage): void => void update.run(toRow(message)),
    finish: (outcome: Outcome): void =>
      void finish.run({ ...outcome, deliveryErrors: JSON.stringify(outcome.deliveryErrors) }),
    setStatus: (id: string, status: MessageStatus, updatedAt: string): void =>
      void setStatus.run(status, updatedAt, id),
    /** Removes its ledger too. */
    remove: (id: string): boolean => remove.run(id).changes > 0,
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
