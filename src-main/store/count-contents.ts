import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'

/** How much a workspace holds. */
export interface Contents {
  readonly campaigns: number
  readonly people: number
  readonly providers: number
}

/** Counts what a workspace's database holds, whatever its version, and changes nothing; throws when it cannot be read. */
export const countContents = (file: string): Contents => {
  // A log that is there is somebody's, or says "crashed": it stays. One that this connection makes must go
  // again when it closes, which those that only read do not see to.
  const db = new Database(file, { readonly: existsSync(`${file}-wal`), fileMustExist: true })
  try {
    // These tables are there since the first schema. One that is being cleared away is no campaign any more.
    const counts = db.prepare<[], Contents>(
      `SELECT (SELECT count(*) FROM messages WHERE id NOT GLOB '/*') AS campaigns, (SELECT count(*) FROM users) AS people,
        (SELECT count(*) FROM providers) AS providers`,
    )
    return counts.get() ?? { campaigns: 0, people: 0, providers: 0 }
  } finally {
    db.close()
  }
}
