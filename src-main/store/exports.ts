import type { BulkKind } from '@contract/bulk'
import type { Connection } from './database'

/** Rows of an export's page, and where the next page begins. */
export interface ExportPage {
  readonly rows: string[][]
  readonly after: number
}

const targetColumns = `targets.id, targets.userId, targets.providerType, targets.identifier,
  coalesce(targets.providerId, ''), targets.name`

/** What is exported: head of the file, source of the rows. */
const sources: Readonly<Record<BulkKind, { header: readonly string[]; sql: string }>> = {
  users: {
    header: ['userId', 'name', 'email', 'phone'],
    sql: `SELECT seq, id, name, email, phone FROM users
      WHERE seq > @after AND @topicId IS NULL ORDER BY seq LIMIT @limit`,
  },
  targets: {
    header: ['targetId', 'userId', 'providerType', 'identifier', 'providerId', 'targetName'],
    sql: `SELECT seq, ${targetColumns} FROM targets
      WHERE seq > @after AND @topicId IS NULL ORDER BY seq LIMIT @limit`,
  },
  subscribers: {
    header: [
      ...['subscriberId', 'userId', 'name', 'email', 'phone'],
      ...['targetId', 'providerType', 'identifier', 'providerId', 'targetName'],
    ],
    sql: `SELECT subscribers.seq, subscribers.id, targets.userId, users.name, users.email, users.phone,
        targets.id, targets.providerType, targets.identifier, coalesce(targets.providerId, ''), targets.name
      FROM subscribers JOIN targets ON targets.id = targetId JOIN users ON users.id = targets.userId
      WHERE subscribers.seq > @after AND topicId = @topicId ORDER BY subscribers.seq LIMIT @limit`,
  },
}

/** Reads what an export holds, page by page. */
export const createExportStore = (db: Connection) => {
  const prepare = (kind: BulkKind) =>
    db
      .prepare<[{ after: number; limit: number; topicId: string | null }], unknown[]>(
        sources[kind].sql,
      )
      .raw()
  const statements = {
    users: prepare('users'),
    targets: prepare('targets'),
    subscribers: prepare('subscribers'),
  }
  return {
    header: (kind: BulkKind): readonly string[] => sources[kind].header,
    page: (
      kind: BulkKind,
      from: { readonly after: number; readonly limit: number; readonly topicId: string | null },
    ): ExportPage => {
      const found = statements[kind].all(from)
      return {
        rows: found.map((row) => row.slice(1).map(String)),
        after: Number(found.at(-1)?.[0] ?? from.after),
      }
    },
  }
}
