import { existsSync, copyFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import type { ApiError } from '@contract/errors'
import { apiError } from '@contract/errors'
import { hasWords } from './words'

/** An open database. */
export type Connection = Database.Database

/** One step of a schema; its place in the list is the version it leads to. Never edited after release. */
export interface Migration {
  readonly name: string
  readonly up: string
}

/** Which file to open, and the schema it must have. */
export interface OpenOptions {
  /** Created with its folder when missing. */
  readonly file: string
  readonly migrations: readonly Migration[]
  readonly log?: (line: string) => void
}

/**
 * Opens a database, checks it when it was not closed cleanly, and brings its schema up to date after
 * keeping a copy. Throws `desktop_data_damaged` or `desktop_data_newer`; the file is left as it was.
 */
export const openDatabase = ({ file, migrations, log }: OpenOptions): Connection => {
  mkdirSync(dirname(file), { recursive: true })
  // SQLite removes the write-ahead log when the last connection closes: one that is left says "crashed".
  const isUnclean = existsSync(`${file}-wal`)
  let db: Connection | undefined
  try {
    db = new Database(file)
    prepare(db)
    if (isUnclean) check(db, log)
    migrate(db, { file, migrations, log })
    return db
  } catch (error) {
    db?.close()
    throw isDamage(error)
      ? apiError('desktop_data_damaged', damaged(file), { cause: error })
      : error
  }
}

/** Brings the write-ahead log home and closes; the next start needs no check. */
export const closeDatabase = (db: Connection): void => {
  if (!db.open) return
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

const prepare = (db: Connection): void => {
  db.pragma('busy_timeout = 5000')
  db.pragma('journal_mode = WAL')
  // The ledger must survive a power cut, so a commit waits for the disk.
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  setCache(db, 'small')
  db.pragma('temp.cache_size = -2000')
  // SQLite folds ASCII only; text is compared the way people write it.
  db.function('fold', { deterministic: true }, fold)
  db.function('has_words', { deterministic: true }, hasWords)
}

/**
 * How much of the file is kept in memory, and how much of the write-ahead log goes home at once, while calls
 * wait: 4 MB and 8 MB, so that a large audience costs hardly more than a small one and nobody waits for long;
 * or 64 MB of both for the indexes that an import of many people touches all over, where a page that many rows
 * touch goes home once instead of many times. A ledger is written in its order: that gains nothing there.
 */
export const setCache = (db: Connection, size: 'small' | 'large'): void => {
  db.pragma(`cache_size = ${size === 'small' ? -4096 : -65536}`)
  db.pragma(`wal_autocheckpoint = ${size === 'small' ? 2000 : 16_000}`)
  if (size === 'small') db.pragma('shrink_memory')
}

/** Text without case; anything else as it is. */
export const fold = (value: unknown): unknown =>
  typeof value === 'string' ? value.toLowerCase() : value

/** Whether a write failed because something with the same id or unique value exists. */
export const isConflict = (error: unknown): boolean =>
  error instanceof Database.SqliteError &&
  (error.code === 'SQLITE_CONSTRAINT_UNIQUE' || error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY')

const codeOf = (error: unknown): string =>
  (error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined) ?? ''

const noRoom = /^(SQLITE_FULL|ENOSPC|EDQUOT)$/

/** What a call that was to write failed with, for whoever made it; undefined when the error has another cause. */
export const writeRefusal = (error: unknown): ApiError | undefined => {
  const code = codeOf(error)
  if (noRoom.test(code)) return apiError('desktop_disk_full', undefined, { cause: error })
  if (!/^SQLITE_(IOERR|BUSY|READONLY|CANTOPEN)/.test(code)) return undefined
  const message = `The data folder cannot be written (${code}). Nothing was changed; try again once it can.`
  return apiError('desktop_data_unwritable', message, { cause: error })
}

/** Why nothing can be written, to the database or a file, in words; undefined when the error has another cause. */
export const writeProblem = (error: unknown): string | undefined => {
  const code = codeOf(error)
  if (noRoom.test(code))
    return 'The disk is full, so outcomes cannot be recorded. Sending goes on when there is room again.'
  if (/^(SQLITE_(IOERR|BUSY|READONLY|CANTOPEN).*|EIO|EROFS|EACCES|EMFILE)$/.test(code))
    return `The data folder cannot be written (${code}). Sending goes on when it can.`
  return undefined
}

const check = (db: Connection, log: OpenOptions['log']): void => {
  log?.('the database was not closed cleanly; checking it')
  const result = db.pragma('quick_check(1)', { simple: true })
  if (result !== 'ok') throw new DamageError(String(result))
}

class DamageError extends Error {}

const isDamage = (error: unknown): boolean =>
  error instanceof DamageError ||
  (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code))

const damaged = (file: string): string =>
  `The data in ${file} is damaged and cannot be read. The file was kept as it is; put a copy in its place to go on.`

const migrate = (db: Connection, { file, migrations, log }: OpenOptions): void => {
  const from = Number(db.pragma('user_version', { simple: true }))
  const to = migrations.length
  if (from > to) throw apiError('desktop_data_newer')
  if (from === to) return
  if (from > 0) keepCopy(db, file, to, log)
  const run = db.transaction(() => {
    for (const migration of migrations.slice(from)) db.exec(migration.up)
    db.pragma(`user_version = ${to}`)
  })
  run.immediate()
}

const keepCopy = (db: Connection, file: string, to: number, log: OpenOptions['log']): void => {
  const copy = `${file}.before-${to}`
  db.pragma('wal_checkpoint(TRUNCATE)')
  copyFileSync(file, copy)
  log?.(`kept a copy of the database before migrating it: ${copy}`)
}
