import type { ProviderType } from '@contract/messages'
import type { Connection } from './database'
import type { ListInput, Page } from './list'
import { readList } from './list'
import type { ListSource } from './list-source'
import type { Fragment } from './where'
import { targetIdentity } from './target-identity'

/** One address, number or device as it is stored. */
export interface StoredTarget {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly name: string
  readonly userId: string
  readonly providerId: string | null
  readonly providerType: ProviderType
  readonly identifier: string
  readonly expired: boolean
}

/** A target's row. */
export type TargetRow = Omit<StoredTarget, 'expired'> & { readonly expired: number }

const source: ListSource = {
  table: 'targets',
  attributes: {
    userId: { type: 'id' },
    providerId: { type: 'id', isNullable: true },
    identifier: { type: 'word' },
    providerType: { type: 'word' },
  },
}

/** Reads and writes targets. */
export const createTargetStore = (db: Connection) => {
  const one = db.prepare<[string], TargetRow>('SELECT * FROM targets WHERE id = ?')
  const byUser = db.prepare<[string], TargetRow>(
    'SELECT * FROM targets WHERE userId = ? ORDER BY seq',
  )
  const byIdentifier = db.prepare<[string, string], TargetRow>(
    `SELECT * FROM targets WHERE ${targetIdentity} IN (?, lower(?))`,
  )
  const insert = db.prepare(
    `INSERT INTO targets (id, createdAt, updatedAt, name, userId, providerId, providerType, identifier, expired)
     VALUES (@id, @createdAt, @updatedAt, @name, @userId, @providerId, @providerType, @identifier, @expired)`,
  )
  const update = db.prepare(
    `UPDATE targets SET updatedAt = @updatedAt, name = @name, providerId = @providerId,
       identifier = @identifier, expired = @expired WHERE id = @id`,
  )
  const expire = db.prepare(
    'UPDATE targets SET expired = 1, updatedAt = ? WHERE id = ? AND identifier = ? AND expired = 0',
  )
  const remove = db.prepare('DELETE FROM targets WHERE id = ?')
  const countOfType = db
    .prepare<[string, string], number>(
      `SELECT count(*) FROM targets
       WHERE id IN (SELECT value FROM json_each(?)) AND providerType = ?`,
    )
    .pluck()
  const identifiers = db
    .prepare<[string], string>(
      `SELECT targets.identifier FROM json_each(?) AS wanted JOIN targets ON targets.id = wanted.value
       ORDER BY wanted.key`,
    )
    .pluck()

  return {
    get: (id: string): StoredTarget | undefined => {
      const row = one.get(id)
      return row && targetFromRow(row)
    },
    /** Everything a user can be reached at, oldest first. */
    ofUser: (userId: string): StoredTarget[] => byUser.all(userId).map(targetFromRow),
    /** Whoever has this address, number or device; there is at most one. */
    withIdentifier: (identifier: string): StoredTarget | undefined => {
      const row = byIdentifier.get(identifier, identifier)
      return row && targetFromRow(row)
    },
    list: (input: ListInput, scope: Fragment): Page<StoredTarget> => {
      const { total, rows } = readList<TargetRow>(db, source, input, scope)
      return { total, rows: rows.map(targetFromRow) }
    },
    /** Throws a conflict when the id or the identifier is in use. */
    insert: (target: StoredTarget): void => void insert.run(toRow(target)),
    /** Throws a conflict when the identifier is in use. */
    update: (target: StoredTarget): void => void update.run(toRow(target)),
    /** The vendor no longer knows this identifier; false when the target has another one by now. */
    expire: (id: string, identifier: string, at: string): boolean =>
      expire.run(at, id, identifier).changes > 0,
    /** Removes its subscribers too. */
    remove: (id: string): boolean => remove.run(id).changes > 0,
    /** How many different ones of these exist and are of this type. */
    countOfType: (ids: readonly string[], type: string): number =>
      countOfType.get(JSON.stringify(ids), type) ?? 0,
    /** The identifiers of those that exist, in the given order. */
    identifiersOf: (ids: readonly string[]): string[] => identifiers.all(JSON.stringify(ids)),
  }
}

/** A target out of its row. */
export const targetFromRow = (row: TargetRow): StoredTarget => ({
  id: row.id,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  name: row.name,
  userId: row.userId,
  providerId: row.providerId,
  providerType: row.providerType,
  identifier: row.identifier,
  expired: row.expired === 1,
})

const toRow = (target: StoredTarget): TargetRow => ({ ...target, expired: Number(target.expired) })
