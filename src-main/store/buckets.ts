import type { Connection } from './database'
import type { ListInput, Page } from './list'
import { readList } from './list'
import type { ListSource } from './list-source'

/** A bucket as stored. */
export interface StoredBucket {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly name: string
  readonly enabled: boolean
  /** Bytes. */
  readonly maximumFileSize: number
  /** Lower case, without the period; every one is allowed when empty. */
  readonly allowedFileExtensions: readonly string[]
}

type Row = Omit<StoredBucket, 'enabled' | 'allowedFileExtensions'> & {
  readonly enabled: number
  readonly allowedFileExtensions: string
}

const source: ListSource = {
  table: 'buckets',
  attributes: {
    name: { type: 'word' },
    enabled: { type: 'boolean' },
    maximumFileSize: { type: 'integer' },
  },
  search: 'any',
}

/** Reads and writes buckets. */
export const createBucketStore = (db: Connection) => {
  const one = db.prepare<[string], Row>('SELECT * FROM buckets WHERE id = ?')
  const insert = db.prepare(
    `INSERT INTO buckets (id, createdAt, updatedAt, name, enabled, maximumFileSize, allowedFileExtensions)
     VALUES (@id, @createdAt, @updatedAt, @name, @enabled, @maximumFileSize, @allowedFileExtensions)`,
  )
  const update = db.prepare(
    `UPDATE buckets SET updatedAt = @updatedAt, name = @name, enabled = @enabled,
       maximumFileSize = @maximumFileSize, allowedFileExtensions = @allowedFileExtensions
     WHERE id = @id`,
  )
  const remove = db.prepare('DELETE FROM buckets WHERE id = ?')

  return {
    get: (id: string): StoredBucket | undefined => {
      const row = one.get(id)
      return row && fromRow(row)
    },
    list: (input: ListInput): Page<StoredBucket> => {
      const { total, rows } = readList<Row>(db, source, input)
      return { total, rows: rows.map(fromRow) }
    },
    /** Throws a conflict when the id is in use. */
    insert: (bucket: StoredBucket): void => void insert.run(toRow(bucket)),
    update: (bucket: StoredBucket): void => void update.run(toRow(bucket)),
    /** Removes its files too. */
    remove: (id: string): boolean => remove.run(id).changes > 0,
  }
}

const fromRow = (row: Row): StoredBucket => ({
  ...row,
  enabled: row.enabled === 1,
  allowedFileExtensions: JSON.parse(row.allowedFileExtensions),
})

const toRow = (bucket: StoredBucket): Row => ({
  ...bucket,
  enabled: Number(bucket.enabled),
  allowedFileExtensions: JSON.stringify(bucket.allowedFileExtensions),
})
