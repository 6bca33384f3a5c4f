import type { Connection } from './database'
import type { ListInput, Page } from './list'
import { readList } from './list'
import type { ListSource } from './list-source'

/** A provider as it is stored: its secrets sealed in one piece, their names in clear. */
export interface StoredProvider {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly name: string
  /** The vendor's slug. */
  readonly provider: string
  readonly type: string
  readonly enabled: boolean
  readonly credentials: Readonly<Record<string, unknown>>
  readonly options: Readonly<Record<string, unknown>>
  /** Which secret settings were given. */
  readonly secretNames: readonly string[]
  readonly secrets: Buffer | null
}

interface Row {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly name: string
  readonly provider: string
  readonly type: string
  readonly enabled: number
  readonly credentials: string
  readonly options: string
  readonly secretNames: string
  readonly secrets: Buffer | null
}

const source: ListSource = {
  table: 'providers',
  attributes: {
    name: { type: 'word' },
    provider: { type: 'word' },
    type: { type: 'word' },
    enabled: { type: 'boolean' },
  },
  search: 'any',
}

/** Reads and writes providers. */
export const createProviderStore = (db: Connection) => {
  const one = db.prepare<[string], Row>('SELECT * FROM providers WHERE id = ?')
  const insert = db.prepare(
    `INSERT INTO providers (id, createdAt, updatedAt, name, provider, type, enabled, credentials,
       options, secretNames, secrets)
     VALUES (@id, @createdAt, @updatedAt, @name, @provider, @type, @enabled, @credentials, @options,
       @secretNames, @secrets)`,
  )
  const update = db.prepare(
    `UPDATE providers SET updatedAt = @updatedAt, name = @name, enabled = @enabled,
       credentials = @credentials, options = @options, secretNames = @secretNames, secrets = @secrets
     WHERE id = @id`,
  )
  const remove = db.prepare('DELETE FROM providers WHERE id = ?')
  const oldest = db
    .prepare<[string], string>(
      'SELECT id FROM providers WHERE type = ? AND enabled = 1 ORDER BY seq LIMIT 1',
    )
    .pluck()

  return {
    get: (id: string): StoredProvider | undefined => {
      const row = one.get(id)
      return row && fromRow(row)
    },
    list: (input: ListInput): Page<StoredProvider> => {
      const { total, rows } = readList<Row>(db, source, input)
      return { total, rows: rows.map(fromRow) }
    },
    /** Throws a conflict when the id is in use. */
    insert: (provider: StoredProvider): void => void insert.run(toRow(provider)),
    update: (provider: StoredProvider): void => void update.run(toRow(provider)),
    remove: (id: string): boolean => remove.run(id).changes > 0,
    /** The one that sends what names no other: the oldest enabled of the type. */
    defaultFor: (type: string): string | undefined => oldest.get(type),
  }
}

const fromRow = (row: Row): StoredProvider => ({
  ...row,
  enabled: row.enabled === 1,
  credentials: JSON.parse(row.credentials),
  options: JSON.parse(row.options),
  secretNames: JSON.parse(row.secretNames),
})

const toRow = (provider: StoredProvider): Row => ({
  ...provider,
  enabled: Number(provider.enabled),
  credentials: JSON.stringify(provider.credentials),
  options: JSON.stringify(provider.options),
  secretNames: JSON.stringify(provider.secretNames),
})
