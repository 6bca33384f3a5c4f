import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'

/** How much a workspace holds. */
export interface Contents {
  readonly campaigns: number
  readonly people: number
  readonly providers: number
  /** Campaigns that are scheduled or being sent. */
  readonly unfinished: number
  /** Nothing was ever made in it, no topic and no bucket either. */
  readonly isEmpty: boolean
}

/** Of a workspace without a database. */
export const noContents: Contents = {
  ...{ campaigns: 0, people: 0, providers: 0, unfinished: 0 },
  isEmpty: true,
}

/** Counts what a workspace's database holds, whatever its version, and changes nothing; throws when it cannot be read. */
export const countContents = (file: string): Contents => {
  // A log that is there is somebody's, or says "crashed": it stays. One that this connection makes must go
  // again when it closes, which those that only read do not see to.
  const db = new Database(file, { readonly: existsSync(`${file}-wal`), fileMustExist: true })
  try {
    // These tables are there since the first schema. One that is being cleared away is no campaign any more.
    const { others, ...counts } = db
      .prepare<[], Omit<Contents, 'isEmpty'> & { readonly others: number }>(
        `WITH present AS (SELECT status FROM messages WHERE id NOT GLOB '/*')
        SELECT (SELECT count(*) FROM present) AS campaigns, (SELECT count(*) FROM users) AS people,
          (SELECT count(*) FROM providers) AS providers,
          (SELECT count(*) FROM present WHERE status IN ('scheduled', 'processing')) AS unfinished,
          EXISTS (SELECT 1 FROM topics) AS others`,
      )
      .get() ?? { ...noContents, others: 0 }
    const isBare = counts.campaigns + counts.people + counts.providers + others === 0
    return { ...counts, isEmpty: isBare && !hasBuckets(db) }
  } finally {
    db.close()
  }
}

const hasBuckets = (db: Database.Database): boolean => {
  const table = db.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'buckets'`)
  return table.get() !== undefined && db.prepare('SELECT 1 FROM buckets').get() !== undefined
}
