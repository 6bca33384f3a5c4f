import type { ErrorBody } from '@contract/errors'
import type { OutboxEntry } from '@contract/outbox'
import type { Connection } from './database'

/** A draft of the outbox as it is stored; times in milliseconds. */
export interface OutboxRow {
  readonly draftId: string
  readonly as: OutboxEntry['as']
  readonly place: number
  readonly state: OutboxEntry['state']
  /** How many people a person has confirmed it for, above the profile's ceiling. */
  readonly confirmedPeople: number | null
  /** An attempt was made whose outcome nobody has seen. */
  readonly isUnclear: boolean
  readonly problem: ErrorBody | null
  readonly attempts: number
  /** What the draft said when it was released. */
  readonly mark: string | null
  readonly addedAt: number
  readonly releasedAt: number | null
  readonly retryAt: number | null
}

/** What waits to be handed to servers; drafts that have gone to another profile are not among it. */
export interface OutboxRows {
  /** In order. */
  list(profileId: string): OutboxRow[]
  /** The profile whose outbox holds the draft. */
  profileOf(draftId: string): string | undefined
  /** Takes the place of what is stored of the draft. */
  put(profileId: string, row: OutboxRow): void
  /** All or none of these. */
  putAll(profileId: string, rows: readonly OutboxRow[]): void
  remove(draftId: string): void
  counts(): { profileId: string; count: number }[]
}

/** Prepares the statements over an open app database. */
export const createOutboxRows = (db: Connection): OutboxRows => {
  const joined = `outbox JOIN drafts ON drafts.id = outbox.draft_id
    AND drafts.profile_id = outbox.profile_id`
  const list = db.prepare<[string], Row>(
    `SELECT outbox.* FROM ${joined} WHERE outbox.profile_id = ? ORDER BY place, added_at`,
  )
  const profileOf = db
    .prepare<[string], string>(`SELECT outbox.profile_id FROM ${joined} WHERE draft_id = ?`)
    .pluck()
  const put = db.prepare(
    `INSERT OR REPLACE INTO outbox (draft_id, profile_id, handing, place, state, is_unclear, problem,
       confirmed_people, attempts, mark, added_at, released_at, retry_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const remove = db.prepare('DELETE FROM outbox WHERE draft_id = ?')
  const counts = db.prepare<[], { profileId: string; count: number }>(
    `SELECT outbox.profile_id AS profileId, count(*) AS count FROM ${joined} GROUP BY 1 ORDER BY 1`,
  )
  const putOne = (profileId: string, row: OutboxRow): void => {
    const { draftId, as, place, state, isUnclear, problem, attempts, mark } = row
    put.run(
      ...[draftId, profileId, as, place, state, isUnclear ? 1 : 0],
      ...[problem && JSON.stringify(problem), row.confirmedPeople, attempts, mark],
      ...[row.addedAt, row.releasedAt, row.retryAt],
    )
  }

  return {
    list: (profileId) => list.all(profileId).map(toRow),
    profileOf: (draftId) => profileOf.get(draftId),
    put: putOne,
    putAll: db.transaction((profileId: string, rows: readonly OutboxRow[]) => {
      for (const row of rows) putOne(profileId, row)
    }),
    remove: (draftId) => void remove.run(draftId),
    counts: () => counts.all(),
  }
}

interface Row {
  readonly draft_id: string
  readonly handing: OutboxRow['as']
  readonly place: number
  readonly state: OutboxRow['state']
  readonly is_unclear: number
  readonly problem: string | null
  readonly confirmed_people: number | null
  readonly attempts: number
  readonly mark: string | null
  readonly added_at: number
  readonly released_at: number | null
  readonly retry_at: number | null
}

const toRow = (row: Row): OutboxRow => ({
  draftId: row.draft_id,
  as: row.handing,
  place: row.place,
  state: row.state,
  isUnclear: row.is_unclear === 1,
  // Written by `put` alone.
  problem: row.problem === null ? null : (JSON.parse(row.problem) as ErrorBody),
  confirmedPeople: row.confirmed_people,
  attempts: row.attempts,
  mark: row.mark,
  addedAt: row.added_at,
  releasedAt: row.released_at,
  retryAt: row.retry_at,
})
