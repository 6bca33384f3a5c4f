import { draftStep, type UndoPart, type UndoStack } from '@contract/draft-steps'
import type { Connection } from './database'

/** What can be undone in drafts, as rows. */
export interface DraftStepRows {
  /** Empty for an unknown draft. */
  get(draftId: string): UndoStack
  set(draftId: string, part: UndoPart): void
}

/** Prepares the statements over an open app database. */
export const createDraftStepRows = (db: Connection): DraftStepRows => {
  const list = db
    .prepare<[string], string>('SELECT step FROM draft_steps WHERE draft_id = ? ORDER BY number')
    .pluck()
  const position = db.prepare<[string], number>('SELECT next_step FROM drafts WHERE id = ?').pluck()
  const setPosition = db.prepare('UPDATE drafts SET next_step = ? WHERE id = ?')
  const forget = db.prepare(
    'DELETE FROM draft_steps WHERE draft_id = ? AND (number < ? OR number >= ?)',
  )
  const insert = db.prepare('INSERT INTO draft_steps (draft_id, number, step) VALUES (?, ?, ?)')

  return {
    get: (draftId) => ({
      steps: list.all(draftId).map((text) => draftStep.parse(JSON.parse(text))),
      position: position.get(draftId) ?? 0,
    }),
    set: (draftId, part) => {
      forget.run(draftId, part.first, part.from)
      for (const step of part.steps) insert.run(draftId, step.number, JSON.stringify(step))
      setPosition.run(part.position, draftId)
    },
  }
}
