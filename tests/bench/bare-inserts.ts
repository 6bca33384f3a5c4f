import Database from 'better-sqlite3'

/** Prepared statements and nothing else, on a database of the engine's own schema. */
export interface BareInserts {
  add(from: number, to: number): void
  close(): void
}

const batchRows = 2000
const time = '2026-08-21T12:42:38.123+00:00'

/**
 * Opens the file with the settings that the engine imports with; rows go into the topic `everyone`. Neither
 * waits for the disk at a commit: an import whose last batches a power cut took back goes on from there.
 */
export const openBareInserts = (
  file: string,
  toPerson: (at: number) => { name: string; email: string },
): BareInserts => {
  const db = new Database(file)
  db.pragma('synchronous = NORMAL')
  db.pragma('foreign_keys = ON')
  db.pragma('cache_size = -65536')
  db.pragma('wal_autocheckpoint = 16000')
  const fold = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value)
  db.function('fold', { deterministic: true }, fold)
  const user = db.prepare(
    `INSERT INTO users (id, createdAt, updatedAt, name, email, phone) VALUES (?, ?, ?, ?, ?, '')`,
  )
  const target = db.prepare(
    `INSERT INTO targets (id, createdAt, updatedAt, name, userId, providerType, identifier)
     VALUES (?, ?, ?, '', ?, 'email', ?)`,
  )
  const subscriber = db.prepare(
    `INSERT INTO subscribers (id, createdAt, updatedAt, topicId, targetId, userId, providerType)
     VALUES (?, ?, ?, 'everyone', ?, ?, 'email')`,
  )
  const addBatch = db.transaction((from: number, to: number) => {
    for (let at = from; at < to; at++) {
      const { name, email } = toPerson(at)
      // Ids grow with time, as the engine's do.
      const id = at.toString(16).padStart(19, '0')
      user.run(`a${id}`, time, time, name, email)
      target.run(`b${id}`, time, time, `a${id}`, email)
      subscriber.run(`c${id}`, time, time, `b${id}`, `a${id}`)
    }
  })
  return {
    add: (from, to) => {
      for (let at = from; at < to; at += batchRows)
        addBatch.immediate(at, Math.min(at + batchRows, to))
    },
    close: () => void db.close(),
  }
}
