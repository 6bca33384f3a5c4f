import type { Connection } from './database'
import type { Page } from './list'
import type { Paging } from './paging'

/** One write to a resource, by whom and from where. */
export interface StoredLog {
  /** `<kind>/<id>`. */
  readonly resource: string
  readonly event: string
  readonly mode: string
  readonly userType: string
  readonly userId: string
  readonly userName: string
  readonly userEmail: string
  readonly ip: string
  readonly userAgent: string
  readonly time: string
}

/** Writes and reads logs; nothing changes or removes them. */
export const createLogStore = (db: Connection) => {
  const insert = db.prepare(
    `INSERT INTO logs (resource, event, mode, userType, userId, userName, userEmail, ip, userAgent, time)
     VALUES (@resource, @event, @mode, @userType, @userId, @userName, @userEmail, @ip, @userAgent, @time)`,
  )
  const page = db.prepare<[string, number, number], StoredLog>(
    'SELECT * FROM logs WHERE resource = ? ORDER BY seq DESC LIMIT ? OFFSET ?',
  )
  const count = db.prepare<[string], number>('SELECT count(*) FROM logs WHERE resource = ?').pluck()

  return {
    insert: (log: StoredLog): void => void insert.run(log),
    /** Newest first; the total counts all of them, or is 0 when not asked for. */
    list: (resource: string, { limit, offset }: Paging, withTotal: boolean): Page<StoredLog> => ({
      total: withTotal ? (count.get(resource) ?? 0) : 0,
      rows: page.all(resource, limit, offset),
    }),
  }
}
