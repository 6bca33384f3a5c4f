import { draftConflict, type DraftConflict } from '@contract/draft-conflicts'
import type { Connection } from './database'

/** Fields of drafts that two windows wrote differently, as rows. */
export interface DraftConflictRows {
  list(draftId: string): DraftConflict[]
  /** Takes the place of an earlier one of the same field. */
  put(draftId: string, conflict: DraftConflict): void
  removeAll(draftId: string): void
}

/** Prepares the statements over an open app database. */
export const createDraftConflictRows = (db: Connection): DraftConflictRows => {
  const list = db
    .prepare<[string], string>('SELECT conflict FROM draft_conflicts WHERE draft_id = ?')
    .pluck()
  const put = db.prepare(
    'INSERT OR REPLACE INTO draft_conflicts (draft_id, name, conflict) VALUES (?, ?, ?)',
  )
  const removeAll = db.prepare('DELETE FROM draft_conflicts WHERE draft_id = ?')

  return {
    list: (draftId) => list.all(draftId).map((text) => draftConflict.parse(JSON.parse(text))),
    put: (draftId, conflict) => {
      put.run(draftId, conflict.name, JSON.stringify(conflict))
    },
    removeAll: (draftId) => {
      removeAll.run(draftId)
    },
  }
}
